#include "tests/emulators/meta/hooks.hpp"

#include "tests/emulators/common/clock.hpp"
#include "tests/emulators/common/json_answer.hpp"

#include <utility>

namespace emulators::meta {
namespace {

handshake shake_hands(const business& of, const std::string& token) {
    const auto where = parts_of(of.webhook_url);
    const auto challenge = std::to_string(now_ms());
    httplib::Client client(where.origin);
    const httplib::Params query = {
        {"hub.mode", "subscribe"}, {"hub.challenge", challenge}, {"hub.verify_token", token}};
    const auto result = client.Get(where.path, query, httplib::Headers{});
    return {result ? result->status : 0,
            result && result->status == 200 && result->body == challenge};
}

webhook_way way_of(hook& hook, const business_list& businesses) {
    webhook_way out;
    if (hook.due && !std::exchange(hook.due, nullptr)()) {
        out.why_not = "not due any more";
        return out;
    }
    const auto of = businesses.by_id(hook.business);
    if (!of || of->webhook_url.empty()) {
        out.why_not = "no webhook";
        return out;
    }
    const auto where = parts_of(of->webhook_url);
    out.url = of->webhook_url;
    out.post = {.origin = where.origin,
                .path = where.path,
                .headers = {{"User-Agent", "facebookexternalua"}},
                .body = hook.body,
                .content_type = "application/json",
                .read = of->timeout};
    if (hook.signing != signing::absent) {
        const auto secret = (hook.signing == signing::wrong ? "not " : "") + of->app_secret;
        out.post.headers.emplace("X-Hub-Signature-256", "sha256=" + hex_hmac(secret, hook.body));
    }
    out.shown = {{"business", hook.business}, {"body", hook.body.substr(0, 4'000)}};
    out.retries = of->retries;
    out.pause = of->retry_interval;
    return out;
}

webhook_rules<hook> rules_for(const business_list& businesses) {
    return {.way = [&](hook& next) { return way_of(next, businesses); },
            .takes = [](int status) { return status == 200; },
            .shakes_hands =
                [&](const hook& next) {
                    const auto of = businesses.by_id(next.business);
                    return of && shake_hands(*of, of->verify_token).passed;
                }};
}

}  // namespace

std::string as_meta_writes(const json& body) {
    std::string out;
    for (const char c : body.dump(-1, ' ', true, json::error_handler_t::replace)) {
        if (c == '/') {
            out += "\\/";
        } else if (c == '@') {
            out += "\\u0040";
        } else {
            out += c;
        }
    }
    return out;
}

hooks::hooks(const business_list& businesses, fault_list& faults, std::size_t lanes)
    : webhook_carrier(rules_for(businesses), faults, lanes) {}

handshake hooks::shake(const business& of, const std::string& token) {
    const auto out = shake_hands(of, token.empty() ? of.verify_token : token);
    if (out.passed) {
        trust(of.webhook_url);
    }
    return out;
}

}  // namespace emulators::meta
