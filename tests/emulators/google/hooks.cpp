#include "tests/emulators/google/hooks.hpp"

#include "tests/emulators/common/clock.hpp"
#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/google/keys.hpp"

#include <algorithm>

namespace emulators::google {
namespace {

handshake shake_hands(const agent& of, const std::string& token) {
    const auto where = parts_of(of.webhook_url);
    const auto secret = std::to_string(now_ms()) + "\"<x>";
    const json offered = {{"clientToken", token}, {"secret", secret}};
    httplib::Client client(where.origin);
    const auto result = client.Post(where.path, offered.dump(), "application/json");
    return {result ? result->status : 0, result && result->status == 200 && result->body == secret};
}

webhook_way way_of(const hook& hook, const agent_ptr& of, const product& product) {
    webhook_way out;
    if (!of || of->webhook_url.empty()) {
        out.why_not = "no webhook";
        return out;
    }
    const auto where = parts_of(of->webhook_url);
    const json wrapped = {{"message", {{"data", to_base64(hook.event)}, {"messageId", "1"}}}};
    out.url = of->webhook_url;
    out.post = {.origin = where.origin,
                .path = where.path,
                .headers = {{"User-Agent", "GoogleBot"}},
                .body = product.rcs && !hook.as_it_stands ? wrapped.dump() : hook.event,
                .content_type = "application/json",
                .read = of->timeout};
    if (hook.signing != signing::absent) {
        const auto key = (hook.signing == signing::wrong ? "not " : "") + of->signing_key;
        out.post.headers.emplace("X-Goog-Signature", signature_of(key, hook.event));
    }
    out.shown = {{"agent", hook.agent}, {"body", hook.event.substr(0, 4'000)}};
    out.retries = of->retries;
    out.pause = std::min<std::chrono::milliseconds>(
        of->retry_interval * (1 << std::min(hook.attempt, 10)), std::chrono::minutes(10));
    return out;
}

webhook_rules<hook> rules_for(const agent_list& agents, const product& product) {
    return {.way = [&](hook& next) { return way_of(next, agents.by_id(next.agent), product); },
            .takes = [](int status) { return status == 200; },
            .shakes_hands =
                [&](const hook& next) {
                    const auto of = agents.by_id(next.agent);
                    return of && shake_hands(*of, of->client_token).passed;
                },
            .shakes_again = true};
}

}  // namespace

hooks::hooks(const agent_list& agents, const product& of, fault_list& faults, std::size_t lanes)
    : webhook_carrier(rules_for(agents, of), faults, lanes) {}

handshake hooks::shake(const agent& of, const std::string& token) {
    const auto out = shake_hands(of, token.empty() ? of.client_token : token);
    if (out.passed) {
        trust(of.webhook_url);
    }
    return out;
}

}  // namespace emulators::google
