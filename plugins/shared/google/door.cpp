#include "door.hpp"

#include "plugins/shared/base64/base64.hpp"

namespace google {
namespace {

bool is_handshake(const json& body) {
    return member(body, "clientToken").is_string() && member(body, "secret").is_string();
}

// Every one is tried, so that the time tells nothing of which it was.
template <class Is>
bool any_of(const std::vector<std::string>& handles, const Is& is) {
    bool out = false;
    for (const auto& each : handles) {
        const bool this_one = !each.empty() && is(each);
        out = out || this_one;
    }
    return out;
}

}  // namespace

std::optional<std::string> enveloped(const json& body) {
    const auto& data = member(member(body, "message"), "data");
    return data.is_string() ? base64::decoded(data.get_ref<const std::string&>()) : std::nullopt;
}

void door::shake_hands(const selat::crypto& crypto, const json& offered, selat::actions out) const {
    const auto token = text_of(offered, "clientToken");
    if (!any_of(tokens, [&](const std::string& each) { return crypto.equal(each, token); })) {
        out.log(SELAT_LOG_WARN, "handshake-refused",
                "a webhook was registered with another client token");
        return out.respond(403);
    }
    // The secret alone, as plain text: Google takes no other answer.
    out.respond(200, text_of(offered, "secret"),
                {{"content-type", "text/plain"}, {"x-content-type-options", "nosniff"}});
}

bool door::is_signed(const selat::crypto& crypto, std::string_view bytes,
                     std::string_view signature) const {
    return !signature.empty() && any_of(keys, [&](const std::string& key) {
        return crypto.equal(selat::base64(crypto.hmac_sha512(key, bytes)), signature);
    });
}

std::optional<json> door::open(const selat::crypto& crypto, const selat::http_request& request,
                               selat::actions out) const {
    if (!request.path.empty() && request.path != "/") {
        out.respond(404);
        return std::nullopt;
    }
    if (request.method != "POST") {
        out.respond(405, {}, {{"allow", "POST"}});
        return std::nullopt;
    }
    auto body = parse(request.body);
    if (is_handshake(body)) {
        shake_hands(crypto, body, out);
        return std::nullopt;
    }
    // Within an envelope the data is signed, else the body.
    const auto signature = request.header("x-goog-signature");
    const auto data = enveloped(body);
    const bool data_is_signed = data && is_signed(crypto, *data, signature);
    if (!data_is_signed && !is_signed(crypto, request.body, signature)) {
        out.respond(401);
        return std::nullopt;
    }
    auto event = data ? parse(*data) : std::move(body);
    if (!event.is_object()) {
        out.respond(400);
        return std::nullopt;
    }
    return event;
}

}  // namespace google
