#include "tests/emulators/google/hooks.hpp"

#include "tests/emulators/common/clock.hpp"
#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/google/keys.hpp"

#include <algorithm>
#include <utility>

namespace emulators::google {
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

hooks::hooks(const agent_list& agents, const product& of, fault_list& faults, std::size_t lanes)
    : agents_(agents), of_(of), faults_(faults),
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
    const auto of = agents_.by_id(hook.agent);
    if (!of || of->webhook_url.empty()) {
        return finish(hook, 0, "no webhook");
    }
    const auto struck = faults_.strike("webhook");
    if (struck && struck->kind == "disorder") {
        const auto later = struck->delay.count() > 0 ? struck->delay : overtaken;
        return lanes_.put(std::move(hook), clock::now() + later);
    }
    const auto status = is_known(*of) ? try_once(hook, *of, client, struck) : 0;
    if (struck && struck->kind == "repeat") {
        try_once(hook, *of, client, std::nullopt);
    }
    ++hook.attempt;
    if (status == 200) {
        return finish(hook, status, {});
    }
    if (hook.attempt > of->retries) {
        return finish(hook, status, status == 0 ? "no answer" : "status " + std::to_string(status));
    }
    const auto doubled = of->retry_interval * (1 << std::min(hook.attempt - 1, 10));
    lanes_.put(std::move(hook), clock::now() + std::min<std::chrono::milliseconds>(
                                                   doubled, std::chrono::minutes(10)));
}

int hooks::try_once(const hook& hook, const agent& of, webhook_poster& client,
                    const std::optional<fault>& struck) {
    const auto where = place_of(of.webhook_url);
    const json wrapped = {{"message", {{"data", to_base64(hook.event)}, {"messageId", "1"}}}};
    webhook_post post{.origin = where.origin,
                      .path = where.path,
                      .headers = {{"User-Agent", "GoogleBot"}},
                      .body = of_.rcs && !hook.as_it_stands ? wrapped.dump() : hook.event,
                      .content_type = "application/json",
                      .read = of.timeout};
    if (hook.signing != signing::absent) {
        const auto key = (hook.signing == signing::wrong ? "not " : "") + of.signing_key;
        post.headers.emplace("X-Goog-Signature", signature_of(key, hook.event));
    }
    const auto begun = clock::now();
    const auto result = client.send(post, struck);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - begun);
    const int status = result && *result ? (*result)->status : 0;
    log_.attempted(status == 200, {{"about", hook.about},
                                   {"agent", hook.agent},
                                   {"url", of.webhook_url},
                                   {"took_ms", took.count()},
                                   {"reason", status == 0 ? "no answer" : ""},
                                   {"status", status},
                                   {"body", hook.event.substr(0, 4'000)}});
    return status;
}

bool hooks::is_known(const agent& of) {
    {
        const std::lock_guard lock(mutex_);
        if (shaken_.contains(of.webhook_url)) {
            return true;
        }
    }
    return shake(of).passed;
}

handshake hooks::shake(const agent& of, const std::string& token) {
    const auto where = place_of(of.webhook_url);
    const auto secret = std::to_string(now_ms()) + "\"<x>";
    const json offered = {{"clientToken", token.empty() ? of.client_token : token},
                          {"secret", secret}};
    httplib::Client client(where.origin);
    const auto result = client.Post(where.path, offered.dump(), "application/json");
    const handshake out{result ? result->status : 0,
                        result && result->status == 200 && result->body == secret};
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

}  // namespace emulators::google
