// POST /session: who is this, and a token to come back with.

#include "encoding.hpp"
#include "front.hpp"
#include "json_read.hpp"

#include <algorithm>

namespace webchat {
namespace {

bool is_anonymous(const session& session) { return session.address.starts_with("visitor:"); }

}  // namespace

void front::new_session(const selat::http_request& request, selat::actions out) const {
    if (!welcome(request)) {
        return refuse(request, out, 403, "origin_denied", "this website may not show the chat");
    }
    const auto body = parse(request.body.empty() ? "{}" : request.body);
    if (!body.is_object()) {
        return refuse(request, out, 400, "validation", "the body is a JSON object");
    }
    std::optional<session> before;
    if (const auto token = text_of(body, "token"); !token.empty()) {
        before = sessions_.open(token, request.now_ms);
        if (!before) {
            return refuse(request, out, 401, "session_expired", "start a new session");
        }
    }
    if (const auto wait_s = before ? 0 : makers_.take(network_of(request.remote), request.now_ms);
        wait_s > 0) {
        return hold_off(request, out, "too many new sessions", wait_s);
    }
    person person;
    if (const auto* identity = member(body, "identity"); identity && identity->is_object()) {
        auto read = identities_.read(*identity, request.header("origin"), request.now_ms);
        if (!read) {
            return refuse(request, out, 401, "identity_invalid",
                          identities_.configured() ? "the identity is not signed as it should be"
                                                   : "identity_secret is not set");
        }
        person = std::move(*read);
    }
    const auto now = session_for(before, person, request);
    report(before, now, person, out);
    reply(request, out, 200,
          {{"session_token", sessions_.seal(now)},
           {"visitor_id", now.address},
           {"expires_at", now.expires_s * 1000},
           {"contact", {{"name", person.name}, {"verified", now.verified}}}});
}

session front::session_for(const std::optional<session>& before, const person& person,
                           const selat::http_request& request) const {
    const auto now_s = request.now_ms / 1000;
    // The same user has the same address, and so the same thread, in every browser.
    const auto address = !person.user.empty() ? "user:" + person.user
                         : before             ? before->address
                                              : "visitor:" + hex(request.random);
    session out;
    if (before && before->address == address) {
        out = *before;
    } else {
        const auto id = crypto_.sha256("session" + hex(request.random));
        out.address = address;
        out.id = base64url(std::span(id).first(8));
        out.identity = {};
    }
    out.verified = out.verified || person.proved;
    if (now_s - out.issued_s >= session_renewal_s) {
        out.issued_s = now_s;
        out.expires_s = now_s + session_lifetime_s;
    }
    if (!person.fingerprint.empty()) {
        out.identity = person.fingerprint;
    }
    know(out, before, person);
    return out;
}

// What was asked and is known: by the identity, or from the visitor's answers before signing in. A
// user who was here before on the same browser is somebody else.
void front::know(session& of, const std::optional<session>& before, const person& person) const {
    const auto learn = [&](const std::vector<std::string>& ids) {
        for (const auto& id : options_.prechat.all()) {
            const bool told = std::find(ids.begin(), ids.end(), id) != ids.end();
            if (told && std::find(of.known.begin(), of.known.end(), id) == of.known.end()) {
                of.known.push_back(id);
            }
        }
    };
    learn(person.known);
    const bool same = before && (before->address == of.address || is_anonymous(*before));
    if (same) {
        learn(before->known);
    }
    if (of.phone.empty()) {
        of.phone = same && !before->phone.empty() ? before->phone : person.phone;
        of.confirmed = same && before->confirmed && before->phone == of.phone;
    }
}

void front::report(const std::optional<session>& before, const session& now, const person& person,
                   selat::actions out) const {
    const bool moved = before && before->address != now.address;
    if (person.fingerprint.empty() || (before && !moved && before->identity == now.identity)) {
        return;
    }
    // What was written before signing in belongs to the same customer.
    if (moved && is_anonymous(*before) && !person.user.empty()) {
        out.address(
            {.verified = person.proved, .address = before->address, .identity = person.user});
    }
    out.address({.verified = person.proved,
                 .address = now.address,
                 .name = person.name,
                 .attributes = person.attributes,
                 .identity = person.user});
}

}  // namespace webchat
