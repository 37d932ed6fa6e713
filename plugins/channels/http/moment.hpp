#pragma once
// Times as providers write them.

#include <cstdint>
#include <string_view>

namespace http {

// Milliseconds since 1970 of seconds, milliseconds (by their size), or ISO 8601 with or without T,
// fraction and zone (UTC then); 0 when it is none of them.
std::int64_t read_moment(std::string_view text);

}  // namespace http
