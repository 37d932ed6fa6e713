#include "session.hpp"

#include "encoding.hpp"
#include "json_read.hpp"

namespace webchat {

std::string sessions::signature(std::string_view payload) const {
    // The prefix keeps other uses of the same secret from making session tokens.
    return base64url(crypto_.hmac_sha256("{{secret:instance}}", "session." + std::string(payload)));
}

std::string sessions::seal(const session& session) const {
    json payload = {{"a", session.address},   {"s", session.id},       {"i", session.issued_s},
                    {"x", session.expires_s}, {"v", session.verified}, {"h", session.identity}};
    if (!session.known.empty()) {
        payload["k"] = session.known;
    }
    if (!session.phone.empty()) {
        payload["p"] = session.phone;
        payload["c"] = session.confirmed;
    }
    auto token = base64url(payload.dump());
    const auto signed_by = signature(token);
    return token.append(".").append(signed_by);
}

std::optional<session> sessions::open(std::string_view token, std::int64_t now_ms) const {
    const auto dot = token.find('.');
    if (dot == token.npos || token.size() > 2048 ||
        !crypto_.equal(signature(token.substr(0, dot)), token.substr(dot + 1))) {
        return std::nullopt;
    }
    const auto payload = parse(from_base64url(token.substr(0, dot)).value_or(""));
    session out{.address = text_of(payload, "a"),
                .id = text_of(payload, "s"),
                .issued_s = number_of(payload, "i"),
                .expires_s = number_of(payload, "x"),
                .verified = flag_of(payload, "v"),
                .identity = text_of(payload, "h"),
                .known = {},
                .phone = text_of(payload, "p"),
                .confirmed = flag_of(payload, "c")};
    if (const auto* known = member(payload, "k"); known != nullptr && known->is_array()) {
        for (const auto& each : *known) {
            out.known.push_back(each.is_string() ? each.get<std::string>() : std::string());
        }
    }
    if (out.address.empty() || out.expires_s * 1000 <= now_ms) {
        return std::nullopt;
    }
    return out;
}

}  // namespace webchat
