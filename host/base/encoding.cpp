#include "host/base/crypto.hpp"

namespace selat::crypto {
namespace {

constexpr std::string_view standard =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view for_urls =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode(std::string_view bytes, std::string_view alphabet, bool padded) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t window = 0;
    unsigned bits = 0;
    for (const char each : bytes) {
        window = window << 8 | static_cast<std::uint8_t>(each);
        for (bits += 8; bits >= 6; bits -= 6) {
            out += alphabet[window >> (bits - 6) & 63];
        }
    }
    if (bits > 0) {
        out += alphabet[window << (6 - bits) & 63];
    }
    while (padded && out.size() % 4 != 0) {
        out += '=';
    }
    return out;
}

constexpr std::array<std::uint8_t, 256> reverse(std::string_view alphabet) {
    std::array<std::uint8_t, 256> out{};
    out.fill(255);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        out[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return out;
}

std::optional<std::string> decode(std::string_view text,
                                  const std::array<std::uint8_t, 256>& values) {
    const auto whole = text.size();
    for (int i = 0; i < 2 && text.ends_with('='); ++i) {
        text.remove_suffix(1);
    }
    const bool padded = text.size() != whole;
    if (text.size() % 4 == 1 || (padded && whole % 4 != 0)) {
        return std::nullopt;
    }
    std::string out;
    out.reserve(text.size() * 3 / 4);
    std::uint32_t window = 0;
    unsigned bits = 0;
    for (const char each : text) {
        const auto value = values[static_cast<std::uint8_t>(each)];
        if (value == 255) {
            return std::nullopt;
        }
        window = window << 6 | value;
        if ((bits += 6) >= 8) {
            bits -= 8;
            out += static_cast<char>(window >> bits & 255);
        }
    }
    const bool clean_tail = (window & ((1u << bits) - 1)) == 0;
    return clean_tail ? std::optional(std::move(out)) : std::nullopt;
}

int digit_of(char text) {
    if (text >= '0' && text <= '9') {
        return text - '0';
    }
    const char lower = static_cast<char>(text | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

std::string hex(std::span<const std::uint8_t> bytes) {
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const auto byte : bytes) {
        out += "0123456789abcdef"[byte >> 4];
        out += "0123456789abcdef"[byte & 15];
    }
    return out;
}

std::string hex(std::string_view bytes) {
    return hex(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
}

std::optional<std::string> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) {
        return std::nullopt;
    }
    std::string out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = digit_of(text[i]);
        const int low = digit_of(text[i + 1]);
        if (high < 0 || low < 0) {
            return std::nullopt;
        }
        out += static_cast<char>(high << 4 | low);
    }
    return out;
}

std::string base64(std::string_view bytes) { return encode(bytes, standard, true); }
std::string base64url(std::string_view bytes) { return encode(bytes, for_urls, false); }

std::optional<std::string> from_base64(std::string_view text) {
    static constexpr auto values = reverse(standard);
    return decode(text, values);
}

std::optional<std::string> from_base64url(std::string_view text) {
    static constexpr auto values = reverse(for_urls);
    return decode(text, values);
}

}  // namespace selat::crypto
