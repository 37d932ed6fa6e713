#include "identity.hpp"

#include "encoding.hpp"
#include "json_read.hpp"
#include "prechat.hpp"

#include <algorithm>
#include <array>

namespace webchat {
namespace {

constexpr std::int64_t skew_s = 60;
constexpr std::int64_t longest_life_s = 3600;
constexpr std::size_t longest_user = 128;
constexpr std::size_t most_attributes = 32;
constexpr std::size_t longest_value = 256;

bool is_user(std::string_view user) {
    return !user.empty() && user.size() <= longest_user && !has_control(user);
}

bool names(const json* audience, std::string_view wanted) {
    if (audience == nullptr) {
        return false;
    }
    const auto equals = [&](const json& each) {
        return each.is_string() && each.get_ref<const std::string&>() == wanted;
    };
    return audience->is_array() ? std::any_of(audience->begin(), audience->end(), equals)
                                : equals(*audience);
}

// Takes over a value that is plain: text, number or flag.
void keep(json& attributes, const std::string& name, const json& value) {
    if (attributes.size() >= most_attributes || name.empty() || name.size() > 64 ||
        has_control(name)) {
        return;
    }
    if (value.is_string()) {
        attributes[name] = shortened(value.get_ref<const std::string&>(), longest_value);
    } else if (value.is_number() || value.is_boolean()) {
        attributes[name] = value;
    }
}

json attributes_of(const json& from, std::initializer_list<const char*> fields) {
    json out = json::object();
    for (const char* field : fields) {
        if (const auto* value = member(from, field)) {
            keep(out, field, *value);
        }
    }
    for (const char* nested : {"attrs", "attributes"}) {
        const auto* more = member(from, nested);
        if (more != nullptr && more->is_object()) {
            for (const auto& [name, value] : more->items()) {
                keep(out, name, value);
            }
        }
    }
    return out;
}

// Three parts of a compact JWT.
std::optional<std::array<std::string_view, 3>> parts_of(std::string_view token) {
    const auto first = token.find('.');
    const auto second = first == token.npos ? token.npos : token.find('.', first + 1);
    if (second == token.npos || token.find('.', second + 1) != token.npos) {
        return std::nullopt;
    }
    return std::array{token.substr(0, first), token.substr(first + 1, second - first - 1),
                      token.substr(second + 1)};
}

}  // namespace

std::optional<person> identities::read(const json& identity, std::string_view origin,
                                       std::int64_t now_ms) const {
    if (const auto token = text_of(identity, "token"); !token.empty()) {
        return from_token(token, origin, now_ms);
    }
    const auto fields = {"name", "email", "phone"};
    const auto user = text_of(identity, "user_id");
    const auto* given = member(identity, "user_hash");
    if (given == nullptr) {
        auto claimed = attributes_of(identity, fields);
        if (is_user(user)) {
            keep(claimed, "user_id", user);
        }
        return describe({}, {}, claimed, false);
    }
    if (!configured() || !is_user(user) ||
        !signs(user, text_of(identity, "user_hash"), [](const auto& mac) { return hex(mac); })) {
        return std::nullopt;
    }
    // The hash covers the user id alone, so that name and e-mail stay claims; and it never expires.
    return describe(user, {}, attributes_of(identity, fields), false);
}

std::optional<person> identities::from_token(std::string_view token, std::string_view origin,
                                             std::int64_t now_ms) const {
    const auto parts = parts_of(token);
    if (!configured() || token.size() > 8192 || !parts) {
        return std::nullopt;
    }
    const auto& [head, body, signature] = *parts;
    const auto header = parse(from_base64url(head).value_or(""));
    if (text_of(header, "alg") != "HS256" || member(header, "crit") != nullptr) {
        return std::nullopt;
    }
    if (!signs(token.substr(0, head.size() + 1 + body.size()), signature,
               [](const auto& mac) { return base64url(mac); })) {
        return std::nullopt;
    }
    const auto claims = parse(from_base64url(body).value_or(""));
    if (!claims_hold(claims, origin, now_ms)) {
        return std::nullopt;
    }
    return describe(text_of(claims, "sub"), text_of(claims, "name"),
                    attributes_of(claims, {"email", "email_verified", "phone", "locale"}), true);
}

bool identities::claims_hold(const json& claims, std::string_view origin,
                             std::int64_t now_ms) const {
    const auto now_s = now_ms / 1000;
    const auto expires = number_of(claims, "exp");
    const auto issued = number_of(claims, "iat");
    const auto not_before = number_of(claims, "nbf");
    const auto site = text_of(claims, "origin");
    return issued >= 0 && is_user(text_of(claims, "sub")) &&
           names(member(claims, "aud"), audience_) && expires > now_s - skew_s &&
           expires <= now_s + longest_life_s + skew_s && issued <= now_s + skew_s &&
           not_before <= now_s + skew_s &&
           (issued == 0 || expires - issued <= longest_life_s + skew_s) &&
           (site.empty() || site == origin);
}

person identities::describe(std::string user, std::string name, json attributes,
                            bool proved) const {
    if (!proved) {
        attributes.erase("consent_at");  // the form alone says these of somebody
        attributes.erase("consent_version");
    }
    person out{.user = std::move(user),
               .proved = proved,
               .name = std::string(shortened(name, longest_value)),
               .attributes = written(attributes),
               .known = {},
               .phone = phone_of(text_of(attributes, "phone")),
               .fingerprint = {}};
    for (const auto& [field, value] : attributes.items()) {
        const bool empty = value.is_string() && value.get_ref<const std::string&>().empty();
        if (!empty && field != consent_id) {
            out.known.push_back(field);
        }
    }
    if (!out.name.empty()) {
        out.known.emplace_back("name");
    }
    const auto digest = crypto_.sha256(out.user + '\n' + (proved ? "proved\n" : "\n") + out.name +
                                       '\n' + out.attributes);
    out.fingerprint = base64url(std::span(digest).first(9));
    return out;
}

}  // namespace webchat
