// Customers put together and taken apart: across shards, with everything else of them waiting.

#include <algorithm>

#include "host/gateway/people_parts.hpp"
#include "host/gateway/services.hpp"
#include "host/model/json.hpp"

namespace selat::gateway {

std::string write_change(const char* what, const model::id& other, const api::grounds& why) {
    std::string out;
    model::json_writer json(out);
    json.begin_object().member("what", what).member("other", other);
    json.optional("by", why.by).optional("evidence", why.evidence);
    json.optional("reason", why.reason).end_object();
    return out;
}

void tell(store::changes& changes, const store::profiled_customer& now,
          const std::vector<model::conversation>& open, const std::string& change, model::time at,
          model::id_source& ids) {
    model::event event;
    event.type = model::event_type::customer_updated;
    event.at = at;
    event.customer = now.customer.id;
    event.data = model::write_customer(now.customer, now.addresses);
    if (!change.empty()) {
        event.data.insert(event.data.size() - 1, ",\"change\":" + change);
    }
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

void hold_both(const shard_world& world, const model::id& a, const model::id& b,
               std::function<void(std::function<void()> release)> use) {
    if (a == b) {
        return shard::hold(world, a, std::move(use));
    }
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

namespace {

engine::customer_state state_of(store::customer_record record) {
    engine::customer_state out;
    out.customer = std::move(record.customer);
    out.addresses = std::move(record.addresses);
    out.open = std::move(record.open);
    return out;
}

model::link link_of(const api::grounds& why) {
    for (const auto each : {model::link::identity, model::link::code}) {
        if (why.evidence == name_of(each)) {
            return each;
        }
    }
    return model::link::word;
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

}  // namespace

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

void join_held(world& world, joining joining, const api::reply<store::profiled_customer>& done,
               const std::function<void()>& release) {
    const auto assembly = world.assembly();
    const auto now = world.now();
    const auto kept = joining.kept.customer.id;
    auto gone = joining.gone.customer;
    model::id_source ids(new_seed());
    auto decision =
        engine::decide(state_of(std::move(joining.kept)),
                       engine::input::join{state_of(std::move(joining.gone)),
                                           std::move(joining.proved), link_of(joining.why)},
                       assembly->engine, *assembly->steps, now, ids);
    for (const auto& line : decision.logs) {
        world.shards.log(line);
    }
    if (!decision.answer) {
        release();
        return done(tl::unexpected(decision.answer.error()));
    }
    auto changes = changes_of(std::move(decision.changes), std::move(joining.also));
    std::string change;
    if (gone.id) {
        gone.merged_into = kept;
        changes.customers.push_back(gone);
        changes.merges.push_back({gone.id, kept});
        change = write_change("merged", gone.id, joining.why);
    }
    const store::profiled_customer outcome{decision.state.customer, decision.state.addresses};
    tell(changes, outcome, decision.state.open, change, now, ids);
    const auto durable = std::make_shared<store::changes>(to_start(changes));
    const auto effects = std::make_shared<engine::effects>(std::move(decision.effects));
    commit_held(
        world, std::move(changes), outcome,
        [&world, durable, effects, done](result<store::profiled_customer> committed) {
            if (committed) {
                world.shards.carry_out(std::move(*durable), std::move(*effects));
            }
            done(std::move(committed));
        },
        release);
}

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
                     const api::grounds& why, store::changes also,
                     api::reply<store::profiled_customer> done) {
    hold_both(
        world.shards, into, from,
        [&world, into, from, why, also = std::move(also),
         done = std::move(done)](const std::function<void()>& release) {
            world.store.read([&world, into, from, why, also, done, release](store::reader& reader) {
                auto both = read_both(reader, into, from);
                if (!both) {
                    release();
                    return done(tl::unexpected(both.error()));
                }
                join_held(world, {std::move(both->first), std::move(both->second), {}, why, also},
                          done, release);
            });
        });
}

void services::merge(const model::id& into, const model::id& from, api::grounds why,
                     api::reply<store::profiled_customer> done) {
    if (into == from) {
        return done(fail(code::invalid, "a customer cannot be merged with itself"));
    }
    merge_customers(world_, into, from, why, {}, std::move(done));
}

}  // namespace selat::gateway
