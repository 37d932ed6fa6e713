#pragma once
// Whose an address is that nobody has yet: the customer's who was shown to have the same number or
// mailbox on another channel.

#include <span>
#include <string_view>

#include "host/engine/decide.hpp"

namespace selat::engine {

// Whether its address is certain: of who writes, as the provider vouches, or as we write to it.
// A caller id that anybody can set, or the sender that a mail claims, is not.
bool is_certain(const input::any& what);

// Of `known` the address, on another channel, through which `address` is its customer's. Null:
// nobody was shown to have it, or several customers were, or some were taken apart, or what was
// shown of a number is too long ago.
const model::address* linked_through(const setup& setup, std::string_view channel,
                                     std::string_view address,
                                     std::span<const model::address> known, model::time now);

// Whether the channels' addresses are of one kind, so that one may tell whose the other's is.
bool are_alike(const setup& setup, std::string_view channel, std::string_view other);

}  // namespace selat::engine
