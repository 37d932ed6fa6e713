#pragma once
// Customers put together: across shards, with everything else of them waiting.

#include "host/api/services.hpp"
#include "host/gateway/world.hpp"

namespace selat::gateway {

// [any-thread] Everything of `from` becomes `into`'s, `from` leads there; not_found when one of
// them is no customer of its own.
void merge_customers(world& world, const model::id& into, const model::id& from,
                     api::reply<store::profiled_customer> done);

}  // namespace selat::gateway
