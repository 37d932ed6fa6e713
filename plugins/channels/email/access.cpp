#include "access.hpp"

#include "charset.hpp"
#include "json_read.hpp"

#include <algorithm>
#include <initializer_list>
#include <span>
#include <utility>

namespace email {
namespace {

constexpr std::string_view newest_key = "oauth";
constexpr std::string_view call_context = "oauth";
constexpr std::int64_t usual_life_s = 3'600;
constexpr std::int64_t early_ms = 120'000;  // before its end a token is not used any more
constexpr std::int64_t new_ms = 60'000;     // another would be refused as well

// As application/x-www-form-urlencoded.
std::string form_of(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    std::string out;
    for (const auto& [name, value] : fields) {
        if (value.empty()) {
            continue;
        }
        out += (out.empty() ? "" : "&") + std::string(name) + "=";
        for (const char each : value) {
            if (plain.find(each) != plain.npos) {
                out += each;
                continue;
            }
            const auto byte = static_cast<unsigned char>(each);
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15u];
        }
    }
    return out;
}

std::string print_of(const selat::crypto& crypto, std::string_view text) {
    const auto digest = crypto.sha256(text);
    return selat::base64(std::span(digest).first(16));
}

}  // namespace

std::string base64_of(std::string_view text) {
    return selat::base64(
        std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

// Some hosts give a new refresh token with each access token: the newest counts, until the
// configuration has another than then.
access::access(const options& options, const selat::setup& setup)
    : grant_(options.oauth), refresh_token_(options.oauth.refresh_token) {
    if (!grant_.there()) {
        return;
    }
    configured_ = print_of(setup.crypto, refresh_token_);
    const auto kept = parse(setup.state.get(newest_key));
    if (text_of(kept, "configured") == configured_ && !text_of(kept, "newest").empty()) {
        refresh_token_ = text_of(kept, "newest");
    }
}

void access::ask(selat::actions out) {
    if (std::exchange(asking_, true)) {
        return;
    }
    const auto body = form_of({{"grant_type", "refresh_token"},
                               {"client_id", grant_.client_id},
                               {"client_secret", grant_.client_secret},
                               {"refresh_token", refresh_token_},
                               {"scope", grant_.scope}});
    const selat::pair headers[] = {{"content-type", "application/x-www-form-urlencoded"},
                                   {"accept", "application/json"}};
    out.call({.op = 0,
              .url = grant_.token_url,
              .headers = headers,
              .body = body,
              .context = call_context,
              .repeatable = true});
}

bool access::take(const selat::http_reply& reply, selat::actions out) {
    if (reply.op != 0 || reply.context != call_context) {
        return false;
    }
    asking_ = false;
    refused_ = false;
    why_.clear();
    const auto body = parse(reply.body);
    if (reply.failed()) {
        why_ = "no access token: " + std::string(reply.detail);
    } else if (reply.status == 200 && !text_of(body, "access_token").empty()) {
        granted(reply, out);
    } else {
        refused_ = reply.status >= 400 && reply.status < 500 && reply.status != 429;
        const auto error = text_of(body, "error");
        const auto words = text_of(body, "error_description");
        why_ = "no access token: " + std::to_string(reply.status) + " " +
               tidy(cut(error + (words.empty() ? "" : ": " + words), 300));
    }
    return true;
}

void access::granted(const selat::http_reply& reply, selat::actions out) {
    const auto body = parse(reply.body);
    const auto life_ms =
        std::clamp<std::int64_t>(number_of(body, "expires_in", usual_life_s), 1, 86'400) * 1'000;
    token_ = text_of(body, "access_token");
    granted_ms_ = reply.now_ms;
    good_until_ms_ = reply.now_ms + life_ms - std::min(early_ms, life_ms / 2);
    // So that it shows in no log.
    out.refreshed(0, "access_token", token_, static_cast<std::uint64_t>(life_ms));
    if (const auto newer = text_of(body, "refresh_token");
        !newer.empty() && newer != refresh_token_) {
        replace_refresh_token(newer, out);
    }
}

void access::replace_refresh_token(const std::string& newer, selat::actions out) {
    refresh_token_ = newer;
    out.refreshed(0, "refresh_token", newer, 0);
    out.save_state(newest_key, written({{"configured", configured_}, {"newest", newer}}));
}

bool access::spoil(std::int64_t now_ms) {
    good_until_ms_ = 0;
    return now_ms - granted_ms_ > new_ms;
}

std::string access::xoauth2(const server& server) const {
    return base64_of("user=" + server.user +
                     "\x01"
                     "auth=Bearer " +
                     token_ + "\x01\x01");
}

// RFC 7628. A comma or an equals sign of the name would end it.
std::string access::oauthbearer(const server& server) const {
    std::string name;
    for (const char each : server.user) {
        name += each == ',' ? "=2C" : each == '=' ? "=3D" : std::string(1, each);
    }
    return base64_of("n,a=" + name + ",\x01host=" + server.host +
                     "\x01port=" + std::to_string(server.port) +
                     "\x01"
                     "auth=Bearer " +
                     token_ + "\x01\x01");
}

}  // namespace email
