#include "tests/emulators/sms/control.hpp"

#include "tests/emulators/common/control_calls.hpp"
#include "tests/emulators/sms/ids.hpp"

#include <algorithm>

namespace emulators::sms {
namespace {

medium read_medium(const json& part) {
    return {make_sid("ME"), text_in(part, "content_type", "image/png"), content_in(part)};
}

json told(const message& message) {
    return {{"messageSid", message.sid}, {"from", message.from}, {"to", message.to}};
}

json seen(const message& message) {
    auto out = to_json(message);
    out["n"] = message.number;
    out["media_urls"] = message.media_urls;
    out["status_callback"] = message.status_callback;
    out["at"] = message.created_ms;
    return out;
}

}  // namespace

void control::serve(std::string_view path, const request& request, response& response) {
    static constexpr control_call<control> table[] = {{"POST", "/accounts", &control::put_account},
                                                      {"GET", "/accounts", &control::list_accounts},
                                                      {"POST", "/people", &control::put_person},
                                                      {"POST", "/messages", &control::messages},
                                                      {"GET", "/sent", &control::sent},
                                                      {"GET", "/webhooks", &control::webhook_log},
                                                      {"POST", "/faults", &control::faults},
                                                      {"GET", "/faults", &control::faults},
                                                      {"DELETE", "/faults", &control::faults},
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
                         {"services", each->services},
                         {"webhook_url", each->webhook_url}});
    }
    answer(response, 200, {{"items", std::move(items)}});
}

void control::put_person(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const auto number = text_in(body, "number");
    if (!is_number(number)) {
        return complain(response, "a person has a number such as +60123456789");
    }
    state_.known.put(number, {.refused = static_cast<int>(number_in(body, "refused")),
                              .undelivered = static_cast<int>(number_in(body, "undelivered")),
                              .silent = flag_in(body, "silent")});
    answer(response, 200, {{"number", number}});
}

// The only account when none is named.
account_ptr control::account_of(const json& description) const {
    const auto sid = text_in(description, "account");
    if (!sid.empty()) {
        return state_.accounts.by_sid(sid);
    }
    const auto all = state_.accounts.all();
    return all.size() == 1 ? all.front() : nullptr;
}

saying control::read_saying(const json& description, const account& account,
                            std::string& wrong) const {
    saying out;
    const auto again = text_in(description, "messageSid");
    if (const auto before = state_.messages.find(account.sid, again)) {
        out.what = *before;
    } else {
        out.what.account = account.sid;
        out.what.from = text_in(description, "from");
        out.what.to = text_in(description, "to", account.numbers.front());
        out.what.body = text_in(description, "text");
        for (const auto& each : member(description, "media")) {
            out.what.media.push_back(read_medium(each));
        }
        out.what.sid = make_sid(out.what.media.empty() ? "SM" : "MM");
        out.what.status = "received";
        out.what.direction = "inbound";
        out.what.created_ms = out.what.updated_ms = out.what.sent_ms = now_ms();
    }
    out.signing = signing_of(description);
    out.token = text_in(description, "idempotencyToken");
    for (const auto& [name, value] : member(description, "fields").items()) {
        out.fields[name] = value.is_string() ? value.get<std::string>() : value.dump();
    }
    if (out.what.from.empty()) {
        wrong = "somebody must say it: from is missing";
    } else if (std::find(account.numbers.begin(), account.numbers.end(), out.what.to) ==
               account.numbers.end()) {
        wrong = "the account has no such number";
    }
    return out;
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
        const auto account = account_of(each);
        std::string wrong = account ? "" : "no such account";
        if (account) {
            auto next = read_saying(each, *account, wrong);
            next.media_base = "http://" + request.get_header_value("Host") + "/sms";
            if (wrong.empty()) {
                items.push_back(told(next.what));
                reports.push_back(state_.moving.say(*account, next));
            }
        }
        if (!wrong.empty()) {
            return complain(response, wrong);
        }
    }
    for (std::size_t n = 0; !flag_in(body, "async") && n < items.size(); ++n) {
        items[n] = told(std::move(items[n]), reports[n].get());
    }
    answer(response, 200, list.is_array() ? json{{"items", items}} : items.at(0));
}

void control::sent(const request& request, response& response) {
    const auto bounds = bounds_of(request);
    const auto found = state_.messages.find({.account = request.get_param_value("account"),
                                             .from = request.get_param_value("from"),
                                             .to = request.get_param_value("to"),
                                             .after = bounds.after,
                                             .limit = bounds.limit,
                                             .outbound = true,
                                             .wait = wait_of(request, "wait_ms", 60'000)});
    json items = json::array();
    for (const auto& each : found.items) {
        items.push_back(seen(each));
    }
    answer(response, 200, {{"items", std::move(items)}, {"next", found.next}});
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
    state_.out.clear();
    state_.accounts.clear();
    state_.messages.clear();
    state_.known.clear();
    state_.faults.clear();
    answer(response, 200, json::object());
}

}  // namespace emulators::sms
