#include "signature.hpp"

namespace line {

std::string base64(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto left = bytes.size() - at;
        const auto byte = [&](std::size_t n) -> std::uint32_t {
            return n < left ? bytes[at + n] : 0u;
        };
        const std::uint32_t group = byte(0) << 16 | byte(1) << 8 | byte(2);
        out += digits[group >> 18];
        out += digits[group >> 12 & 63];
        out += left > 1 ? digits[group >> 6 & 63] : '=';
        out += left > 2 ? digits[group & 63] : '=';
    }
    return out;
}

bool is_signed(const selat::crypto& crypto, std::string_view channel_secret, std::string_view body,
               std::string_view signature) {
    if (signature.empty()) {
        return false;
    }
    return crypto.equal(base64(crypto.hmac_sha256(channel_secret, body)), signature);
}

}  // namespace line
