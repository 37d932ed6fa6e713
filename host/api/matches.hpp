#pragma once
// Customers who may be one: each has the same number or mailbox on a channel.

#include <vector>

#include "host/api/caller.hpp"
#include "host/api/services.hpp"

namespace selat::api {

struct match {
    store::profiled_customer customer;
    model::address through;  // its address that the other customer has too
    model::address_kind kind = model::address_kind::none;
    bool verified = false;  // shown to be each one's
    bool split = false;     // somebody has said that they are two
};

// The others that `one` may be, surest first. Inside of store::read. An agent is told of those
// alone who were shown to have it and were never said to be two: what anybody can claim, a caller
// id or the sender of a mail, tells nobody of somebody else.
result<std::vector<match>> matches_of(store::reader& reader, const std::vector<channel_view>& all,
                                      const caller& who, const store::profiled_customer& one);

}  // namespace selat::api
