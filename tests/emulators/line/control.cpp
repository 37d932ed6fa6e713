#include "tests/emulators/line/control.hpp"

#include "tests/emulators/common/control_calls.hpp"

#include <utility>

namespace emulators::line {
namespace {

constexpr std::uint64_t load_window = 1'000;  // generated webhooks that may wait at a time
constexpr std::chrono::milliseconds look_again{50};

// The one channel when none is named.
channel_ptr channel_of(const state& state, const json& description) {
    const auto id = text_in(description, "channel");
    if (!id.empty()) {
        return state.channels.by_id(id);
    }
    const auto all = state.channels.all();
    return all.size() == 1 ? all.front() : nullptr;
}

json told(const made_event& made) {
    return {{"webhookEventId", made.webhook_event_id},
            {"messageId", made.message_id},
            {"userId", made.user_id},
            {"chatId", made.chat},
            {"timestamp", number_in(made.event, "timestamp")},
            {"replyToken", text_in(made.event, "replyToken")},
            {"quoteToken", text_in(member(made.event, "message"), "quoteToken")}};
}

std::string user_parameter(const httplib::Request& request) {
    const auto user = request.get_param_value("user");
    const auto group = request.get_param_value("group");
    if (!group.empty()) {
        return chat_id('C', group);
    }
    return user.empty() ? user : chat_id('U', user);
}

}  // namespace

void control::serve(std::string_view path, const request& request, response& response) {
    static constexpr control_call<control> table[] = {{"POST", "/channels", &control::put_channel},
                                                      {"GET", "/channels", &control::list_channels},
                                                      {"POST", "/users", &control::put_user},
                                                      {"POST", "/messages", &control::messages},
                                                      {"POST", "/load", &control::load},
                                                      {"POST", "/verify", &control::verify},
                                                      {"POST", "/faults", &control::faults},
                                                      {"GET", "/faults", &control::faults},
                                                      {"DELETE", "/faults", &control::faults},
                                                      {"GET", "/sent", &control::sent},
                                                      {"GET", "/activity", &control::sent},
                                                      {"GET", "/webhooks", &control::webhook_log},
                                                      {"POST", "/reset", &control::reset}};
    serve_call(*this, table, path, request, response);
}

void control::put_channel(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    if (const auto wrong = state_.channels.put(body); !wrong.empty()) {
        return complain(response, wrong);
    }
    answer(response, 200, {{"id", text_in(body, "id")}});
}

void control::list_channels(const request&, response& response) {
    json items = json::array();
    for (const auto& each : state_.channels.all()) {
        items.push_back({{"id", each->id},
                         {"webhook_url", each->webhook_url},
                         {"destination", each->bot_user_id}});
    }
    answer(response, 200, {{"items", std::move(items)}});
}

void control::put_user(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const auto group = text_in(body, "group");
    const auto user = text_in(body, "user");
    const auto id = group.empty() ? chat_id('U', user) : chat_id('C', group);
    state_.known.put({.id = id,
                      .name = text_in(body, "name", group.empty() ? user : group),
                      .picture = text_in(body, "picture"),
                      .language = text_in(body, "language", "en"),
                      .status = text_in(body, "status"),
                      .blocked = flag_in(body, "blocked"),
                      .hidden = flag_in(body, "hidden")});
    answer(response, 200, {{"userId", id}});
}

void control::messages(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const bool wait = !flag_in(body, "async");
    const auto& list = member(body, "messages");
    if (list.is_array()) {
        return flag_in(body, "together") ? send_together(list, wait, response)
                                         : send_each(list, wait, response);
    }
    send_each(json::array({body}), wait, response);
    if (response.status == 200) {
        const auto told_all = json::parse(response.body);
        answer(response, 200, told_all["items"][0]);
    }
}

void control::send_each(const json& descriptions, bool wait, response& response) {
    std::vector<json> items;
    std::vector<std::future<delivery_report>> reports;
    for (const auto& each : descriptions) {
        const auto channel = channel_of(state_, each);
        if (!channel) {
            return complain(response, "no such channel");
        }
        auto made = state_.events.make(*channel, each);
        if (!made.wrong.empty()) {
            return complain(response, made.wrong);
        }
        items.push_back(told(made));
        reports.push_back(state_.hooks.send({.channel = channel->id,
                                             .order_key = made.chat,
                                             .events = {std::move(made.event)},
                                             .signing = signing_of(each),
                                             .redelivered = flag_in(each, "redelivered")}));
    }
    for (std::size_t at = 0; wait && at < items.size(); ++at) {
        items[at] = told(std::move(items[at]), reports[at].get());
    }
    answer(response, 200, {{"items", items}});
}

// All events in one webhook, as LINE does when it is busy.
void control::send_together(const json& descriptions, bool wait, response& response) {
    json items = json::array();
    webhook webhook;
    for (const auto& each : descriptions) {
        const auto channel = channel_of(state_, each);
        if (!channel || (!webhook.channel.empty() && channel->id != webhook.channel)) {
            return complain(response, "the messages of one webhook need one channel");
        }
        auto made = state_.events.make(*channel, each);
        if (!made.wrong.empty()) {
            return complain(response, made.wrong);
        }
        webhook.channel = channel->id;
        webhook.order_key = made.chat;
        webhook.signing = signing_of(each);
        items.push_back(told(made));
        webhook.events.push_back(std::move(made.event));
    }
    auto report = state_.hooks.send(std::move(webhook));
    if (wait) {
        const auto ended = report.get();
        for (auto& each : items) {
            each = told(std::move(each), ended);
        }
    }
    answer(response, 200, {{"items", std::move(items)}});
}

void control::load(const request& request, response& response) {
    auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const auto channel = channel_of(state_, body);
    if (!channel) {
        return complain(response, "no such channel");
    }
    loads_.begin(std::move(body), [this, channel](std::string user, std::string text) {
        while (!state_.hooks.wait_below(load_window, look_again) && !loads_.ending()) {
        }
        auto made =
            state_.events.make(*channel, {{"user", std::move(user)}, {"text", std::move(text)}});
        state_.hooks.send(
            {.channel = channel->id, .order_key = made.chat, .events = {std::move(made.event)}});
    });
    answer(response, 200, {{"started", true}});
}

// The console's "Verify" button: no events; the older one sent two with dummy reply tokens.
void control::verify(const request& request, response& response) {
    const auto body = read_object(request, response);
    const auto channel = body.is_discarded() ? nullptr : channel_of(state_, body);
    if (!channel) {
        return complain(response, "no such channel");
    }
    webhook webhook{.channel = channel->id, .order_key = "verify", .signing = signing_of(body)};
    if (flag_in(body, "legacy")) {
        for (const char digit : {'0', 'f'}) {
            webhook.events.push_back(
                {{"type", "message"},
                 {"timestamp", now_ms()},
                 {"replyToken", std::string(32, digit)},
                 {"source", {{"type", "user"}, {"userId", "Udeadbeefdeadbeefdeadbeefdeadbeef"}}},
                 {"message", {{"id", "100001"}, {"type", "text"}, {"text", "Hello, world"}}}});
        }
    }
    answer(response, 200, told(json::object(), state_.hooks.send(std::move(webhook)).get()));
}

void control::faults(const request& request, response& response) {
    serve_faults(state_.faults, request, response);
}

void control::sent(const request& request, response& response) {
    const auto bounds = bounds_of(request);
    answer(response, 200,
           state_.accepted.find({.channel = request.get_param_value("channel"),
                                 .user = user_parameter(request),
                                 .after = bounds.after,
                                 .limit = bounds.limit,
                                 .activity = request.path.ends_with("/activity"),
                                 .wait = wait_of(request, "wait_ms", 60'000)}));
}

void control::webhook_log(const request& request, response& response) {
    const auto bounds = bounds_of(request);
    auto body =
        state_.hooks.attempts(request.get_param_value("channel"), bounds.after, bounds.limit);
    body["totals"] = state_.hooks.totals(wait_of(request, "wait_idle_ms", 600'000));
    answer(response, 200, body);
}

void control::reset(const request&, response& response) {
    loads_.end();
    state_.hooks.clear();
    state_.channels.clear();
    state_.known.clear();
    state_.tokens.clear();
    state_.keys.clear();
    state_.content.clear();
    state_.accepted.clear();
    state_.faults.clear();
    state_.events.clear();
    answer(response, 200, json::object());
}

}  // namespace emulators::line
