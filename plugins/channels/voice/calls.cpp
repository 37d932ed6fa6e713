#include "calls.hpp"

#include "json_read.hpp"
#include "line_content.hpp"

#include <algorithm>
#include <tuple>

namespace voice {
namespace {

constexpr std::size_t most_ended = 1024;
constexpr std::size_t most_past = 64;
constexpr std::size_t most_calls = 10'000;

std::uint64_t count_of(const json& from, const char* key) {
    const auto& value = member(from, key);
    return value.is_number_unsigned() ? value.get<std::uint64_t>() : 0;
}

mode mode_of(std::uint64_t number) {
    return number <= static_cast<std::uint64_t>(mode::ending) ? static_cast<mode>(number)
                                                              : mode::talking;
}

}  // namespace

bool call::is_past(std::string_view gone) const {
    return std::find(past.begin(), past.end(), gone) != past.end();
}

void call::put_past(std::string gone) {
    if (gone.empty() || is_past(gone)) {
        return;
    }
    past.push_back(std::move(gone));
    if (past.size() > most_past) {
        past.pop_front();
    }
}

const agent_leg* call::talking() const {
    const auto it = std::find_if(agents.begin(), agents.end(),
                                 [](const agent_leg& each) { return each.joined; });
    return it == agents.end() ? nullptr : &*it;
}

agent_leg* call::find_agent(std::string_view leg) {
    const auto it = std::find_if(agents.begin(), agents.end(),
                                 [&](const agent_leg& each) { return each.sid == leg; });
    return it == agents.end() ? nullptr : &*it;
}

bool call::drop_agent(std::string_view leg) {
    put_past(std::string(leg));
    return std::erase_if(agents, [&](const agent_leg& each) { return each.sid == leg; }) > 0;
}

std::string to_text(const call& call) {
    json lines = json::array();
    for (const auto& each : call.lines) {
        lines.push_back({each.number, each.message, each.content});
    }
    json agents = json::array();
    for (const auto& each : call.agents) {
        agents.push_back({each.sid, each.joined});
    }
    const auto unsigned_ms = [](std::int64_t ms) {
        return static_cast<std::uint64_t>(std::max<std::int64_t>(ms, 0));
    };
    const json out = {{"a", call.address},
                      {"o", call.ours},
                      {"m", static_cast<std::uint64_t>(call.mode)},
                      {"w", unsigned_ms(call.waiting_since_ms)},
                      {"x", unsigned_ms(call.begun_ms)},
                      {"s", call.said},
                      {"n", call.newest},
                      {"t", call.turn},
                      {"l", std::move(lines)},
                      {"h", call.listening},
                      {"e", call.awaited},
                      {"b", call.met},
                      {"c", call.conference},
                      {"g", std::move(agents)},
                      {"r", call.agent_line},
                      {"p", call.past}};
    return written(out);
}

std::optional<call> call_from(std::string_view text) {
    const auto from = parse(text);
    if (!from.is_object()) {
        return std::nullopt;
    }
    call out;
    out.address = text_of(from, "a");
    out.ours = text_of(from, "o");
    out.mode = mode_of(count_of(from, "m"));
    out.waiting_since_ms = static_cast<std::int64_t>(count_of(from, "w"));
    out.begun_ms = static_cast<std::int64_t>(count_of(from, "x"));
    out.said = count_of(from, "s");
    out.newest = count_of(from, "n");
    out.turn = count_of(from, "t");
    out.listening = from.value("h", json()) == true;
    out.awaited = from.value("e", json()) == true;
    out.met = from.value("b", json()) == true;
    out.conference = text_of(from, "c");
    const auto agents = from.value("g", json::array());
    for (const auto& each : agents) {
        if (each.is_array() && each.size() == 2 && each[0].is_string() && each[1].is_boolean()) {
            out.agents.push_back({each[0].get<std::string>(), each[1].get<bool>()});
        }
    }
    out.agent_line = text_of(from, "r");
    const auto past = from.value("p", json::array());
    for (const auto& each : past) {
        if (each.is_string()) {
            out.put_past(each.get<std::string>());
        }
    }
    const auto lines = from.value("l", json::array());
    for (const auto& each : lines) {
        if (each.is_array() && each.size() == 3 && each[0].is_number_unsigned() &&
            each[1].is_string() && each[2].is_string()) {
            out.lines.push_back({each[0].get<std::uint64_t>(), each[1].get<std::string>(),
                                 each[2].get<std::string>()});
        }
    }
    return out.address.empty() ? std::nullopt : std::optional(std::move(out));
}

calls::calls(const selat::pairs& kept) {
    for (const auto& each : kept.all()) {
        if (auto known = call_from(selat::view(each.value))) {
            known->sid = selat::view(each.name);
            by_address_.emplace(known->address, known->sid);
            calls_[known->sid] = std::move(*known);
        }
    }
}

bool calls::is_over(std::string_view sid) const {
    return std::any_of(ended_.begin(), ended_.end(),
                       [&](const ended_call& each) { return each.sid == sid; });
}

// Its end is stored, or on the way to it.
bool calls::is_told_over(std::string_view sid) const {
    return is_over(sid) || std::find(ending_.begin(), ending_.end(), sid) != ending_.end();
}

std::vector<call*> calls::those_with(std::string_view address) {
    std::vector<call*> out;
    for (auto it = by_address_.lower_bound({std::string(address), {}});
         it != by_address_.end() && it->first == address; ++it) {
        out.push_back(&calls_.at(it->second));
    }
    return out;
}

call& calls::find_or_make(const beginning& with) {
    auto it = calls_.find(with.sid);
    if (it == calls_.end()) {
        if (calls_.size() >= most_calls) {
            throw selat::refusal{selat::code::throttled, "too many calls at once"};
        }
        it = calls_.try_emplace(std::string(with.sid)).first;
        it->second.sid = with.sid;
        it->second.address = with.address;
        it->second.ours = with.ours;
        it->second.begun_ms = with.now_ms;
        by_address_.emplace(with.address, with.sid);
    }
    it->second.heard_ms = std::max(it->second.heard_ms, with.now_ms);
    return it->second;
}

bool calls::begin(const beginning& with) {
    const std::lock_guard lock(mutex_);
    if (is_told_over(with.sid)) {
        return false;
    }
    const bool fresh = !calls_.contains(with.sid);
    find_or_make(with);
    // A flow begins anew with each call, and waits for nothing of those before.
    for (auto* each : fresh ? those_with(with.address) : std::vector<call*>()) {
        each->awaited = false;
    }
    return true;
}

std::optional<calls::turn> calls::next(const news& with) {
    const std::lock_guard lock(mutex_);
    if (is_told_over(with.sid)) {
        return std::nullopt;
    }
    auto& call = find_or_make({with.sid, with.address, with.ours, with.now_ms});
    turn out;
    while (!call.lines.empty() && call.lines.front().number <= with.said) {
        if (!call.lines.front().message.empty()) {
            out.told.push_back(std::move(call.lines.front().message));
        }
        call.lines.pop_front();
    }
    call.said = std::max(call.said, with.said);
    call.newest = std::max(call.newest, call.said);
    call.turn = std::max(call.turn, with.turn) + 1;
    call.nudged_ms = 0;
    call.given = !call.lines.empty();
    if (call.given) {
        call.listening = is_words(call.lines.back().content);
    }
    out.call = call;
    if (call.mode != mode::waiting) {
        return out;
    }
    const auto is_before = [&](const voice::call& each) {
        return each.mode == mode::waiting && std::tie(each.waiting_since_ms, each.sid) <=
                                                 std::tie(call.waiting_since_ms, call.sid);
    };
    for (const auto& [sid, each] : calls_) {
        out.position += is_before(each) ? 1 : 0;
    }
    return out;
}

std::optional<call> calls::with(std::string_view address) {
    const std::lock_guard lock(mutex_);
    const call* newest = nullptr;
    for (const auto* each : those_with(address)) {
        if (newest == nullptr || each->begun_ms >= newest->begun_ms) {
            newest = each;
        }
    }
    return newest == nullptr ? std::nullopt : std::optional(*newest);
}

std::string calls::address_of(std::string_view sid) {
    const std::lock_guard lock(mutex_);
    if (const auto it = calls_.find(sid); it != calls_.end()) {
        return it->second.address;
    }
    const auto it = std::find_if(ended_.begin(), ended_.end(),
                                 [&](const ended_call& each) { return each.sid == sid; });
    return it == ended_.end() ? std::string{} : it->address;
}

void calls::ending(std::string_view sid) {
    const std::lock_guard lock(mutex_);
    if (is_told_over(sid)) {
        return;
    }
    ending_.emplace_back(sid);
    if (ending_.size() > most_ended) {
        ending_.pop_front();
    }
}

void calls::not_ended(std::string_view sid) {
    const std::lock_guard lock(mutex_);
    std::erase(ending_, sid);
}

bool calls::is_ending(std::string_view sid) {
    const std::lock_guard lock(mutex_);
    return is_told_over(sid) && !is_over(sid);
}

std::optional<call> calls::end(std::string_view sid) {
    const std::lock_guard lock(mutex_);
    std::erase(ending_, sid);
    if (is_over(sid)) {
        return std::nullopt;
    }
    std::optional<call> out;
    if (const auto it = calls_.find(sid); it != calls_.end()) {
        out = std::move(it->second);
        by_address_.erase({out->address, it->first});
        calls_.erase(it);
    }
    ended_.push_back({std::string(sid), out ? out->address : std::string{}});
    if (ended_.size() > most_ended) {
        ended_.pop_front();
    }
    return out;
}

std::vector<std::string> calls::quiet_since(std::int64_t ms) {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> out;
    for (const auto& [sid, each] : calls_) {
        if (each.heard_ms <= ms) {
            out.push_back(sid);
        }
    }
    return out;
}

std::vector<std::string> calls::nudged_before(std::int64_t ms) {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> out;
    for (const auto& [sid, each] : calls_) {
        if (each.nudged_ms > 0 && each.nudged_ms <= ms) {
            out.push_back(sid);
        }
    }
    return out;
}

}  // namespace voice
