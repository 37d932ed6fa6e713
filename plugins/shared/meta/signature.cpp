#include "signature.hpp"

#include "plugins/shared/code_points/code_points.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace meta {
namespace {

constexpr std::string_view prefix = "sha256=";
constexpr std::size_t header_size = 71;
constexpr std::string_view hex = "0123456789abcdef";

std::string hex_of(const std::array<std::uint8_t, 32>& digest) {
    std::string out;
    out.reserve(2 * digest.size());
    for (const auto byte : digest) {
        out += hex[byte >> 4];
        out += hex[byte & 15];
    }
    return out;
}

void append_escape(std::string& out, std::uint32_t unit) {
    out += "\\u";
    for (const int shift : {12, 8, 4, 0}) {
        out += hex[unit >> shift & 15];
    }
}

// The body as Meta writes it: ASCII alone.
std::string escaped(std::string_view body) {
    std::string out;
    out.reserve(body.size() + body.size() / 2);
    for (std::size_t at = 0; at < body.size();) {
        const char32_t point = code_points::take(body, at);
        if (point < 0x80) {
            out += static_cast<char>(point);
        } else if (point > 0xFFFF) {
            append_escape(out, 0xD7C0 + (point >> 10));
            append_escape(out, 0xDC00 + (point & 0x3FF));
        } else {
            append_escape(out, point);
        }
    }
    return out;
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

bool is_signed(const selat::crypto& crypto, std::string_view app_secret, std::string_view body,
               std::string_view header) {
    if (app_secret.empty() || header.size() != header_size || !header.starts_with(prefix)) {
        return false;
    }
    const auto given = header.substr(prefix.size());
    if (crypto.equal(hex_of(crypto.hmac_sha256(app_secret, body)), given)) {
        return true;
    }
    return !is_ascii(body) &&
           crypto.equal(hex_of(crypto.hmac_sha256(app_secret, escaped(body))), given);
}

}  // namespace meta
