#pragma once
// Wall-clock time as the model and the contract count it: UTC, milliseconds.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace selat::model {

using duration = std::chrono::milliseconds;
using time = std::chrono::sys_time<duration>;

// "2026-11-22T11:20:00.123Z"; the year, of which RFC 3339 knows four digits, is 9999 at most.
std::string to_rfc3339(time at);

// Accepts any RFC 3339 date-time with an offset; finer digits than milliseconds are cut.
std::optional<time> parse_rfc3339(std::string_view text);

// "2027-01-31": whether it is a day that there is.
bool is_day(std::string_view text);

constexpr std::int64_t to_ms(time at) { return at.time_since_epoch().count(); }
constexpr time from_ms(std::int64_t ms) { return time{duration{ms}}; }

}  // namespace selat::model
