#pragma once
// Times as Google writes them.

#include <cstdint>
#include <string_view>

namespace google {

// Milliseconds since 1970 of an RFC 3339 time, of any precision; 0 when it is none.
std::int64_t time_ms(std::string_view text);

}  // namespace google
