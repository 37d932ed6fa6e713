#include "tests/emulators/voice/control.hpp"

#include "tests/emulators/common/control_calls.hpp"
#include "tests/emulators/sms/ids.hpp"

#include <algorithm>

namespace emulators::voice {

void control::serve(std::string_view path, const request& request, response& response) {
    static constexpr control_call<control> table[] = {
        {"POST", "/accounts", &control::put_account}, {"GET", "/accounts", &control::list_accounts},
        {"POST", "/people", &control::put_person},    {"POST", "/calls", &control::call},
        {"GET", "/calls", &control::calls},           {"POST", "/act", &control::act},
        {"POST", "/hangup", &control::hang_up},       {"GET", "/heard", &control::heard},
        {"GET", "/webhooks", &control::webhook_log},  {"POST", "/faults", &control::faults},
        {"GET", "/faults", &control::faults},         {"DELETE", "/faults", &control::faults},
        {"POST", "/reset", &control::reset}};
    serve_call(*this, table, path, request, response);
}

void control::put_account(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    if (const auto wrong = state_.accounts.put(body); !wrong.empty()) {
        return complain(response, wrong);
    }
    answer(response, 200, {{"account_sid", text_in(body, "account_sid")}});
}

void control::list_accounts(const request&, response& response) {
    json items = json::array();
    for (const auto& each : state_.accounts.all()) {
        items.push_back({{"account_sid", each->sid},
                         {"numbers", each->numbers},
                         {"webhook_url", each->webhook_url},
                         {"status_url", each->status_url}});
    }
    answer(response, 200, {{"items", std::move(items)}});
}

void control::put_person(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const auto number = text_in(body, "number");
    const auto how = text_in(body, "answer", "yes");
    if (number.empty() || (how != "yes" && how != "no" && how != "busy" && how != "failed")) {
        return complain(response, "a person has a number, and answers yes, no, busy or failed");
    }
    state_.calls.put(number, {how});
    answer(response, 200, {{"number", number}, {"answer", how}});
}

// Somebody calls one of the account's numbers.
void control::call(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const auto all = state_.accounts.all();
    const auto sid = text_in(body, "account");
    const auto account = !sid.empty()      ? state_.accounts.by_sid(sid)
                         : all.size() == 1 ? all.front()
                                           : nullptr;
    if (!account) {
        return complain(response, "no such account");
    }
    const auto to = text_in(body, "to", account->numbers.front());
    if (std::find(account->numbers.begin(), account->numbers.end(), to) == account->numbers.end()) {
        return complain(response, "the account has no such number");
    }
    const auto leg = std::make_shared<voice::leg>();
    leg->account = account;
    leg->sid = sms::make_sid("CA");
    leg->from = text_in(body, "from", "anonymous");
    leg->to = to;
    leg->direction = "inbound";
    leg->begins.url = account->webhook_url;
    leg->fallback = account->fallback_url;
    leg->status_url = account->status_url;
    leg->events = {"completed"};
    leg->signing = signing_of(body);
    for (const auto& [name, value] : member(body, "fields").items()) {
        leg->extra[name] = value.is_string() ? value.get<std::string>() : value.dump();
    }
    state_.calls.begin(leg);
    answer(response, 200, {{"call", leg->sid}, {"from", leg->from}, {"to", to}});
}

void control::calls(const request& request, response& response) {
    const auto number = request.get_param_value("number");
    json items = json::array();
    for (const auto& each : state_.calls.all()) {
        auto shown = state_.calls.to_json(*each);
        if (number.empty() || shown["from"] == number || shown["to"] == number) {
            items.push_back(std::move(shown));
        }
    }
    answer(response, 200, {{"items", std::move(items)}});
}

void control::act(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const bool taken =
        state_.calls.act(text_in(body, "call"), {text_in(body, "digits"), text_in(body, "speech")});
    answer(response, taken ? 200 : 404, {{"delivered", taken}});
}

void control::hang_up(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const bool taken = state_.calls.hang_up(text_in(body, "call"));
    answer(response, taken ? 200 : 404, {{"delivered", taken}});
}

void control::heard(const request& request, response& response) {
    const auto bounds = bounds_of(request);
    answer(response, 200,
           state_.calls.heard(bounds.after, bounds.limit, request.get_param_value("call"),
                              request.get_param_value("number"),
                              wait_of(request, "wait_ms", 60'000)));
}

void control::webhook_log(const request& request, response& response) {
    const auto bounds = bounds_of(request);
    const auto totals = state_.out.totals(wait_of(request, "wait_idle_ms", 600'000));
    auto body = state_.out.attempts(bounds.after, bounds.limit);
    body["totals"] = totals;
    answer(response, 200, body);
}

void control::faults(const request& request, response& response) {
    serve_faults(state_.faults, request, response);
}

void control::reset(const request&, response& response) {
    state_.faults.clear();
    state_.calls.clear();
    state_.out.clear();
    state_.accounts.clear();
    answer(response, 200, json::object());
}

}  // namespace emulators::voice
