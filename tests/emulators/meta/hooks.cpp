#include "tests/emulators/meta/hooks.hpp"

#include "tests/emulators/common/clock.hpp"
#include "tests/emulators/common/json_answer.hpp"

#include <algorithm>
#include <utility>

namespace emulators::meta {
namespace {

constexpr std::chrono::milliseconds overtaken{300};

struct place {
    std::string origin;
    std::string path;
};

place place_of(const std::string& url) {
    const auto scheme = url.find("://");
    const auto slash = url.find('/', scheme == std::string::npos ? 0 : scheme + 3);
    return slash == std::string::npos ? place{url, "/"}
                                      : place{url.substr(0, slash), url.substr(slash)};
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
    : businesses_(businesses), faults_(faults),
      lanes_(lanes, [this](hook next, auto& client) { carry_out(std::move(next), client); }) {}

std::future<delivery_report> hooks::send(hook hook) {
    hook.done = std::make_shared<std::promise<delivery_report>>();
    auto future = hook.done->get_future();
    log_.began();
    const auto due = clock::now() + hook.after;
    lanes_.put(std::move(hook), due);
    return future;
}

void hooks::carry_out(hook hook, webhook_poster& client) {
    if (hook.due && !std::exchange(hook.due, nullptr)()) {
        return finish(hook, 0, "not due any more");
    }
    const auto of = businesses_.by_id(hook.business);
    if (!of || of->webhook_url.empty()) {
        return finish(hook, 0, "no webhook");
    }
    const auto struck = faults_.strike("webhook");
    if (struck && struck->kind == "disorder") {
        const auto later = struck->delay.count() > 0 ? struck->delay : overtaken;
        return lanes_.put(std::move(hook), clock::now() + later);
    }
    if (!is_known(*of)) {
        return finish(hook, 0, "the handshake failed");
    }
    const auto status = try_once(hook, *of, client, struck);
    if (struck && struck->kind == "repeat") {
        try_once(hook, *of, client, std::nullopt);
    }
    ++hook.attempt;
    if (status == 200) {
        finish(hook, status, {});
    } else if (hook.attempt <= of->retries) {
        lanes_.put(std::move(hook), clock::now() + of->retry_interval);
    } else {
        finish(hook, status, status == 0 ? "no answer" : "status " + std::to_string(status));
    }
}

int hooks::try_once(const hook& hook, const business& of, webhook_poster& client,
                    const std::optional<fault>& struck) {
    const auto where = place_of(of.webhook_url);
    webhook_post post{.origin = where.origin,
                      .path = where.path,
                      .headers = {{"User-Agent", "facebookexternalua"}},
                      .body = hook.body,
                      .content_type = "application/json",
                      .read = of.timeout};
    if (hook.signing != signing::absent) {
        const auto secret = (hook.signing == signing::wrong ? "not " : "") + of.app_secret;
        post.headers.emplace("X-Hub-Signature-256", "sha256=" + hex_hmac(secret, hook.body));
    }
    const auto begun = clock::now();
    const auto result = client.send(post, struck);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - begun);
    const int status = result && *result ? (*result)->status : 0;
    log_.attempted(status == 200, {{"about", hook.about},
                                   {"business", hook.business},
                                   {"url", of.webhook_url},
                                   {"took_ms", took.count()},
                                   {"reason", status == 0 ? "no answer" : ""},
                                   {"status", status},
                                   {"body", hook.body.substr(0, 4'000)}});
    return status;
}

bool hooks::is_known(const business& of) {
    {
        const std::lock_guard lock(mutex_);
        if (shaken_.contains(of.webhook_url)) {
            return true;
        }
    }
    return shake(of).passed;
}

handshake hooks::shake(const business& of, const std::string& token) {
    const auto where = place_of(of.webhook_url);
    const auto challenge = std::to_string(now_ms());
    httplib::Client client(where.origin);
    httplib::Params query = {{"hub.mode", "subscribe"},
                             {"hub.challenge", challenge},
                             {"hub.verify_token", token.empty() ? of.verify_token : token}};
    const auto result = client.Get(where.path, query, httplib::Headers{});
    const handshake out{result ? result->status : 0,
                        result && result->status == 200 && result->body == challenge};
    if (out.passed) {
        const std::lock_guard lock(mutex_);
        shaken_.insert(of.webhook_url);
    }
    return out;
}

void hooks::finish(const hook& hook, int status, std::string reason) {
    const bool delivered = reason.empty();
    log_.ended(delivered);
    hook.done->set_value({delivered, hook.attempt, status, std::move(reason)});
}

json hooks::attempts(std::uint64_t after, std::size_t limit) const {
    return log_.attempts(after, limit, [](const json&) { return true; });
}

// What is under way goes on; what waits is forgotten.
void hooks::clear() {
    for (const auto& each : lanes_.take()) {
        finish(each, 0, "forgotten");
    }
    log_.clear();
    const std::lock_guard lock(mutex_);
    shaken_.clear();
}

}  // namespace emulators::meta
