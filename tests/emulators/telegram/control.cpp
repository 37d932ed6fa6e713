#include "tests/emulators/telegram/control.hpp"

#include "tests/emulators/common/control_calls.hpp"
#include "tests/emulators/telegram/deeds.hpp"

namespace emulators::telegram {
namespace {

standing standing_of(const std::string& word) {
    static constexpr std::pair<std::string_view, standing> words[] = {
        {"open", standing::open},       {"stranger", standing::stranger},
        {"blocked", standing::blocked}, {"deactivated", standing::deactivated},
        {"kicked", standing::kicked},   {"left", standing::left},
        {"deleted", standing::deleted}};
    for (const auto& [name, value] : words) {
        if (name == word) {
            return value;
        }
    }
    return standing::open;
}

}  // namespace

void control::serve(std::string_view path, const request& request, response& response) {
    static constexpr control_call<control> table[] = {{"POST", "/bot", &control::put_bot},
                                                      {"POST", "/users", &control::put_user},
                                                      {"POST", "/messages", &control::messages},
                                                      {"POST", "/load", &control::load},
                                                      {"GET", "/sent", &control::sent},
                                                      {"GET", "/activity", &control::activity},
                                                      {"GET", "/webhooks", &control::webhook_log},
                                                      {"POST", "/faults", &control::faults},
                                                      {"GET", "/faults", &control::faults},
                                                      {"DELETE", "/faults", &control::faults},
                                                      {"POST", "/reset", &control::reset}};
    serve_call(*this, table, path, request, response);
}

std::string control::configure(const json& description) {
    const std::lock_guard lock(state_.mutex);
    if (auto wrong = state_.all.configure(description); !wrong.empty()) {
        return wrong;
    }
    state_.out.configure(state_.all.bot.speed, number_in(description, "timeout_ms", 60'000));
    return {};
}

void control::put_bot(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    if (const auto wrong = configure(body); !wrong.empty()) {
        return complain(response, wrong);
    }
    if (body.contains("webhook_url")) {  // as setWebhook would, without its checks
        webhook_settings settings;
        settings.url = text_in(body, "webhook_url");
        settings.secret = text_in(body, "secret_token");
        if (body.contains("allowed_updates")) {
            settings.allowed = body["allowed_updates"];
        }
        state_.out.set_webhook(std::move(settings), false);
    }
    answer(response, 200, state_.out.info());
}

void control::put_user(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const std::lock_guard lock(state_.mutex);
    auto& who = body.contains("group") ? state_.all.group(text_in(body, "group"))
                                       : state_.all.person(text_in(body, "user", "Ana"));
    if (body.contains("standing")) {
        who.with_bot = standing_of(text_in(body, "standing"));
    }
    answer(response, 200, {{"chatId", who.id}});
}

std::string control::act(const json& description, json& about,
                         std::future<delivery_report>& report) {
    deed what;
    {
        const std::lock_guard lock(state_.mutex);
        const auto again = number_in(description, "updateId");
        for (const auto& each : again == 0 ? json::array() : json(state_.out.told())) {
            if (number_in(each, "update_id") == again) {
                about = {{"updateId", again}};
                report = state_.out.tell_again(each, "again");
                return {};
            }
        }
        what = make_deed(state_.all, description);
    }
    if (!what.wrong.empty()) {
        return what.wrong;
    }
    about = {{"chatId", what.chat_id}, {"messageId", what.message_id}};
    report =
        state_.out.tell(what.type, what.about, what.chat, what.life_ms, signing_of(description));
    return {};
}

void control::messages(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const auto& list = member(body, "messages");
    std::vector<json> items;
    std::vector<std::future<delivery_report>> reports;
    for (const auto& each : list.is_array() ? list : json::array({body})) {
        json about;
        std::future<delivery_report> report;
        if (const auto wrong = act(each, about, report); !wrong.empty()) {
            return complain(response, wrong);
        }
        items.push_back(std::move(about));
        reports.push_back(std::move(report));
    }
    for (std::size_t n = 0; !flag_in(body, "async") && n < items.size(); ++n) {
        items[n] = told(std::move(items[n]), reports[n].get());
    }
    answer(response, 200, list.is_array() ? json{{"items", items}} : items.at(0));
}

void control::load(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    loads_.begin(body, [this](const std::string& user, const std::string& text) {
        json about;
        std::future<delivery_report> report;
        act({{"user", user}, {"text", text}}, about, report);
    });
    answer(response, 200, json::object());
}

std::int64_t control::chat_of(const request& request) {
    const std::lock_guard lock(state_.mutex);
    if (request.has_param("group")) {
        return state_.all.group(request.get_param_value("group")).id;
    }
    return request.has_param("user") ? state_.all.person(request.get_param_value("user")).id : 0;
}

void control::sent(const request& request, response& response) {
    const auto bounds = bounds_of(request);
    answer(response, 200,
           state_.sent.find(chat_of(request), bounds.after, bounds.limit,
                            wait_of(request, "wait_ms", 60'000)));
}

void control::activity(const request& request, response& response) {
    const auto bounds = bounds_of(request);
    answer(response, 200,
           state_.activity.find(chat_of(request), bounds.after, bounds.limit,
                                wait_of(request, "wait_ms", 60'000)));
}

void control::webhook_log(const request& request, response& response) {
    const auto bounds = bounds_of(request);
    const auto totals = state_.out.totals(wait_of(request, "wait_idle_ms", 600'000));
    auto body = state_.out.attempts(bounds.after, bounds.limit);
    body["totals"] = totals;
    body["info"] = state_.out.info();
    body["asking"] = state_.out.waiting();
    answer(response, 200, body);
}

void control::faults(const request& request, response& response) {
    serve_faults(state_.faults, request, response);
}

void control::reset(const request&, response& response) {
    loads_.end();
    state_.out.clear();
    const std::lock_guard lock(state_.mutex);
    state_.all.forget();
    state_.sent_ms.clear();
    state_.webhook_set_ms = 0;
    state_.sent.clear();
    state_.activity.clear();
    state_.faults.clear();
    answer(response, 200, json::object());
}

}  // namespace emulators::telegram
