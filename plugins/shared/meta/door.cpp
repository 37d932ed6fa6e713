#include "door.hpp"

#include "graph.hpp"
#include "json_read.hpp"
#include "plugins/shared/forms/forms.hpp"
#include "signature.hpp"

#include <algorithm>
#include <utility>

namespace meta {
namespace {

void shake_hands(const selat::crypto& crypto, std::string_view verify_token, std::string_view query,
                 selat::actions out) {
    const auto challenge = query_value(query, "hub.challenge");
    if (query_value(query, "hub.mode") != "subscribe" || challenge.empty() ||
        !crypto.equal(verify_token, query_value(query, "hub.verify_token"))) {
        out.log(SELAT_LOG_WARN, "handshake-refused",
                "a subscription was asked for with another verify_token");
        return out.respond(403);
    }
    out.respond(200, challenge,
                {{"content-type", "text/plain"}, {"x-content-type-options", "nosniff"}});
}

}  // namespace

std::string query_value(std::string_view query, std::string_view name) {
    return std::string(forms::form::read(query).get(name));
}

door door::read(const json& options) {
    door out{{option(options, "app_secret")}, option(options, "verify_token")};
    if (out.app_secrets[0].empty() || out.verify_token.empty()) {
        throw selat::refusal{selat::code::config, "app_secret and verify_token are needed"};
    }
    if (auto second = option(options, "second_app_secret"); !second.empty()) {
        out.app_secrets.push_back(std::move(second));
    }
    return out;
}

bool door::passes(const selat::crypto& crypto, const selat::http_request& request,
                  selat::actions out) const {
    if (!request.path.empty() && request.path != "/") {
        out.respond(404);
        return false;
    }
    if (request.method == "GET") {
        shake_hands(crypto, verify_token, request.query, out);
        return false;
    }
    if (request.method != "POST") {
        out.respond(405, {}, {{"allow", "GET, POST"}});
        return false;
    }
    const auto signature = request.header("x-hub-signature-256");
    const bool is_metas =
        std::any_of(app_secrets.begin(), app_secrets.end(), [&](const auto& each) {
            return is_signed(crypto, each, request.body, signature);
        });
    if (!is_metas) {
        out.respond(401);
    }
    return is_metas;
}

}  // namespace meta
