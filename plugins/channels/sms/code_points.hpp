#pragma once
// Text by characters.

#include <cstddef>
#include <string_view>

namespace sms {

// The character at `at`, which moves behind it; what is no UTF-8 is a U+FFFD a byte.
inline char32_t next_code_point(std::string_view text, std::size_t& at) {
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
        const auto next = static_cast<unsigned char>(text[at + n]);
        if ((next & 0xC0) != 0x80) {
            return 0xFFFD;
        }
        point = point << 6 | (next & 0x3Fu);
    }
    at += more;
    return point;
}

}  // namespace sms
