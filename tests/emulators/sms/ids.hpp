#pragma once
// Ids and dates as Twilio shapes them.

#include "tests/emulators/common/clock.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace emulators::sms {

// Two letters and 32 hex digits that nobody else has. [any-thread]
std::string make_sid(std::string_view kind);
// A UUID, as idempotency tokens are. [any-thread]
std::string make_token();

bool is_sid(std::string_view text, std::string_view kind);
// + and digits.
bool is_number(std::string_view text);

// "Thu, 24 Aug 2023 05:01:45 +0000"
std::string rfc_2822(std::int64_t at_ms);

}  // namespace emulators::sms
