#pragma once
// Customers put together and taken apart: across shards, with everything else of them waiting.

#include <string>

#include "host/api/services.hpp"
#include "host/gateway/world.hpp"

namespace selat::gateway {

// [any-thread] Everything of `from` becomes `into`'s, `from` leads there, and where channels join
// one conversation stays open; not_found when one of them is no customer of its own.
// `also` is of the same unit.
void merge_customers(world& world, const model::id& into, const model::id& from,
                     const api::grounds& why, store::changes also,
                     api::reply<store::profiled_customer> done);

// Two addresses that a code has shown to be one person's.
struct proof {
    std::string channel;  // who asked: an address, which may be new …
    std::string address;
    model::id customer;  // … or, without a channel, a customer
    std::string through;
    std::string to;  // where the code went
};

// [any-thread] Makes them one customer's: of `customer`, or of two addresses' the one who has been
// heard of, else the older; `also` is of the same unit. not_found when nobody has `to` any more.
void join_proved(world& world, proof proof, store::changes also,
                 api::reply<store::profiled_customer> done);

}  // namespace selat::gateway
