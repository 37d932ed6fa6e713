#include "tests/emulators/recipes/hooks.hpp"

#include <algorithm>
#include <utility>

namespace emulators::recipes {
namespace {

constexpr std::chrono::milliseconds overtaken{300};

bool is_taken(int status) { return status / 100 == 2; }

}  // namespace

hooks::hooks(std::string_view provider, signer sign, fault_list& faults, std::size_t lanes)
    : provider_(provider), sign_(std::move(sign)), faults_(faults),
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
    if (hook.url.empty()) {
        return finish(hook, 0, "no webhook");
    }
    const auto struck = faults_.strike("webhook");
    if (struck && struck->kind == "disorder") {
        const auto later = struck->delay.count() > 0 ? struck->delay : overtaken;
        return lanes_.put(std::move(hook), clock::now() + later);
    }
    const auto status = try_once(hook, client, struck);
    if (struck && struck->kind == "repeat") {
        try_once(hook, client, std::nullopt);
    }
    ++hook.attempt;
    if (is_taken(status)) {
        return finish(hook, status, {});
    }
    if (hook.attempt > hook.of->retries) {
        return finish(hook, status, status == 0 ? "no answer" : "status " + std::to_string(status));
    }
    const auto wait = hook.of->retry_interval * (1 << std::min(hook.attempt - 1, 10));
    lanes_.put(std::move(hook), clock::now() + wait);
}

int hooks::try_once(const hook& hook, webhook_poster& client, const std::optional<fault>& struck) {
    const auto scheme = hook.url.find("://");
    const auto slash = hook.url.find('/', scheme == hook.url.npos ? 0 : scheme + 3);
    webhook_post post{.origin = hook.url.substr(0, slash),
                      .path = slash == hook.url.npos ? "/" : hook.url.substr(slash),
                      .headers = sign_(*hook.of, hook.body, hook.signing),
                      .body = hook.body,
                      .content_type = "application/json",
                      .read = hook.of->timeout};
    const auto begun = clock::now();
    const auto result = client.send(post, struck);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - begun);
    const int status = result && *result ? (*result)->status : 0;
    log_.attempted(is_taken(status), {{"about", hook.about},
                                      {"account", hook.of->id},
                                      {"url", hook.url},
                                      {"took_ms", took.count()},
                                      {"reason", status == 0 ? "no answer" : ""},
                                      {"status", status},
                                      {"body", hook.body.substr(0, 4'000)}});
    return status;
}

void hooks::finish(const hook& hook, int status, std::string reason) {
    const bool delivered = reason.empty();
    log_.ended(delivered);
    hook.done->set_value({delivered, hook.attempt, status, std::move(reason)});
}

nlohmann::json hooks::attempts(std::uint64_t after, std::size_t limit) const {
    return log_.attempts(after, limit, [](const nlohmann::json&) { return true; });
}

// What is under way goes on; what waits is forgotten.
void hooks::clear() {
    for (const auto& each : lanes_.take()) {
        finish(each, 0, "forgotten");
    }
    log_.clear();
}

}  // namespace emulators::recipes
