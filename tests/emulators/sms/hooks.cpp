#include "tests/emulators/sms/hooks.hpp"

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/sms/ids.hpp"

#include <algorithm>
#include <utility>

namespace emulators::sms {
namespace {

constexpr std::size_t records_max = 100'000;
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
    : accounts_(accounts), faults_(faults) {
    for (std::size_t n = 0; n < std::max<std::size_t>(lanes, 1); ++n) {
        lanes_.push_back(std::make_unique<lane>());
        auto& next = *lanes_.back();
        next.thread = std::thread([this, &next] { work(next); });
    }
}

hooks::~hooks() {
    for (auto& each : lanes_) {
        {
            const std::lock_guard lock(each->mutex);
            each->ending = true;
        }
        each->more.notify_all();
    }
    for (auto& each : lanes_) {
        each->thread.join();
    }
}

std::future<hook_report> hooks::send(hook hook) {
    hook.done = std::make_shared<std::promise<hook_report>>();
    auto future = hook.done->get_future();
    if (hook.token.empty()) {
        hook.token = make_token();
    }
    {
        const std::lock_guard lock(mutex_);
        ++pending_;
    }
    const auto due = clock::now() + hook.after;
    enqueue(std::move(hook), due);
    return future;
}

void hooks::enqueue(hook hook, clock::time_point due) {
    auto& lane = *lanes_[std::hash<std::string>{}(hook.order_key) % lanes_.size()];
    {
        const std::lock_guard lock(lane.mutex);
        lane.waiting.emplace(due, std::move(hook));
    }
    lane.more.notify_one();
}

void hooks::work(lane& lane) {
    hook_client client;
    std::unique_lock lock(lane.mutex);
    while (!lane.ending) {
        if (lane.waiting.empty()) {
            lane.more.wait(lock);
            continue;
        }
        const auto first = lane.waiting.begin();
        if (first->first > clock::now()) {
            lane.more.wait_until(lock, first->first);
            continue;
        }
        auto next = std::move(first->second);
        lane.waiting.erase(first);
        lock.unlock();
        carry_out(std::move(next), client);
        lock.lock();
    }
}

void hooks::carry_out(hook hook, hook_client& client) {
    if (hook.before) {
        std::exchange(hook.before, nullptr)();
    }
    const auto struck = hook.url.empty() ? std::nullopt : faults_.strike(hook.kind);
    if (struck && struck->kind == "disorder") {
        const auto later = struck->delay.count() > 0 ? struck->delay : overtaken;
        return enqueue(std::move(hook), clock::now() + later);
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
    const auto result = client.deliver(request, struck);
    note(hook, result);
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
        return enqueue(std::move(hook), clock::now() + pause);
    }
    if (!hook.fallback.empty()) {
        hook.fields["ErrorCode"] = reason_of(result);
        hook.fields["ErrorUrl"] = read_target(hook.url).url;
        hook.url = std::exchange(hook.fallback, {});
        return enqueue(std::move(hook), clock::now());
    }
    finish(hook, result, reason_of(result));
}

void hooks::note(const hook& hook, const attempt_result& result) {
    const std::lock_guard lock(mutex_);
    ++attempts_;
    const auto field = [&](const char* name) {
        const auto it = hook.fields.find(name);
        return it == hook.fields.end() ? std::string() : it->second;
    };
    records_.push_back({{"n", attempts_},
                        {"kind", hook.kind},
                        {"url", read_target(hook.url).url},
                        {"messageSid", field("MessageSid")},
                        {"messageStatus", field("MessageStatus")},
                        {"idempotencyToken", hook.token},
                        {"status", result.status},
                        {"reason", reason_of(result)},
                        {"at", now_ms()}});
    if (records_.size() > records_max) {
        records_.pop_front();
    }
}

void hooks::finish(const hook& hook, const attempt_result& result, std::string reason) {
    {
        const std::lock_guard lock(mutex_);
        ++(reason.empty() ? delivered_ : given_up_);
        --pending_;
    }
    changed_.notify_all();
    const bool delivered = reason.empty();
    hook.done->set_value({delivered, hook.attempt, result.status, std::move(reason)});
}

json hooks::totals(std::chrono::milliseconds idle) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, idle, [&] { return pending_ == 0; });
    return {{"attempts", attempts_},
            {"delivered", delivered_},
            {"given_up", given_up_},
            {"pending", pending_}};
}

json hooks::attempts(std::uint64_t after, std::size_t limit) const {
    json items = json::array();
    auto next = after;
    const std::lock_guard lock(mutex_);
    for (const auto& each : records_) {
        const auto number = each["n"].get<std::uint64_t>();
        if (number > after && items.size() < limit) {
            items.push_back(each);
            next = number;
        }
    }
    return {{"items", std::move(items)}, {"next", next}};
}

// What is under way goes on; what waits is forgotten.
void hooks::clear() {
    std::vector<hook> forgotten;
    for (auto& each : lanes_) {
        const std::lock_guard lock(each->mutex);
        for (auto& [due, one] : each->waiting) {
            forgotten.push_back(std::move(one));
        }
        each->waiting.clear();
    }
    for (const auto& each : forgotten) {
        finish(each, {}, "forgotten");
    }
    const std::lock_guard lock(mutex_);
    records_.clear();
    attempts_ = delivered_ = given_up_ = 0;
}

}  // namespace emulators::sms
