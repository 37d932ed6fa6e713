#pragma once
// What SMPP's command_status means for us.

#include <cstdint>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace smpp {

struct meaning {
    selat::code code = selat::code::internal;
    std::string_view text;
};
// Of the answer to a submit_sm. `throttled` is "slow down", `unavailable` "not now".
meaning meaning_of(std::uint32_t status);

// A bind that soon again would be refused as well.
bool is_refused_login(std::uint32_t status);
// The SMSC knows us not: only people can help.
bool is_unknown_account(std::uint32_t status);

// "0x0000000B"
std::string name_of(std::uint32_t status);

}  // namespace smpp
