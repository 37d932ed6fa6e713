#pragma once
// Discord's ids: decimal numbers whose upper bits tell when they were made.

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
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

inline constexpr std::int64_t discord_began_ms = 1'420'070'400'000;

/// Milliseconds since 1970.
inline std::int64_t made_ms(std::string_view id) {
    return static_cast<std::int64_t>(number_in(id) >> 22) + discord_began_ms;
}

/// Below every id that was made then or later.
inline std::string first_id_of(std::int64_t ms) {
    const auto since = std::max<std::int64_t>(ms - discord_began_ms, 0);
    return std::to_string(static_cast<std::uint64_t>(since) << 22);
}

}  // namespace discord
