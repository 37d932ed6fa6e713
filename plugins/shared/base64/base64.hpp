#pragma once
// Base64 as it comes, and as it goes into URLs and tokens; selat::base64 writes what headers have.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <selat/sdk/base64.hpp>

namespace base64 {

inline int digit_of(char c) {
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    if (c == '+' || c == '-') {
        return 62;
    }
    return c == '/' || c == '_' ? 63 : -1;
}

// Of either alphabet, padded or not; nothing when it is no base64.
inline std::optional<std::string> decoded(std::string_view text) {
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) {
        text.remove_suffix(1);
    }
    if (text.size() % 4 == 1) {
        return std::nullopt;
    }
    std::string out;
    out.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t group = 0;
    int bits = 0;
    for (const char c : text) {
        const int digit = digit_of(c);
        if (digit < 0) {
            return std::nullopt;
        }
        group = group << 6 | static_cast<std::uint32_t>(digit);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>(group >> bits & 0xFF);
        }
    }
    return out;
}

// RFC 4648 base64url, without padding.
inline std::string url_text(std::string_view bytes) {
    auto out =
        selat::base64(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
    while (out.ends_with('=')) {
        out.pop_back();
    }
    for (auto& c : out) {
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    }
    return out;
}

}  // namespace base64
