#include "tests/emulators/sms/hooks.hpp"

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/sms/ids.hpp"

#include <utility>

namespace emulators::sms {
namespace {

constexpr std::chrono::milliseconds overtaken{300};
constexpr std::chrono::milliseconds pause{20};  // between tries

// The number that Twilio's debugger shows.
std::string reason_of(const attempt_result& result) {
    using enum attempt_result::end;
    switch (result.how) {
    case taken: return {};
    case no_connection: return "11205";
    case refused:
    case timed_out:
    case cut: return "11200";
    }
    return {};
}

bool tries_again(const attempt_result& result, const retry_plan& plan) {
    using enum attempt_result::end;
    switch (result.how) {
    case taken: return false;
    case no_connection: return plan.on_connect;
    case refused:
        return (plan.on_4xx && result.status / 100 == 4) ||
               (plan.on_5xx && result.status / 100 == 5);
    case timed_out:
    case cut: return plan.on_read;
    }
    return false;
}

}  // namespace

hooks::hooks(const account_list& accounts, fault_list& faults, std::size_t lanes)
    : accounts_(accounts), faults_(faults),
      lanes_(lanes, [this](hook next, hook_client& by) { carry_out(std::move(next), by); }) {}

std::future<delivery_report> hooks::send(hook hook) {
    hook.done = std::make_shared<std::promise<delivery_report>>();
    auto future = hook.done->get_future();
    if (hook.token.empty()) {
        hook.token = make_token();
    }
    log_.began();
    const auto due = clock::now() + hook.after;
    lanes_.put(std::move(hook), due);
    return future;
}

void hooks::carry_out(hook hook, hook_client& client) {
    if (hook.before) {
        std::exchange(hook.before, nullptr)();
    }
    const auto struck = hook.url.empty() ? std::nullopt : faults_.strike(hook.kind);
    if (struck && struck->kind == "disorder") {
        const auto later = struck->delay.count() > 0 ? struck->delay : overtaken;
        return lanes_.put(std::move(hook), clock::now() + later);
    }
    if (hook.url.empty()) {
        return finish(hook, {}, hook.kind == "webhook" ? "11100" : "");
    }
    const auto result = try_once(hook, client, struck);
    if (struck && struck->kind == "repeat") {
        try_once(hook, client, std::nullopt);
    }
    ++hook.attempt;
    settle(std::move(hook), result);
}

attempt_result hooks::try_once(const hook& hook, hook_client& client,
                               const std::optional<fault>& struck) {
    const auto account = accounts_.by_sid(hook.account);
    if (!account) {
        return {};
    }
    hook_request request{read_target(hook.url), hook.fields, {}, hook.token};
    if (hook.signing != signing::absent) {
        const auto token = (hook.signing == signing::wrong ? "not " : "") + account->auth_token;
        request.signature = sign(token, signed_url(request.target.url, account->port), hook.fields);
    }
    const auto begun = clock::now();
    const auto result = client.deliver(request, struck);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - begun);
    note(hook, result, took.count());
    return result;
}

void hooks::settle(hook hook, const attempt_result& result) {
    const auto plan = read_target(hook.url).plan;
    if (result.how == attempt_result::end::taken) {
        if (hook.taken) {
            hook.taken(result);
        }
        return finish(hook, result, {});
    }
    if (hook.attempt <= plan.retries && tries_again(result, plan)) {
        return lanes_.put(std::move(hook), clock::now() + pause);
    }
    if (!hook.fallback.empty()) {
        hook.fields["ErrorCode"] = reason_of(result);
        hook.fields["ErrorUrl"] = read_target(hook.url).url;
        hook.url = std::exchange(hook.fallback, {});
        return lanes_.put(std::move(hook), clock::now());
    }
    finish(hook, result, reason_of(result));
}

void hooks::note(const hook& hook, const attempt_result& result, std::int64_t took_ms) {
    const auto field = [&](const char* name) {
        const auto it = hook.fields.find(name);
        return it == hook.fields.end() ? std::string() : it->second;
    };
    log_.attempted(result.how == attempt_result::end::taken,
                   {{"kind", hook.kind},
                    {"url", read_target(hook.url).url},
                    {"messageSid", field("MessageSid")},
                    {"messageStatus", field("MessageStatus")},
                    {"callSid", field("CallSid")},
                    {"callStatus", field("CallStatus")},
                    {"idempotencyToken", hook.token},
                    {"status", result.status},
                    {"reason", reason_of(result)},
                    {"took_ms", took_ms}});
}

void hooks::finish(const hook& hook, const attempt_result& result, std::string reason) {
    const bool delivered = reason.empty();
    log_.ended(delivered);
    hook.done->set_value({delivered, hook.attempt, result.status, std::move(reason)});
}

json hooks::attempts(std::uint64_t after, std::size_t limit) const {
    return log_.attempts(after, limit, [](const json&) { return true; });
}

// What is under way goes on; what waits is forgotten.
void hooks::clear() {
    for (const auto& each : lanes_.take()) {
        finish(each, {}, "forgotten");
    }
    log_.clear();
}

}  // namespace emulators::sms
