#pragma once
// How often one-time codes go out: few enough that nobody can be pestered, or made to pay, with
// them. Pure.

#include <vector>

#include "host/model/verification.hpp"

namespace selat::gateway {

constexpr model::duration code_validity{10 * 60'000};
constexpr std::uint32_t code_attempts = 5;
constexpr model::duration codes_counted{60 * 60'000};  // how long a code counts
constexpr model::duration between_codes{30'000};       // to one address, and of one who asks
constexpr std::size_t codes_an_hour = 5;               // to one address, and of one who asks
constexpr std::size_t codes_a_minute_through = 60;     // one channel

bool same_asker(const model::verification& a, const model::verification& b);

// How long `wish` has to wait after those that were sent; 0: not at all.
model::duration wait_for_code(const std::vector<model::verification>& sent,
                              const model::verification& wish, model::time now);

}  // namespace selat::gateway
