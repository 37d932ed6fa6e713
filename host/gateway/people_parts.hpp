#pragma once
// What putting customers together and taking them apart share; internal to people.hpp.

#include <functional>
#include <string>
#include <vector>

#include "host/gateway/people.hpp"

namespace selat::gateway {

// Holds both customers (one, when they are the same), always in the same order, so that two merges
// never wait for each other.
void hold_both(const shard_world& world, const model::id& a, const model::id& b,
               std::function<void(std::function<void()> release)> use);

// Tells of a customer as it is now: once to each agent that serves it, or to nobody in particular.
// `change`: JSON of what happened; empty when it is still the customer that it was.
void tell(store::changes& changes, const store::profiled_customer& now,
          const std::vector<model::conversation>& open, const std::string& change, model::time at,
          model::id_source& ids);

// `other`: the customer it was merged with, or split from.
std::string write_change(const char* what, const model::id& other, const api::grounds& why);

// While the customers are held: `done` is told `outcome` once it is durable.
void commit_held(world& world, store::changes changes, const store::profiled_customer& outcome,
                 const api::reply<store::profiled_customer>& done,
                 const std::function<void()>& release);

struct joining {
    store::customer_record kept;
    store::customer_record gone;  // without an id: both addresses are one customer's already
    std::vector<engine::input::join::place> proved;
    api::grounds why;
    store::changes also;
};

// While the customers are held.
void join_held(world& world, joining joining, const api::reply<store::profiled_customer>& done,
               const std::function<void()>& release);

}  // namespace selat::gateway
