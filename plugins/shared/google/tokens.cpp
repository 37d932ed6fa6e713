#include "tokens.hpp"

#include "plugins/shared/base64/base64.hpp"

#include <algorithm>

namespace google {
namespace {

constexpr std::string_view googles_own = "https://oauth2.googleapis.com/token";
constexpr std::int64_t life_s = 3600;      // the longest that an assertion may hold
constexpr std::int64_t early_ms = 60'000;  // before its end a token is not used any more

}  // namespace

tokens::tokens(const selat::crypto& crypto, const json& options, std::string_view scope)
    : crypto_(crypto), scope_(scope) {
    const auto& account = member(options, "service_account");
    email_ = text_of(account, "client_email");
    key_ = text_of(account, "private_key");
    key_id_ = text_of(account, "private_key_id");
    audience_ = text_of(account, "token_uri", googles_own);
    url_ = text_of(options, "token_url", audience_);
    if (email_.empty() || key_.empty()) {
        throw selat::refusal{selat::code::config,
                             "service_account must be a service account's JSON key (a file's name "
                             "ends in .json), with client_email and private_key"};
    }
}

std::string tokens::assertion(std::int64_t now_ms) const {
    json header = {{"alg", "RS256"}, {"typ", "JWT"}};
    if (!key_id_.empty()) {
        header["kid"] = key_id_;
    }
    const auto now_s = now_ms / 1000;
    const json claims = {{"iss", email_},
                         {"scope", scope_},
                         {"aud", audience_},
                         {"iat", now_s},
                         {"exp", now_s + life_s}};
    const auto said = base64::url_text(written(header)) + "." + base64::url_text(written(claims));
    return said + "." + base64::url_text(crypto_.rs256_sign(key_, said));
}

std::optional<refused> tokens::ask(std::uint64_t op, std::string_view context, std::int64_t now_ms,
                                   selat::actions out) const {
    std::string body =
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
    try {
        body += assertion(now_ms);
    } catch (const selat::refusal& why) {
        return refused{.code = selat::code::config,
                       .text = "service_account.private_key signs nothing: " + why.text};
    }
    const selat::pair headers[] = {{"content-type", "application/x-www-form-urlencoded"}};
    out.call({.op = op,
              .url = url_,
              .headers = headers,
              .body = body,
              .context = context,
              .repeatable = true});
    return std::nullopt;
}

std::optional<refused> tokens::take(const selat::http_reply& reply, selat::actions out) {
    if (reply.failed()) {
        // Of the message nothing went out, whatever became of this.
        const bool waits = reply.failure == selat::code::uncertain;
        return refused{.code = waits ? selat::code::unavailable : reply.failure,
                       .text = std::string(reply.detail)};
    }
    const auto body = parse(reply.body);
    const auto token = text_of(body, "access_token");
    if (reply.status != 200 || token.empty()) {
        return read_token_refused(reply);
    }
    const auto life_ms =
        std::clamp<std::int64_t>(integer_of(body, "expires_in", life_s), 1, 24 * life_s) * 1000;
    good_until_ms_ = reply.now_ms + life_ms - std::min(early_ms, life_ms / 2);
    out.refreshed(0, "access_token", token, static_cast<std::uint64_t>(life_ms));
    return std::nullopt;
}

}  // namespace google
