#include "tests/emulators/discord/gateway.hpp"

#include <algorithm>

namespace emulators::discord {
namespace {

constexpr std::size_t largest_frame = 4'096;
constexpr std::size_t most_frames = 120;  // a minute
constexpr std::int64_t known_intents = (1 << 17) - 1 | 1 << 20 | 1 << 21 | 1 << 24 | 1 << 25;
constexpr std::int64_t privileged_intents = 1 << 1 | 1 << 8 | 1 << 15;
constexpr std::int64_t message_content = 1 << 15;
constexpr std::size_t most_told = 100'000;

bool is_about_message(std::string_view type) {
    return type == "MESSAGE_CREATE" || type == "MESSAGE_UPDATE";
}

// Who may not read along sees that something was said, not what; unless it was said to the bot.
json as_seen(const json& message, std::int64_t intents, const std::string& bot) {
    const auto& mentions = member(message, "mentions");
    const bool called = std::any_of(mentions.begin(), mentions.end(),
                                    [&](const json& each) { return text_in(each, "id") == bot; });
    const bool own = text_in(member(message, "author"), "id") == bot;
    if ((intents & message_content) != 0 || member(message, "guild_id").is_null() || own ||
        called) {
        return message;
    }
    auto out = message;
    out["content"] = "";
    for (const auto part : {"attachments", "embeds", "components"}) {
        out[part] = json::array();
    }
    out.erase("poll");
    return out;
}

bool has_parameter(std::string_view target, std::string_view parameter) {
    return target.find("?" + std::string(parameter)) != target.npos ||
           target.find("&" + std::string(parameter)) != target.npos;
}

}  // namespace

void gateway::say(const wire_pointer& wire, int op, const json& about) {
    wire->send(json{{"op", op}, {"d", about}, {"s", nullptr}, {"t", nullptr}}.dump());
}

void gateway::opened(const wire_pointer& wire, std::string_view target) {
    const std::lock_guard lock(state_.mutex);
    auto& connection = state_.connections[wire];
    connection.heard_ms = now_ms();
    state_.note({"opened", {}, {}, {{"target", target}}});
    if (!has_parameter(target, "v=10") || !has_parameter(target, "encoding=json")) {
        return end(wire, 4012, "Invalid API version");
    }
    const auto struck = state_.faults.strike("hello");
    if (struck && struck->kind == "drop_before") {
        return wire->cut();
    }
    say(wire, 10, {{"heartbeat_interval", state_.world.bot.heartbeat_ms}});
}

void gateway::heard(const wire_pointer& wire, std::string_view text) {
    const std::lock_guard lock(state_.mutex);
    const auto found = state_.connections.find(wire);
    if (found == state_.connections.end()) {
        return;
    }
    auto& from = found->second;
    const auto now = now_ms();
    from.frames_ms.push_back(now);
    while (from.frames_ms.front() < now - 60'000) {
        from.frames_ms.pop_front();
    }
    if (from.frames_ms.size() > most_frames) {
        return end(wire, 4008, "Rate limited");
    }
    const auto given = json::parse(text, nullptr, false);
    if (text.size() > largest_frame || !given.is_object()) {
        return end(wire, 4002, "Error while decoding payload");
    }
    frame(wire, from, given);
}

void gateway::frame(const wire_pointer& wire, connection_state& from, const json& given) {
    const auto& about = member(given, "d");
    switch (number_in(given, "op", -1)) {
    case 1: {
        const auto session = state_.sessions.find(from.session);
        if (!about.is_null() && (!about.is_number_integer() || session == state_.sessions.end() ||
                                 about.get<std::int64_t>() > session->second.sequence)) {
            return end(wire, 4007, "Invalid seq");
        }
        from.heard_ms = now_ms();
        state_.note({"heartbeat", {}, {}, {{"d", about}}});
        return state_.muted ? void() : say(wire, 11, nullptr);
    }
    case 2: return identify(wire, from, about);
    case 6: return resume(wire, from, about);
    case 3:
    case 4:
    case 8:
    case 31:
    case 43: return from.session.empty() ? end(wire, 4003, "Not authenticated") : void();
    default: return end(wire, 4001, "Unknown opcode");
    }
}

void gateway::identify(const wire_pointer& wire, connection_state& from, const json& about) {
    auto& bot = state_.world.bot;
    if (!from.session.empty()) {
        return end(wire, 4005, "Already authenticated");
    }
    if (text_in(about, "token") != bot.token) {
        return end(wire, 4004, "Authentication failed");
    }
    const auto intents = number_in(about, "intents", -1);
    const auto& properties = member(about, "properties");
    if (intents < 0 || (intents & ~known_intents) != 0) {
        return end(wire, 4013, "Invalid intent(s)");
    }
    if ((intents & privileged_intents & ~bot.privileged) != 0) {
        return end(wire, 4014, "Disallowed intent(s)");
    }
    if (!properties.is_object()) {
        return end(wire, 4002, "Error while decoding payload");
    }
    if (bot.logins_left <= 0) {
        state_.sessions.clear();
        bot.token = "reset " + next_id();  // as its owner learns by e-mail
        return end(wire, 4004, "Authentication failed");
    }
    const auto now = now_ms();
    if (now - state_.last_login_ms < bot.login_gap_ms) {
        return say(wire, 9, false);
    }
    state_.last_login_ms = now;
    --bot.logins_left;
    auto& made = state_.sessions[next_id()];
    made.id = from.session = std::prev(state_.sessions.end())->first;
    made.intents = intents;
    made.wire = wire;
    state_.note({"identify", {}, {}, {{"session", made.id}, {"intents", intents}}});
    const auto url = "ws://127.0.0.1:" + std::to_string(state_.gateway_port);
    const auto guilds = state_.world.guilds();
    json unavailable = json::array();
    for (const auto& each : guilds) {
        unavailable.push_back({{"id", each}, {"unavailable", true}});
    }
    dispatch(made, "READY",
             {{"v", 10},
              {"user", state_.world.user(*state_.world.find_person(bot.id))},
              {"guilds", std::move(unavailable)},
              {"session_id", made.id},
              {"resume_gateway_url", url},
              {"application", {{"id", bot.id}, {"flags", 0}}}});
    if ((intents & 1) == 0) {
        return;
    }
    for (const auto& each : guilds) {
        dispatch(made, "GUILD_CREATE", state_.world.describe_guild(each));
    }
}

void gateway::resume(const wire_pointer& wire, connection_state& from, const json& about) {
    if (!from.session.empty()) {
        return end(wire, 4005, "Already authenticated");
    }
    if (text_in(about, "token") != state_.world.bot.token) {
        return end(wire, 4004, "Authentication failed");
    }
    const auto found = state_.sessions.find(text_in(about, "session_id"));
    const auto sequence = number_in(about, "seq", -1);
    if (found == state_.sessions.end()) {
        return say(wire, 9, false);
    }
    auto& session = found->second;
    if (sequence < 0 || sequence > session.sequence) {
        return end(wire, 4007, "Invalid seq");
    }
    const auto struck = state_.faults.strike("resume");
    if (struck && struck->kind == "drop_before") {
        return wire->cut();
    }
    from.session = session.id;
    session.wire = wire;
    state_.note({"resume", {}, {}, {{"session", session.id}, {"seq", sequence}}});
    for (const auto& [number, text] : session.told) {
        if (number > sequence) {
            wire->send(text);
        }
    }
    dispatch(session, "RESUMED", json::object());
}

void gateway::dispatch(session& to, std::string_view type, const json& about, int times) {
    const auto text = json{{"op", 0}, {"t", type}, {"s", ++to.sequence}, {"d", about}}.dump(
        -1, ' ', false, json::error_handler_t::replace);
    to.told.emplace_back(to.sequence, text);
    if (to.told.size() > most_told) {
        to.told.pop_front();
    }
    for (; to.wire && times > 0; --times) {
        to.wire->send(text);
    }
}

bool gateway::tell(std::string_view type, const json& about, std::int64_t intent, int times) {
    bool heard = false;
    for (auto& [id, session] : state_.sessions) {
        if ((session.intents & intent) == 0) {
            continue;
        }
        heard = heard || session.wire;
        dispatch(session, type,
                 is_about_message(type) ? as_seen(about, session.intents, state_.world.bot.id)
                                        : about,
                 times);
    }
    if (state_.watched) {
        state_.watched->note({.provider = state_.provider,
                              .kind = "event",
                              .what = std::string(type),
                              .reason = heard ? "" : "not_connected"});
    }
    return heard;
}

void gateway::end(const wire_pointer& wire, std::uint16_t code, std::string_view reason) {
    const auto found = state_.connections.find(wire);
    if (found == state_.connections.end()) {
        return;
    }
    const auto session = state_.sessions.find(found->second.session);
    if (session != state_.sessions.end() && session->second.wire == wire) {
        session->second.wire = nullptr;
        session->second.left_ms = now_ms();
    }
    state_.connections.erase(found);
    state_.note({"closed_by_us", {}, {}, {{"code", code}}});
    wire->close(code, std::string(reason));
}

void gateway::closed(const wire_pointer& wire, std::uint16_t code) {
    const std::lock_guard lock(state_.mutex);
    const auto found = state_.connections.find(wire);
    if (found == state_.connections.end()) {
        return;
    }
    const auto session = state_.sessions.find(found->second.session);
    if (session != state_.sessions.end() && session->second.wire == wire) {
        session->second.wire = nullptr;
        session->second.left_ms = now_ms();
        if (code == 1000 || code == 1001) {
            state_.sessions.erase(session);
        }
    }
    state_.connections.erase(found);
    state_.note({"closed", {}, {}, {{"code", code}}});
}

void gateway::tick() {
    const std::lock_guard lock(state_.mutex);
    const auto now = now_ms();
    const auto& bot = state_.world.bot;
    std::vector<wire_pointer> silent;
    for (const auto& [wire, connection] : state_.connections) {
        if (now - connection.heard_ms > bot.heartbeat_ms * 2) {
            silent.push_back(wire);
        }
    }
    for (const auto& each : silent) {
        end(each, 4009, "Session timed out");
    }
    std::erase_if(state_.sessions, [&](const auto& each) {
        return !each.second.wire && now - each.second.left_ms > bot.session_life_ms;
    });
}

std::string gateway::meddle(const json& wish) {
    const auto what = text_in(wish, "do");
    if (what == "mute" || what == "unmute") {
        state_.muted = what == "mute";
        return {};
    }
    if (what == "forget") {
        state_.sessions.clear();
    }
    std::vector<wire_pointer> all;
    for (const auto& [wire, connection] : state_.connections) {
        all.push_back(wire);
    }
    for (const auto& each : all) {
        if (what == "drop") {
            each->cut();
        } else if (what == "close" || what == "forget") {
            end(each, static_cast<std::uint16_t>(number_in(wish, "code", 4000)), "as asked");
        } else if (what == "reconnect") {
            say(each, 7, nullptr);
        } else if (what == "invalidate") {
            const bool resumable = flag_in(wish, "resumable");
            if (!resumable) {
                state_.sessions.erase(state_.connections[each].session);
            }
            say(each, 9, resumable);
        } else if (what == "beat") {
            say(each, 1, nullptr);
        } else {
            return "do must be drop, close, reconnect, invalidate, beat, mute, unmute or forget";
        }
    }
    return {};
}

}  // namespace emulators::discord
