#include "tests/emulators/smsc/control.hpp"

#include "tests/emulators/common/control_calls.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace emulators::smsc {
namespace {

std::string bytes_of(const std::string& hex) {
    std::string out;
    for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
        out += static_cast<char>(std::strtol(hex.substr(at, 2).c_str(), nullptr, 16));
    }
    return out;
}

saying read_saying(const json& wish, const account& account) {
    saying out;
    out.from = text_in(wish, "from", "+60123456789");
    out.to = text_in(wish, "to", account.numbers.empty() ? "12345" : account.numbers.front());
    out.text = text_in(wish, "text");
    const auto split = text_in(wish, "split");
    out.split = split == "sar"       ? ::smpp::split_as::sar
                : split == "udh16"   ? ::smpp::split_as::udh16
                : split == "payload" ? ::smpp::split_as::payload
                                     : ::smpp::split_as::udh;
    out.coding = static_cast<int>(number_in(wish, "data_coding", -1));
    for (const auto& each : member(wish, "order")) {
        if (each.is_number_unsigned()) {
            out.order.push_back(each.get<std::size_t>());
        }
    }
    if (wish.contains("hex")) {
        out.bytes = bytes_of(text_in(wish, "hex"));
        out.esm_class = static_cast<std::uint8_t>(number_in(wish, "esm_class"));
    }
    return out;
}

}  // namespace

void control::serve(std::string_view path, const request& request, response& response) {
    static constexpr control_call<control> table[] = {{"POST", "/accounts", &control::put_account},
                                                      {"GET", "/accounts", &control::list_accounts},
                                                      {"POST", "/people", &control::put_person},
                                                      {"POST", "/messages", &control::messages},
                                                      {"POST", "/load", &control::load},
                                                      {"POST", "/connection", &control::connection},
                                                      {"GET", "/connection", &control::happenings},
                                                      {"POST", "/faults", &control::faults},
                                                      {"GET", "/faults", &control::faults},
                                                      {"DELETE", "/faults", &control::faults},
                                                      {"GET", "/sent", &control::sent},
                                                      {"GET", "/submits", &control::submits},
                                                      {"GET", "/deliveries", &control::deliveries},
                                                      {"POST", "/reset", &control::reset}};
    serve_call(*this, table, path, request, response);
}

void control::put_account(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const std::lock_guard lock(state_.mutex);
    if (const auto wrong = state_.accounts.put(body); !wrong.empty()) {
        return complain(response, wrong);
    }
    answer(response, 200, {{"port", state_.port}});
}

void control::list_accounts(const request&, response& response) {
    json items = json::array();
    const std::lock_guard lock(state_.mutex);
    for (const auto& [name, account] : state_.accounts.all) {
        items.push_back({{"system_id", name}, {"numbers", account.numbers}});
    }
    answer(response, 200, {{"items", std::move(items)}, {"port", state_.port}});
}

void control::put_person(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const std::lock_guard lock(state_.mutex);
    auto& who = state_.people[text_in(body, "number")];
    who.state = flag_in(body, "silent") ? "" : text_in(body, "state", "DELIVRD");
    who.refused = static_cast<std::uint32_t>(number_in(body, "refused"));
    answer(response, 200, json::object());
}

void control::messages(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    std::unique_lock lock(state_.mutex);
    const auto* account = state_.accounts.pick(text_in(body, "system_id"));
    if (account == nullptr) {
        return complain(response, "which account? system_id");
    }
    const auto what = read_saying(body, *account);
    const auto numbers = centre_.say(*account, what);
    if (numbers.empty()) {
        return complain(response, "there is nothing to send");
    }
    json out = {{"from", what.from}, {"to", what.to}, {"parts", numbers.size()}};
    if (!flag_in(body, "async")) {
        const auto all_ended = [&] {
            return std::all_of(numbers.begin(), numbers.end(),
                               [&](auto n) { return state_.ended.contains(n); });
        };
        const std::chrono::milliseconds patience(number_in(body, "wait_ms", 10'000));
        const bool ended = state_.more.wait_for(lock, patience, all_ended);
        out["delivered"] = ended && std::all_of(numbers.begin(), numbers.end(), [&](auto n) {
                               return state_.ended[n] == ::smpp::status::ok;
                           });
    }
    answer(response, 200, out);
}

void control::load(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    loads_.begin(body, [this, system_id = text_in(body, "system_id")](const std::string& user,
                                                                      std::string text) {
        const std::lock_guard lock(state_.mutex);
        const auto* account = state_.accounts.pick(system_id);
        if (account != nullptr) {
            const auto digits = std::to_string(std::hash<std::string>{}(user) % 100'000'000);
            saying what;
            what.from = "+601" + std::string(8 - digits.size(), '0') + digits;
            what.to = account->numbers.empty() ? "12345" : account->numbers.front();
            what.text = std::move(text);
            centre_.say(*account, what);
        }
    });
    answer(response, 200, {{"started", true}});
}

void control::connection(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const std::lock_guard lock(state_.mutex);
    const auto sessions = state_.sessions.size();
    if (const auto wrong = centre_.meddle(body); !wrong.empty()) {
        return complain(response, wrong);
    }
    answer(response, 200, {{"connections", sessions}});
}

void control::faults(const request& request, response& response) {
    serve_faults(state_.faults, request, response);
}

void control::list(const request& request, response& response,
                   const std::vector<nlohmann::json>& entries) {
    auto [after, limit] = bounds_of(request);
    json items = json::array();
    std::unique_lock lock(state_.mutex);
    const auto matches = [&](const json& each) {
        for (const auto* name : {"from", "to", "system_id", "kind"}) {
            const auto wanted = request.get_param_value(name);
            if (!wanted.empty() && text_in(each, name) != wanted) {
                return false;
            }
        }
        return true;
    };
    const auto look = [&] {
        for (; after < entries.size() && items.size() < limit; ++after) {
            if (matches(entries[after])) {
                items.push_back(entries[after]);
            }
        }
        return !items.empty();
    };
    if (!look()) {
        state_.more.wait_for(lock, wait_of(request, "wait_ms", 60'000), look);
    }
    answer(response, 200, {{"items", std::move(items)}, {"next", after}});
}

void control::sent(const request& request, response& response) {
    list(request, response, state_.sent);
}
void control::submits(const request& request, response& response) {
    list(request, response, state_.submits);
}
void control::deliveries(const request& request, response& response) {
    list(request, response, state_.deliveries);
}
void control::happenings(const request& request, response& response) {
    list(request, response, state_.happenings);
}

void control::reset(const request&, response& response) {
    loads_.end();
    state_.faults.clear();
    const std::lock_guard lock(state_.mutex);
    centre_.meddle({{"do", "unmute"}});
    centre_.meddle({{"do", "drop"}});
    state_.accounts.all.clear();
    state_.people.clear();
    state_.waiting.clear();
    state_.later.clear();
    state_.joining.clear();
    state_.ended.clear();
    state_.recent.clear();
    for (auto* each : {&state_.sent, &state_.submits, &state_.deliveries, &state_.happenings}) {
        each->clear();
    }
    answer(response, 200, {{"reset", true}});
}

}  // namespace emulators::smsc
