#pragma once
// Text by characters.

#include <cstddef>
#include <string>
#include <string_view>

namespace code_points {

// The character at `at`, which moves behind it; what is no UTF-8 is a U+FFFD a byte.
inline char32_t take(std::string_view text, std::size_t& at) {
    const auto first = static_cast<unsigned char>(text[at++]);
    if (first < 0x80) {
        return first;
    }
    const std::size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    if (first < 0xC2 || first > 0xF4 || text.size() - at < more) {
        return 0xFFFD;
    }
    char32_t point = first & (0x3Fu >> more);
    for (std::size_t n = 0; n < more; ++n) {
        const auto byte = static_cast<unsigned char>(text[at + n]);
        if ((byte & 0xC0) != 0x80) {
            return 0xFFFD;
        }
        point = point << 6 | (byte & 0x3Fu);
    }
    at += more;
    return point;
}

// Characters; one beyond the first plane counts as the two units that it is in UTF-16.
inline std::size_t length_of(std::string_view text) {
    std::size_t units = 0;
    for (std::size_t at = 0; at < text.size();) {
        units += take(text, at) > 0xFFFF ? 2 : 1;
    }
    return units;
}

// The byte of `text` at which code unit `unit` of UTF-16 begins; its size when there are fewer. A
// unit within a character is where that character begins.
inline std::size_t byte_at(std::string_view text, std::size_t unit) {
    std::size_t units = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = at;
        units += take(text, at) > 0xFFFF ? 2 : 1;
        if (units > unit) {
            return begin;
        }
    }
    return text.size();
}

// `text` when it is no longer than `max`; else whole characters of it and "…". Nothing for a `max`
// of 0.
inline std::string cut(std::string_view text, std::size_t max) {
    if (length_of(text) <= max || max == 0) {
        return std::string(max == 0 ? std::string_view() : text);
    }
    return std::string(text.substr(0, byte_at(text, max - 1))) + "…";
}

}  // namespace code_points
