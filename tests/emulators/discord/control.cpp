#include "tests/emulators/discord/control.hpp"

#include "tests/emulators/common/control_calls.hpp"
#include "tests/emulators/discord/signer.hpp"

#include <algorithm>
#include <utility>

namespace emulators::discord {
namespace {

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

void control::serve(std::string_view path, const request& request, response& response) {
    static constexpr control_call<control> table[] = {
        {"POST", "/bot", &control::put_bot},           {"POST", "/users", &control::put_user},
        {"POST", "/messages", &control::messages},     {"POST", "/load", &control::load},
        {"POST", "/endpoint", &control::endpoint},     {"GET", "/commands", &control::commands},
        {"POST", "/connection", &control::connection}, {"GET", "/connection", &control::log},
        {"POST", "/faults", &control::faults},         {"GET", "/faults", &control::faults},
        {"DELETE", "/faults", &control::faults},       {"GET", "/sent", &control::sent},
        {"GET", "/activity", &control::activity},      {"POST", "/reset", &control::reset}};
    serve_call(*this, table, path, request, response);
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
    state_.set_up = true;
    answer(response, 200,
           {{"id", state_.world.bot.id},
            {"public_key", public_key()},
            {"gateway_port", state_.gateway_port}});
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
        wish["cdn"] = "http://" + host + "/" + std::string(state_.provider);
        return deeds_.carry_out(wish);
    };
    std::unique_lock lock(state_.mutex);
    const auto& list = member(body, "messages");
    if (!list.is_array()) {
        auto carried_out = carry_out(body);
        lock.unlock();
        const auto done = interactions_.deliver(std::move(carried_out));
        return answer(response, done.contains("error") ? 400 : 200, done);
    }
    json items = json::array();
    for (const auto& each : list) {
        items.push_back(carry_out(each));
    }
    lock.unlock();
    for (auto& each : items) {
        each = interactions_.deliver(std::move(each));
    }
    answer(response, 200, {{"items", std::move(items)}});
}

void control::load(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    loads_.begin(body, [this](std::string user, std::string text) {
        const std::lock_guard lock(state_.mutex);
        deeds_.carry_out({{"user", std::move(user)}, {"text", std::move(text)}});
    });
    answer(response, 200, {{"started", true}});
}

// Gives Discord the address that interactions go to, as the developer portal does.
void control::endpoint(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const auto url = text_in(body, "url");
    const auto wrong = url.empty() ? std::string() : interactions_.probe(url);
    const std::lock_guard lock(state_.mutex);
    state_.world.bot.interactions_url = wrong.empty() ? url : std::string();
    answer(response, 200, {{"taken", wrong.empty()}, {"reason", wrong}});
}

void control::commands(const request&, response& response) {
    json items = json::array();
    const std::lock_guard lock(state_.mutex);
    for (const auto& [name, each] : state_.commands) {
        items.push_back(each);
    }
    answer(response, 200, {{"items", std::move(items)}});
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
    serve_faults(state_.faults, request, response);
}

// Entries of the ledger behind `after`; waits `wait_ms` for the first.
template <class Wanted>
void control::find(const request& request, response& response, Wanted wanted) {
    const auto user = request.get_param_value("user");
    const auto person = user.empty() ? user : id_of('U', user);
    const auto channel = request.get_param_value("channel");
    auto [after, limit] = bounds_of(request);
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
        state_.more.wait_for(lock, wait_of(request, "wait_ms", 60'000), look);
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
    loads_.end();
    state_.faults.clear();
    const std::lock_guard lock(state_.mutex);
    gateway_.meddle({{"do", "forget"}});
    state_.world.forget();
    state_.interactions.clear();
    state_.commands.clear();
    state_.nonces.clear();
    state_.ledger.clear();
    state_.last_login_ms = 0;
    state_.muted = false;
    api_.clear_limits();
    answer(response, 200, {{"reset", true}});
}

}  // namespace emulators::discord
