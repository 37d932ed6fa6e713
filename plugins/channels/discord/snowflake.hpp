#pragma once
// Discord's ids: decimal numbers whose upper bits tell when they were made.

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>

namespace discord {

// Safe within a path, too.
inline bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= 20 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

inline std::uint64_t number_in(std::string_view text) {
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// Milliseconds since 1970.
inline std::int64_t made_ms(std::string_view id) {
    constexpr std::int64_t first_ms = 1'420'070'400'000;
    return static_cast<std::int64_t>(number_in(id) >> 22) + first_ms;
}

}  // namespace discord
