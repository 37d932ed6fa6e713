#include "tests/emulators/line/webhooks.hpp"

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/line/ids.hpp"

#include <algorithm>

namespace emulators::line {
namespace {

constexpr std::size_t records_max = 200'000;
constexpr std::chrono::milliseconds overtaken{300};

std::string body_of(const webhook& webhook, const channel& channel) {
    json events = json::array();
    for (auto event : webhook.events) {
        if (event.contains("deliveryContext")) {
            event["deliveryContext"]["isRedelivery"] = webhook.redelivered;
        }
        events.push_back(std::move(event));
    }
    return json{{"destination", channel.bot_user_id}, {"events", std::move(events)}}.dump(
        -1, ' ', false, json::error_handler_t::replace);
}

std::string signature_of(const webhook& webhook, const channel& channel, const std::string& body) {
    switch (webhook.signing) {
    case signing::right: return sign(channel.secret, body);
    case signing::wrong: return sign("not " + channel.secret, body);
    case signing::absent: break;
    }
    return {};
}

}  // namespace

webhooks::webhooks(const channel_list& channels, fault_list& faults, std::size_t lanes)
    : channels_(channels), faults_(faults) {
    for (std::size_t n = 0; n < std::max<std::size_t>(lanes, 1); ++n) {
        lanes_.push_back(std::make_unique<lane>());
        auto& next = *lanes_.back();
        next.thread = std::thread([this, &next] { work(next); });
    }
}

webhooks::~webhooks() {
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

std::future<webhook_report> webhooks::send(webhook webhook) {
    webhook.done = std::make_shared<std::promise<webhook_report>>();
    auto future = webhook.done->get_future();
    {
        const std::lock_guard lock(mutex_);
        ++pending_;
    }
    enqueue(std::move(webhook), clock::now());
    return future;
}

void webhooks::enqueue(webhook webhook, clock::time_point due) {
    auto& lane = *lanes_[std::hash<std::string>{}(webhook.order_key) % lanes_.size()];
    {
        const std::lock_guard lock(lane.mutex);
        lane.waiting.emplace(due, std::move(webhook));
    }
    lane.more.notify_one();
}

void webhooks::work(lane& lane) {
    webhook_client client;
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

void webhooks::carry_out(webhook webhook, webhook_client& client) {
    const auto channel = channels_.by_id(webhook.channel);
    if (!channel || channel->webhook_url.empty()) {
        return finish(webhook, {0, "could_not_connect"});
    }
    const auto struck = faults_.strike("webhook");
    if (struck && struck->kind == "disorder") {
        const auto later = struck->delay.count() > 0 ? struck->delay : overtaken;
        return enqueue(std::move(webhook), clock::now() + later);
    }
    webhook_request request{
        channel->webhook_url, body_of(webhook, *channel), {}, channel->redelivery.timeout};
    request.signature = signature_of(webhook, *channel, request.body);
    const auto begun = clock::now();
    const auto result = client.deliver(request, struck);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - begun);
    note(webhook, result, took.count());
    if (struck && struck->kind == "repeat") {
        auto copy = webhook;
        copy.redelivered = true;
        request.body = body_of(copy, *channel);
        request.signature = signature_of(copy, *channel, request.body);
        note(copy, client.deliver(request, std::nullopt), 0);
    }
    settle(std::move(webhook), result, channel->redelivery);
}

void webhooks::settle(webhook webhook, const attempt_result& result, const redelivery_plan& plan) {
    if (result.taken() || webhook.attempt > plan.count) {
        return finish(webhook, result);
    }
    ++webhook.attempt;
    webhook.redelivered = true;
    enqueue(std::move(webhook), clock::now() + plan.interval);
}

void webhooks::note(const webhook& webhook, const attempt_result& result, std::int64_t took_ms) {
    const std::lock_guard lock(mutex_);
    ++attempts_;
    failed_ += result.taken() ? 0 : 1;
    record next{attempts_, webhook.channel, {}, webhook.attempt, result, now_ms(), took_ms};
    for (const auto& event : webhook.events) {
        next.events.push_back(text_in(event, "webhookEventId"));
    }
    records_.push_back(std::move(next));
    if (records_.size() > records_max) {
        records_.pop_front();
    }
}

void webhooks::finish(const webhook& webhook, const attempt_result& result) {
    {
        const std::lock_guard lock(mutex_);
        ++(result.taken() ? delivered_ : given_up_);
        --pending_;
    }
    changed_.notify_all();
    webhook.done->set_value({result.taken(), webhook.attempt, result.status, result.reason});
}

bool webhooks::wait_below(std::uint64_t pending, std::chrono::milliseconds longest) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, longest, [&] { return pending_ < pending; });
}

json webhooks::totals(std::chrono::milliseconds idle) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, idle, [&] { return pending_ == 0; });
    return {{"attempts", attempts_},
            {"delivered", delivered_},
            {"failed", failed_},
            {"given_up", given_up_},
            {"pending", pending_}};
}

json webhooks::attempts(const std::string& channel, std::uint64_t after, std::size_t limit) const {
    json items = json::array();
    auto next = after;
    const std::lock_guard lock(mutex_);
    auto each = std::partition_point(records_.begin(), records_.end(),
                                     [&](const record& one) { return one.number <= after; });
    for (; each != records_.end() && items.size() < limit; ++each) {
        next = each->number;
        if (!channel.empty() && each->channel != channel) {
            continue;
        }
        items.push_back({{"n", each->number},
                         {"channel", each->channel},
                         {"webhookEventIds", each->events},
                         {"attempt", each->attempt},
                         {"status", each->result.status},
                         {"reason", each->result.reason},
                         {"at", each->at_ms},
                         {"took_ms", each->took_ms}});
    }
    return {{"items", std::move(items)}, {"next", next}};
}

// What is under way goes on; what waits is forgotten.
void webhooks::clear() {
    std::vector<webhook> forgotten;
    for (auto& each : lanes_) {
        const std::lock_guard lock(each->mutex);
        for (auto& [due, one] : each->waiting) {
            forgotten.push_back(std::move(one));
        }
        each->waiting.clear();
    }
    for (const auto& each : forgotten) {
        finish(each, {0, "forgotten"});
    }
    const std::lock_guard lock(mutex_);
    records_.clear();
    attempts_ = delivered_ = failed_ = given_up_ = 0;
}

}  // namespace emulators::line
