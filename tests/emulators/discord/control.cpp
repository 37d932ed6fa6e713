#include "tests/emulators/discord/control.hpp"

#include <algorithm>
#include <chrono>

namespace emulators::discord {
namespace {

void complain(httplib::Response& response, std::string_view what) {
    answer(response, 400, {{"error", what}});
}

json shown(std::size_t number, const ledger_entry& entry) {
    json out = {{"n", number},
                {"kind", entry.kind},
                {"user", entry.person},
                {"channel", entry.channel},
                {"at", entry.at_ms}};
    out.update(entry.about);
    return out;
}

bool is_of_connection(const ledger_entry& entry) {
    static constexpr std::string_view kinds[] = {"opened", "identify",  "resume",
                                                 "closed", "heartbeat", "closed_by_us"};
    return std::find(std::begin(kinds), std::end(kinds), entry.kind) != std::end(kinds);
}

}  // namespace

control::~control() { end_loads(); }

void control::serve(std::string_view path, const request& request, response& response) {
    struct entry {
        std::string_view method;
        std::string_view path;
        void (control::*handle)(const httplib::Request&, httplib::Response&);
    };
    static constexpr entry table[] = {
        {"POST", "/bot", &control::put_bot},           {"POST", "/users", &control::put_user},
        {"POST", "/messages", &control::messages},     {"POST", "/load", &control::load},
        {"POST", "/connection", &control::connection}, {"GET", "/connection", &control::log},
        {"POST", "/faults", &control::faults},         {"GET", "/faults", &control::faults},
        {"DELETE", "/faults", &control::faults},       {"GET", "/sent", &control::sent},
        {"GET", "/activity", &control::activity},      {"POST", "/reset", &control::reset}};
    for (const auto& each : table) {
        if (each.method == request.method && each.path == path) {
            return (this->*each.handle)(request, response);
        }
    }
    answer(response, 404, {{"error", "no such control; see tests/emulators/README.md"}});
}

void control::put_bot(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const std::lock_guard lock(state_.mutex);
    if (const auto wrong = state_.world.configure(body); !wrong.empty()) {
        return complain(response, wrong);
    }
    answer(response, 200, {{"id", state_.world.bot.id}, {"gateway_port", state_.gateway_port}});
}

void control::put_user(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const std::lock_guard lock(state_.mutex);
    auto& who = state_.world.somebody(text_in(body, "user"));
    who.name = text_in(body, "name", who.name);
    who.avatar = text_in(body, "avatar", who.avatar);
    who.bot = flag_in(body, "bot", who.bot);
    who.closed = flag_in(body, "closed");
    who.stranger = flag_in(body, "stranger");
    answer(response, 200, {{"userId", who.id}, {"channelId", state_.world.direct_with(who.id).id}});
}

void control::messages(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const auto host = request.get_header_value("Host");
    const auto carry_out = [&](json wish) {
        wish["cdn"] = "http://" + host + "/discord";
        return deeds_.carry_out(wish);
    };
    const std::lock_guard lock(state_.mutex);
    const auto& list = member(body, "messages");
    if (!list.is_array()) {
        const auto done = carry_out(body);
        return answer(response, done.contains("error") ? 400 : 200, done);
    }
    json items = json::array();
    for (const auto& each : list) {
        items.push_back(carry_out(each));
    }
    answer(response, 200, {{"items", std::move(items)}});
}

void control::load(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const std::lock_guard lock(loads_mutex_);
    loads_.emplace_back([this, body] { generate(body); });
    answer(response, 200, {{"started", true}});
}

void control::generate(const json& plan) {
    using clock = std::chrono::steady_clock;
    const auto count = number_in(plan, "count", 1'000);
    const auto users = std::max<std::int64_t>(number_in(plan, "users", 100), 1);
    const auto rate = number_in(plan, "rate", 0);
    const auto prefix = text_in(plan, "user", "load ");
    const auto text = text_in(plan, "text", "message ");
    const auto begun = clock::now();
    for (std::int64_t n = 0; n < count && !ending_; ++n) {
        if (rate > 0) {
            std::this_thread::sleep_until(begun + std::chrono::microseconds(n * 1'000'000 / rate));
        }
        const std::lock_guard lock(state_.mutex);
        deeds_.carry_out(
            {{"user", prefix + std::to_string(n % users)}, {"text", text + std::to_string(n)}});
    }
}

void control::end_loads() {
    ending_ = true;
    std::vector<std::thread> loads;
    {
        const std::lock_guard lock(loads_mutex_);
        loads.swap(loads_);
    }
    for (auto& each : loads) {
        each.join();
    }
    ending_ = false;
}

void control::connection(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const std::lock_guard lock(state_.mutex);
    const auto connections = state_.connections.size();
    if (const auto wrong = gateway_.meddle(body); !wrong.empty()) {
        return complain(response, wrong);
    }
    answer(response, 200, {{"connections", connections}});
}

void control::faults(const request& request, response& response) {
    if (request.method == "DELETE") {
        state_.faults.clear();
    } else if (request.method == "POST") {
        const auto body = read_object(request, response);
        if (body.is_discarded()) {
            return;
        }
        if (const auto wrong = state_.faults.add(body); !wrong.empty()) {
            return complain(response, wrong);
        }
    }
    answer(response, 200, {{"items", state_.faults.list()}});
}

// Entries of the ledger behind `after`; waits `wait_ms` for the first.
template <class Wanted>
void control::find(const request& request, response& response, Wanted wanted) {
    const auto user = request.get_param_value("user");
    const auto person = user.empty() ? user : id_of('U', user);
    const auto channel = request.get_param_value("channel");
    const auto limit = static_cast<std::size_t>(number_parameter(request, "limit", 1'000));
    auto after = static_cast<std::size_t>(number_parameter(request, "after", 0));
    json items = json::array();
    std::unique_lock lock(state_.mutex);
    const auto look = [&] {
        for (; after < state_.ledger.size() && items.size() < limit; ++after) {
            const auto& each = state_.ledger[after];
            if (wanted(each) && (person.empty() || each.person == person) &&
                (channel.empty() || each.channel == channel)) {
                items.push_back(shown(after + 1, each));
            }
        }
        return !items.empty();
    };
    if (!look()) {
        state_.more.wait_for(
            lock, std::chrono::milliseconds(number_parameter(request, "wait_ms", 0)), look);
    }
    answer(response, 200, {{"items", std::move(items)}, {"next", after}});
}

void control::sent(const request& request, response& response) {
    find(request, response, [](const ledger_entry& each) { return each.kind == "message"; });
}

void control::activity(const request& request, response& response) {
    find(request, response, [](const ledger_entry& each) {
        return each.kind != "message" && !is_of_connection(each);
    });
}

void control::log(const request& request, response& response) {
    find(request, response, is_of_connection);
}

void control::reset(const request&, response& response) {
    end_loads();
    state_.faults.clear();
    const std::lock_guard lock(state_.mutex);
    gateway_.meddle({{"do", "forget"}});
    state_.world.forget();
    state_.interactions.clear();
    state_.nonces.clear();
    state_.ledger.clear();
    state_.last_login_ms = 0;
    state_.muted = false;
    api_.clear_limits();
    answer(response, 200, {{"reset", true}});
}

}  // namespace emulators::discord
