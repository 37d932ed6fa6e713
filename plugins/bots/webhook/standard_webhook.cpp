#include "standard_webhook.hpp"
namespace webhook {
namespace {

constexpr std::string_view prefix = "whsec_";
constexpr std::string_view digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::optional<std::string> key_of(std::string_view secret) {
    if (secret.starts_with(prefix)) {
        secret.remove_prefix(prefix.size());
    }
    for (int i = 0; i < 2 && secret.ends_with('='); ++i) {
        secret.remove_suffix(1);
    }
    std::string out;
    std::uint32_t window = 0;
    unsigned bits = 0;
    for (const char each : secret) {
        const auto value = digits.find(each);
        if (value == digits.npos) {
            return std::nullopt;
        }
        window = window << 6 | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>(window >> bits & 0xFF);
        }
    }
    if (out.empty() || secret.size() % 4 == 1) {
        return std::nullopt;
    }
    return out;
}

std::string signature_of(const selat::crypto& crypto, std::string_view key, std::string_view id,
                         std::string_view timestamp, std::string_view body) {
    std::string signed_text(id);
    signed_text.append(".").append(timestamp).append(".").append(body);
    return "v1," + selat::base64(crypto.hmac_sha256(key, signed_text));
}

}  // namespace webhook
