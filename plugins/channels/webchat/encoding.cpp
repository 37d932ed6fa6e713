#include "encoding.hpp"

#include "plugins/shared/base64/base64.hpp"

namespace webchat {

std::string base64url(std::string_view bytes) { return base64::url_text(bytes); }

std::string base64url(std::span<const std::uint8_t> bytes) {
    return base64url(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

std::optional<std::string> from_base64url(std::string_view text) {
    auto out = base64::decoded(text);
    return out && base64url(*out) == text ? out : std::nullopt;
}

std::string hex(std::span<const std::uint8_t> bytes) {
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const auto byte : bytes) {
        out += "0123456789abcdef"[byte >> 4];
        out += "0123456789abcdef"[byte & 15];
    }
    return out;
}

}  // namespace webchat
