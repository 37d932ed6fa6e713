#include "verify.hpp"

#include "encodings.hpp"
#include "moment.hpp"
#include "plugins/shared/base64/base64.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace http {
namespace {

const names& signed_over() {
    static const names all = {"body",       "url",         "url_base", "path",
                              "query_text", "sorted_form", "header.*", "query.*"};
    return all;
}

std::size_t digest_size(std::uint32_t algorithm) {
    switch (algorithm) {
    case SELAT_MD5: return 16;
    case SELAT_SHA1: return 20;
    case SELAT_SHA512: return 64;
    default: return 32;
    }
}

std::uint32_t read_algorithm(const std::string& word, const place& at) {
    static constexpr std::pair<std::string_view, std::uint32_t> words[] = {{"sha256", SELAT_SHA256},
                                                                           {"sha1", SELAT_SHA1},
                                                                           {"sha512", SELAT_SHA512},
                                                                           {"md5", SELAT_MD5}};
    for (const auto& [name, value] : words) {
        if (name == word) {
            return value;
        }
    }
    at.fault("has to be sha256, sha1, sha512 or md5");
}

// Names and values of the form in their order, without anything between; one that repeats counts
// once for each value.
std::string sorted_form(const json& document) {
    std::string out;
    const auto& body = document["body"];
    if (!body.is_object()) {
        return out;
    }
    for (const auto& [name, value] : body.items()) {
        auto values = value.is_array() ? value : json::array({value});
        std::sort(values.begin(), values.end());
        values.erase(std::unique(values.begin(), values.end()), values.end());
        for (const auto& each : values) {
            out += name + as_text(each);
        }
    }
    return out;
}

// What the holes of `over` and of claims stand for; made when it is asked for, since most checks
// need no copy of the body.
class signed_parts {
public:
    signed_parts(const selat::http_request& request, const json& document, const settings& settings)
        : request_(request), document_(document), settings_(settings) {}

    // Stands until the next.
    const json& operator()(std::string_view name) { return last_ = part(name); }

private:
    [[nodiscard]] json part(std::string_view name) const {
        for (const std::string_view list : {"header", "query"}) {
            if (name.starts_with(list) && name.substr(list.size()).starts_with('.')) {
                return document_[std::string(list)].value(std::string(name.substr(list.size() + 1)),
                                                          json());
            }
        }
        if (name == "body") {
            return request_.body;
        }
        if (name == "url") {
            return request_.url;
        }
        if (name == "url_base") {
            return request_.url.substr(0, request_.url.find('?'));
        }
        if (name == "path") {
            return request_.path;
        }
        if (name == "query_text") {
            return request_.query;
        }
        return name == "sorted_form" ? json(sorted_form(document_)) : settings_.value_of(name);
    }

    const selat::http_request& request_;
    const json& document_;
    const settings& settings_;
    json last_;
};

std::string handle_of(const std::string& name, const settings& settings, const place& at) {
    const auto found = settings.secrets.find(name);
    if (found == settings.secrets.end()) {
        at.fault("the option secrets has no " + name);
    }
    return found->second;
}

}  // namespace

verifier::verifier(const json& from, const place& at, const settings& settings,
                   const selat_host* host)
    : crypto_(settings.crypto), host_(host),
      table_(static_cast<const selat_crypto_v1*>(
          host == nullptr ? nullptr : host->table(host, selat::str(SELAT_CRYPTO_ID)))) {
    settings_ = &settings;
    if (from == json("none")) {
        anybody_ = true;
        return;
    }
    for (const auto& each : rules_in(from, at)) {
        checks_.push_back(read(each, settings));
    }
    if (checks_.empty()) {
        at.fault("says how a request is checked, or the word none");
    }
}

verifier::check verifier::read(const rule& from, const settings& settings) {
    static constexpr std::pair<const char*, way> ways[] = {{"token", way::token},
                                                           {"basic", way::basic},
                                                           {"hmac", way::hmac},
                                                           {"ed25519", way::ed25519},
                                                           {"jwt", way::jwt}};
    const mapping outer(from.from, from.at, {"token", "basic", "hmac", "ed25519", "jwt", "fresh"});
    check out;
    int found = 0;
    for (const auto& [name, how] : ways) {
        if (outer.has(name)) {
            ++found;
            out.how = how;
            const mapping inner(
                outer.get(name), outer.below(name),
                {"secret", "in", "prefix", "as", "algorithm", "over", "user", "key", "claims"});
            read_how(inner, settings, out);
        }
    }
    if (found != 1) {
        from.at.fault("has to have one of token, basic, hmac, ed25519, jwt");
    }
    if (outer.has("fresh")) {
        const mapping fresh(outer.get("fresh"), outer.below("fresh"), {"at", "seconds"});
        out.fresh_at = field(fresh.get("at"), fresh.below("at"), settings.crypto);
        out.fresh_ms = fresh.number("seconds", 300) * 1000;
        if (!out.fresh_at.given() || out.fresh_ms <= 0) {
            fresh.at().fault("needs at, and seconds above 0");
        }
    }
    return out;
}

void verifier::read_how(const mapping& from, const settings& settings, check& out) {
    if (out.how != way::ed25519) {
        out.key = handle_of(from.text("secret"), settings, from.below("secret"));
    }
    out.prefix = from.text("prefix");
    out.algorithm = read_algorithm(from.text("algorithm", "sha256"), from.below("algorithm"));
    const auto as = from.text("as", out.how == way::hmac ? "hex" : "base64");
    if (as != "hex" && as != "base64") {
        from.below("as").fault("has to be hex or base64");
    }
    out.as = as == "hex" ? text_as::hex : text_as::base64;
    const auto in = from.get("in").is_null() ? json("@header.authorization") : from.get("in");
    out.in = field(in, from.below("in"), settings.crypto);
    const char* other = out.how == way::basic ? "user" : out.how == way::ed25519 ? "key" : "over";
    const bool plain = out.how == way::basic;
    const auto usual = out.how == way::hmac ? "{body}" : "";
    const auto over =
        out.how == way::ed25519 ? from.text("over", "{body}") : from.text(other, usual);
    out.over = text_template(over, plain ? names{} : signed_over(), settings, from.below(other));
    if (out.how == way::ed25519) {
        const auto key = text_template(from.text("key"), {}, settings, from.below("key"))
                             .fill(writing::plain, [&](std::string_view name) -> const json& {
                                 return settings.value_of(name);
                             });
        const auto bytes = key.size() == 64 ? from_hex(key) : base64::decoded(key);
        if (!bytes || bytes->size() != 32) {
            from.below("key").fault("has to be 32 bytes in base64 or hex");
        }
        out.key = *bytes;
    }
    const json none = json::object();
    const auto& claims = from.has("claims") ? from.get("claims") : none;
    if (!claims.is_object()) {
        from.below("claims").fault("has to be a mapping");
    }
    for (const auto& [name, value] : claims.items()) {
        const auto here = from.below("claims").below(name);
        if (!value.is_string()) {
            here.fault("has to be a text");
        }
        out.claims.push_back({name, text_template(value.get_ref<const std::string&>(),
                                                  signed_over(), settings, here)});
    }
}

bool verifier::is_signed(const selat::http_request& request, const json& document) const {
    return anybody_ || std::any_of(checks_.begin(), checks_.end(), [&](const check& each) {
               return holds(each, request, document);
           });
}

bool verifier::holds(const check& by, const selat::http_request& request,
                     const json& document) const {
    const view in{document, document["body"]};
    const auto whole = by.in.text(in);
    std::string_view given = whole;
    if (!given.starts_with(by.prefix)) {
        return false;
    }
    given.remove_prefix(by.prefix.size());
    if (by.fresh_ms > 0) {
        const auto at = read_moment(by.fresh_at.text(in));
        if (at == 0 || std::abs(request.now_ms - at) > by.fresh_ms) {
            return false;
        }
    }
    signed_parts parts(request, document, *settings_);
    const lookup find = [&](std::string_view name) -> const json& { return parts(name); };
    switch (by.how) {
    case way::token: return !given.empty() && crypto_->equal(by.key, given);
    case way::basic: return basic_fits(by, given, find);
    case way::jwt: return jwt_fits(by, given, request.now_ms, find);
    case way::hmac: break;
    case way::ed25519: {
        const auto signature = by.as == text_as::hex ? from_hex(given) : base64::decoded(given);
        return signature && signature->size() == 64 &&
               crypto_->ed25519_verify(by.key, by.over.fill(writing::plain, find), *signature);
    }
    }
    const auto signature = by.as == text_as::hex ? from_hex(given) : base64::decoded(given);
    return signature && hmac_fits(by, by.over.fill(writing::plain, find), *signature);
}

bool verifier::hmac_fits(const check& by, const std::string& data,
                         std::string_view signature) const {
    std::array<std::uint8_t, 64> digest{};
    const auto size = digest_size(by.algorithm);
    if (table_ == nullptr || signature.size() != size ||
        table_->hmac(host_, by.algorithm, selat::str(by.key), selat::str(data), digest.data()) !=
            SELAT_OK) {
        return false;
    }
    return crypto_->equal({reinterpret_cast<const char*>(digest.data()), size}, signature);
}

bool verifier::basic_fits(const check& by, std::string_view given, const lookup& find) const {
    constexpr std::string_view scheme = "Basic ";
    given.remove_prefix(given.starts_with(scheme) ? scheme.size() : given.size());
    const auto decoded = base64::decoded(given);
    const auto colon = decoded ? decoded->find(':') : std::string::npos;
    if (colon == std::string::npos) {
        return false;
    }
    const auto user = by.over.fill(writing::plain, find);
    return decoded->substr(0, colon) == user &&
           crypto_->equal(by.key, std::string_view(*decoded).substr(colon + 1));
}

// A JSON Web Token, HS256, in its time; with what its claims have to be.
bool verifier::jwt_fits(const check& by, std::string_view token, std::int64_t now_ms,
                        const lookup& find) const {
    constexpr std::int64_t skew_ms = 60'000;
    const auto dot = token.rfind('.');
    const auto middle = token.find('.');
    if (dot == std::string_view::npos || middle == dot) {
        return false;
    }
    const auto part = [](std::string_view text) {
        return json::parse(base64::decoded(text).value_or(""), nullptr, false);
    };
    const auto head = part(token.substr(0, middle));
    const auto claims = part(token.substr(middle + 1, dot - middle - 1));
    const auto signature = base64::decoded(token.substr(dot + 1));
    if (!head.is_object() || head.value("alg", json()) != json("HS256") || !claims.is_object() ||
        !signature || !hmac_fits(by, std::string(token.substr(0, dot)), *signature)) {
        return false;
    }
    const auto seconds = [&](const char* name) {
        const auto found = claims.find(name);
        return found != claims.end() && found->is_number() ? found->get<double>() * 1000 : 0;
    };
    const auto now = static_cast<double>(now_ms);
    if ((seconds("exp") > 0 && seconds("exp") + skew_ms < now) ||
        (seconds("nbf") > 0 && seconds("nbf") - skew_ms > now)) {
        return false;
    }
    return std::all_of(by.claims.begin(), by.claims.end(), [&](const claim& each) {
        const auto found = claims.find(each.name);
        if (found == claims.end()) {  // of a body that is not there no hash is given
            return each.value.is_void(find);
        }
        return found->is_string() &&
               crypto_->equal(each.value.fill(writing::plain, find), found->get<std::string>());
    });
}

}  // namespace http
