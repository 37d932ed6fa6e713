// Customers put together and taken apart: across shards, with everything else of them waiting.

#include "host/gateway/people.hpp"

#include <algorithm>

#include "host/gateway/services.hpp"
#include "host/model/json.hpp"

#include <nlohmann/json.hpp>

namespace selat::gateway {
namespace {

using json = nlohmann::json;

// Tells of a customer as it is now: once to each agent that serves it, among them whoever wished
// for the change, or to nobody in particular.
void tell(store::changes& changes, const store::profiled_customer& now,
          const std::vector<model::conversation>& open, model::time at, model::id_source& ids) {
    model::event event;
    event.type = model::event_type::customer_updated;
    event.at = at;
    event.customer = now.customer.id;
    event.data = model::write_customer(now.customer, now.addresses);
    std::vector<std::string> agents;
    for (const auto& each : open) {
        const bool known = std::ranges::find(agents, each.agent) != agents.end();
        if (!each.agent.empty() && !known) {
            agents.push_back(each.agent);
            event.id = ids.make(model::id_kind::event, at, now.customer.id.partition());
            event.agent = each.agent;
            event.conversation = each.id;
            changes.events.push_back(event);
        }
    }
    if (agents.empty()) {
        event.id = ids.make(model::id_kind::event, at, now.customer.id.partition());
        event.conversation = open.empty() ? now.customer.last_conversation : open.front().id;
        changes.events.push_back(std::move(event));
    }
}

// Holds both customers, always in the same order, so that two merges never wait for each other.
void hold_both(const shard_world& world, const model::id& a, const model::id& b,
               std::function<void(std::function<void()> release)> use) {
    const auto first = std::min(a, b);
    const auto second = std::max(a, b);
    shard::hold(world, first, [&world, second, use = std::move(use)](std::function<void()> one) {
        shard::hold(world, second, [use, one](std::function<void()> two) {
            use([one, two] {
                two();
                one();
            });
        });
    });
}

std::string united(const std::string& kept, const std::string& added) {
    auto out = json::parse(added, nullptr, false);
    const auto over = json::parse(kept, nullptr, false);
    if (!out.is_object()) {
        return kept;
    }
    if (over.is_object()) {
        out.update(over);
    }
    return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

// What is known of either; of what there is only one, that of `kept`, but the later of what was
// last.
void unite(model::customer& kept, const model::customer& gone) {
    kept.attributes = united(kept.attributes, gone.attributes);
    kept.name = kept.name.empty() ? gone.name : kept.name;
    kept.locale = kept.locale.empty() ? gone.locale : kept.locale;
    const bool later = gone.last_conversation > kept.last_conversation;
    kept.last_conversation = later ? gone.last_conversation : kept.last_conversation;
    if (kept.last_agent.empty() || (later && !gone.last_agent.empty())) {
        kept.last_agent = gone.last_agent;
    }
}

// Both as they are; not_found unless they are two live customers.
result<std::pair<store::customer_record, store::customer_record>>
read_both(store::reader& reader, const model::id& into, const model::id& from) {
    auto kept = reader.record(into);
    auto gone = reader.record(from);
    if (!kept || !gone) {
        return tl::unexpected(kept ? gone.error() : kept.error());
    }
    if (!*kept || !*gone || (*kept)->customer.id != into || (*gone)->customer.id != from) {
        return fail(code::not_found, "there are no two such customers");
    }
    return std::pair(std::move(**kept), std::move(**gone));
}

// The address that is meant, which must not be the customer's only one.
result<model::address> which(const store::customer_record& from, const std::string& channel,
                             const std::string& address) {
    const model::address* found = nullptr;
    std::size_t matches = 0;
    for (const auto& each : from.addresses) {
        if (each.address == address && (channel.empty() || each.channel == channel)) {
            found = &each;
            ++matches;
        }
    }
    if (matches == 0) {
        return fail(code::not_found, "the customer has no such address");
    }
    if (matches > 1) {
        return fail(code::wrong_state, "several channels have this address; say which");
    }
    if (from.addresses.size() < 2) {
        return fail(code::wrong_state, "it is the customer's only address");
    }
    return *found;
}

// While the customers are held.
void commit_held(world& world, store::changes changes, const store::profiled_customer& outcome,
                 const api::reply<store::profiled_customer>& done,
                 const std::function<void()>& release) {
    world.ledger.commit(std::move(changes), [done, release, outcome](const auto& committed) {
        release();
        if (!committed) {
            return done(tl::unexpected(committed.error()));
        }
        done(outcome);
    });
}

void merge_held(world& world, store::customer_record kept, store::customer_record gone,
                const api::reply<store::profiled_customer>& done,
                const std::function<void()>& release) {
    unite(kept.customer, gone.customer);
    gone.customer.merged_into = kept.customer.id;
    for (auto& address : gone.addresses) {
        address.customer = kept.customer.id;
        kept.addresses.push_back(std::move(address));
    }
    std::ranges::move(gone.open, std::back_inserter(kept.open));
    const store::profiled_customer outcome{kept.customer, std::move(kept.addresses)};
    model::id_source ids(new_seed());
    store::changes changes;
    changes.customers = {kept.customer, gone.customer};
    changes.merges.push_back({gone.customer.id, kept.customer.id});
    tell(changes, outcome, kept.open, world.now(), ids);
    commit_held(world, std::move(changes), outcome, done, release);
}

void split_held(world& world, store::customer_record from, const std::string& channel,
                const std::string& address, const api::reply<store::profiled_customer>& done,
                const std::function<void()>& release) {
    const auto moving = which(from, channel, address);
    if (!moving) {
        release();
        return done(tl::unexpected(moving.error()));
    }
    model::id_source ids(new_seed());
    const auto now = world.now();
    auto fresh = engine::new_customer(moving->channel, moving->address, now, ids).customer;
    fresh.name = moving->name;
    auto moved = *moving;
    moved.customer = fresh.id;
    moved.identity.clear();
    const store::profiled_customer outcome{fresh, {moved}};
    store::changes changes;
    changes.customers.push_back(fresh);
    changes.splits.push_back({from.customer.id, fresh.id, moved.channel, moved.address});
    std::vector<model::conversation> going;
    std::vector<model::conversation> staying;
    for (auto& each : from.open) {
        const bool goes = each.channel == moved.channel && each.address == moved.address;
        (goes ? going : staying).push_back(std::move(each));
    }
    std::erase_if(from.addresses, [&](const auto& each) {
        return each.channel == moved.channel && each.address == moved.address;
    });
    tell(changes, outcome, going, now, ids);
    tell(changes, {from.customer, std::move(from.addresses)}, staying, now, ids);
    commit_held(world, std::move(changes), outcome, done, release);
}

}  // namespace

void services::patch(const model::id& customer, api::customer_patch patch,
                     api::reply<store::profiled_customer> done) {
    work work;
    work.what = engine::input::patch_customer{std::move(patch.name), std::move(patch.locale),
                                              std::move(patch.attributes)};
    work.done = [done = std::move(done)](decided outcome) {
        if (outcome.code != code::ok) {
            return done(fail(outcome.code, outcome.text));
        }
        done(std::move(*outcome.customer));
    };
    shard::post(world_.shards, customer, std::move(work));
}

void merge_customers(world& world, const model::id& into, const model::id& from,
                     api::reply<store::profiled_customer> done) {
    hold_both(world.shards, into, from,
              [&world, into, from, done = std::move(done)](const std::function<void()>& release) {
                  world.store.read([&world, into, from, done, release](store::reader& reader) {
                      auto both = read_both(reader, into, from);
                      if (!both) {
                          release();
                          return done(tl::unexpected(both.error()));
                      }
                      merge_held(world, std::move(both->first), std::move(both->second), done,
                                 release);
                  });
              });
}

void services::merge(const model::id& into, const model::id& from,
                     api::reply<store::profiled_customer> done) {
    if (into == from) {
        return done(fail(code::invalid, "a customer cannot be merged with itself"));
    }
    merge_customers(world_, into, from, std::move(done));
}

void services::split(const model::id& customer, std::string channel, std::string address,
                     api::reply<store::profiled_customer> done) {
    shard::hold(world_.shards, customer,
                [this, customer, channel = std::move(channel), address = std::move(address),
                 done = std::move(done)](const std::function<void()>& release) {
                    world_.store.read([this, customer, channel, address, done,
                                       release](store::reader& reader) {
                        auto found = reader.record(customer);
                        if (!found || !*found || (*found)->customer.id != customer) {
                            release();
                            return done(found ? fail(code::not_found, "there is no such customer")
                                              : tl::unexpected(found.error()));
                        }
                        split_held(world_, std::move(**found), channel, address, done, release);
                    });
                });
}

}  // namespace selat::gateway
