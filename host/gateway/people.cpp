// Customers put together, taken apart, erased: across shards, with everything else of them waiting.

#include "host/gateway/people.hpp"

#include "host/gateway/services.hpp"
#include "host/model/json.hpp"

#include <nlohmann/json.hpp>

namespace selat::gateway {
namespace {

using json = nlohmann::json;

model::event told(const model::customer& customer, const std::vector<model::address>& addresses,
                  model::time now, model::id_source& ids) {
    model::event event;
    event.id = ids.make(model::id_kind::event, now, customer.id.partition());
    event.type = model::event_type::customer_updated;
    event.at = now;
    event.data = model::write_customer(customer, addresses);
    return event;
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
              [&world, into, from, done = std::move(done)](std::function<void()> release) {
                  world.store.read([&world, into, from, done, release](store::reader& reader) {
                      auto kept = reader.customer(into);
                      auto gone = reader.customer(from);
                      if (!kept || !gone || !*kept || !*gone || (*gone)->customer.merged_into ||
                          (*kept)->customer.merged_into) {
                          release();
                          return done(fail(code::not_found, "there are no two such customers"));
                      }
                      auto result = std::move(**kept);
                      auto tomb = (*gone)->customer;
                      auto& customer = result.customer;
                      customer.attributes = united(customer.attributes, tomb.attributes);
                      customer.name = customer.name.empty() ? tomb.name : customer.name;
                      customer.locale = customer.locale.empty() ? tomb.locale : customer.locale;
                      tomb.merged_into = customer.id;
                      for (auto& address : (*gone)->addresses) {
                          address.customer = customer.id;
                          result.addresses.push_back(std::move(address));
                      }
                      model::id_source ids(new_seed());
                      store::changes changes;
                      changes.customers = {customer, tomb};
                      changes.merges.push_back({tomb.id, customer.id});
                      changes.events.push_back(told(customer, result.addresses, world.now(), ids));
                      world.ledger.commit(
                          std::move(changes),
                          [done, release, result = std::move(result)](const auto& committed) {
                              release();
                              if (!committed) {
                                  return done(tl::unexpected(committed.error()));
                              }
                              done(result);
                          });
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
    shard::hold(
        world_.shards, customer,
        [this, customer, channel = std::move(channel), address = std::move(address),
         done = std::move(done)](std::function<void()> release) {
            world_.store.read(
                [this, customer, channel, address, done, release](store::reader& reader) {
                    auto found = reader.customer(customer);
                    const model::address* moving = nullptr;
                    std::size_t matches = 0;
                    if (found && *found) {
                        for (const auto& each : (*found)->addresses) {
                            if (each.address == address &&
                                (channel.empty() || each.channel == channel)) {
                                moving = &each;
                                ++matches;
                            }
                        }
                    }
                    if (matches != 1 || (*found)->addresses.size() < 2) {
                        release();
                        return done(matches == 0
                                        ? fail(code::not_found, "the customer has no such address")
                                        : fail(code::wrong_state,
                                               matches > 1
                                                   ? "several channels have this address; say which"
                                                   : "it is the customer's only address"));
                    }
                    model::id_source ids(new_seed());
                    auto fresh =
                        engine::new_customer(moving->channel, moving->address, world_.now(), ids)
                            .customer;
                    fresh.name = moving->name;
                    auto moved = *moving;
                    moved.customer = fresh.id;
                    moved.identity.clear();
                    store::profiled_customer result{fresh, {moved}};
                    store::changes changes;
                    changes.customers.push_back(fresh);
                    changes.splits.push_back(
                        {(*found)->customer.id, fresh.id, moved.channel, moved.address});
                    changes.events.push_back(told(fresh, result.addresses, world_.now(), ids));
                    world_.ledger.commit(
                        std::move(changes),
                        [done, release, result = std::move(result)](const auto& committed) {
                            release();
                            if (!committed) {
                                return done(tl::unexpected(committed.error()));
                            }
                            done(result);
                        });
                });
        });
}

void services::erase(const model::id& customer, api::reply<void> done) {
    shard::hold(world_.shards, customer,
                [this, customer, done = std::move(done)](std::function<void()> release) {
                    world_.store.read([this, customer, done, release](store::reader& reader) {
                        const auto found = reader.customer(customer);
                        if (!found || !*found) {
                            release();
                            return done(found ? fail(code::not_found, "there is no such customer")
                                              : tl::unexpected(found.error()));
                        }
                        store::changes changes;
                        changes.erased_customers.push_back((*found)->customer.id);
                        world_.ledger.commit(std::move(changes),
                                             [done, release](const auto& committed) {
                                                 release();
                                                 if (!committed) {
                                                     return done(tl::unexpected(committed.error()));
                                                 }
                                                 done({});
                                             });
                    });
                });
}

}  // namespace selat::gateway
