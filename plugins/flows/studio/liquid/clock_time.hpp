#pragma once
// Times for the `date` filter: reading what people and systems write, writing as strftime does.

#include "value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace studio::liquid {

struct clock_time {
    std::int64_t seconds = 0;  // since 1970-01-01 UTC
    int milliseconds = 0;
    int offset = 0;  // of the zone it is shown in, in seconds east of UTC
};

/// Seconds since 1970 as a number or text, "now", "today", ISO 8601, RFC 2822, "March 5, 2026".
/// None when it is no time.
std::optional<clock_time> read_time(const json& from, std::int64_t now_ms);

/// strftime with Ruby's additions: %L %N %s %P, and the flags - 0 ^ _ # and widths.
std::string write_time(const clock_time& time, std::string_view format);

}  // namespace studio::liquid
