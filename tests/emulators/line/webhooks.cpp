#include "tests/emulators/line/webhooks.hpp"

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/line/ids.hpp"

#include <utility>

namespace emulators::line {
namespace {

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
    : channels_(channels), faults_(faults),
      lanes_(lanes, [this](webhook next, webhook_client& by) { carry_out(std::move(next), by); }) {}

std::future<delivery_report> webhooks::send(webhook webhook) {
    webhook.done = std::make_shared<std::promise<delivery_report>>();
    auto future = webhook.done->get_future();
    log_.began();
    lanes_.put(std::move(webhook));
    return future;
}

void webhooks::carry_out(webhook webhook, webhook_client& client) {
    const auto channel = channels_.by_id(webhook.channel);
    if (!channel || channel->webhook_url.empty()) {
        return finish(webhook, {0, "could_not_connect"});
    }
    const auto struck = faults_.strike("webhook");
    if (struck && struck->kind == "disorder") {
        const auto later = struck->delay.count() > 0 ? struck->delay : overtaken;
        return lanes_.put(std::move(webhook), clock::now() + later);
    }
    webhook_request request{
        channel->webhook_url, body_of(webhook, *channel), {}, channel->redelivery.timeout};
    request.signature = signature_of(webhook, *channel, request.body);
    const auto begun = clock::now();
    const auto result = client.deliver(request, struck);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - begun);
    note(webhook, *channel, result, took.count());
    if (struck && struck->kind == "repeat") {
        auto copy = webhook;
        copy.redelivered = true;
        request.body = body_of(copy, *channel);
        request.signature = signature_of(copy, *channel, request.body);
        note(copy, *channel, client.deliver(request, std::nullopt), 0);
    }
    settle(std::move(webhook), result, channel->redelivery);
}

void webhooks::settle(webhook webhook, const attempt_result& result, const redelivery_plan& plan) {
    if (result.taken() || webhook.attempt > plan.count) {
        return finish(webhook, result);
    }
    ++webhook.attempt;
    webhook.redelivered = true;
    lanes_.put(std::move(webhook), clock::now() + plan.interval);
}

void webhooks::note(const webhook& webhook, const channel& channel, const attempt_result& result,
                    std::int64_t took_ms) {
    json events = json::array();
    for (const auto& event : webhook.events) {
        events.push_back(text_in(event, "webhookEventId"));
    }
    log_.attempted(result.taken(), {{"channel", channel.id},
                                    {"url", channel.webhook_url},
                                    {"webhookEventIds", std::move(events)},
                                    {"attempt", webhook.attempt},
                                    {"status", result.status},
                                    {"reason", result.reason},
                                    {"took_ms", took_ms}});
}

void webhooks::finish(const webhook& webhook, const attempt_result& result) {
    log_.ended(result.taken());
    webhook.done->set_value({result.taken(), webhook.attempt, result.status, result.reason});
}

json webhooks::attempts(const std::string& channel, std::uint64_t after, std::size_t limit) const {
    return log_.attempts(after, limit, [&](const json& each) {
        return channel.empty() || each["channel"] == channel;
    });
}

// What is under way goes on; what waits is forgotten.
void webhooks::clear() {
    for (const auto& each : lanes_.take()) {
        finish(each, {0, "forgotten"});
    }
    log_.clear();
}

}  // namespace emulators::line
