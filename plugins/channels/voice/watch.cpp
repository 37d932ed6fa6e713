#include "watch.hpp"

#include "answer.hpp"
#include "hook.hpp"
#include "incoming.hpp"
#include "json_read.hpp"

#include <algorithm>

namespace voice {
namespace {

constexpr std::string_view look_timer = "look";
constexpr std::int64_t look_ms = 15'000;
constexpr std::int64_t patience_ms = 10'000;  // for Twilio to ask when it is told to
constexpr std::int64_t silence_ms = 45'000;   // no news of a call for so long: Twilio is asked

}  // namespace

void watch::due(const selat::timer& timer, selat::actions out) {
    if (timer.name != look_timer && timer.name != SELAT_TIMER_START) {
        return;
    }
    const auto quiet = calls_.quiet_since(timer.now_ms - silence_ms);
    for (const auto& sid : quiet) {
        look_for(sid, out);
    }
    const auto deaf = calls_.nudged_before(timer.now_ms - patience_ms);
    for (const auto& sid : deaf) {
        steering_.nudge(sid, true, timer.now_ms, out);
    }
    out.timer(look_timer, look_ms);
}

void watch::take(const selat::http_reply& reply, selat::actions out) {
    const auto [what, about] = cut(reply.context);
    if (what == "look") {
        return learn(reply, about, out);
    }
    if (what == "leg") {
        return learn_of_agent(reply, about, out);
    }
    if (what == "count") {
        return count_participants(reply, about, out);
    }
    if (what == "nudge") {
        return nudged(reply, about, out);
    }
}

void watch::look_for(std::string_view sid, selat::actions out) {
    twilio_.ask_for_call(sid, "look " + std::string(sid), out);
}

void watch::learn(const selat::http_reply& reply, std::string_view sid, selat::actions out) {
    if (reply.failed()) {
        return;
    }
    if (reply.status == 404) {
        return gone(sid, "completed", {}, out);
    }
    if (reply.status >= 300) {
        return;
    }
    const auto told = read_call(reply.body);
    if (is_final(told.status)) {
        return gone(sid, told.status, told.duration, out);
    }
    const auto call = calls_.change(
        sid, [&](voice::call& live) { live.heard_ms = std::max(live.heard_ms, reply.now_ms); });
    if (call) {
        look_after(*call, reply.now_ms, out);
    }
}

// The call goes on; what has become of the rest may have been told and lost.
void watch::look_after(const call& call, std::int64_t now_ms, selat::actions out) {
    if (call.mode == mode::ending && call.lines.empty()) {
        return twilio_.hang_up(call.sid, out);
    }
    if (call.mode != mode::bridged) {
        return;
    }
    if (call.talking() != nullptr && !call.conference.empty()) {
        twilio_.ask_for_participants(call.conference, "count " + call.sid, out);
    }
    for (const auto& each : call.agents) {
        if (!each.joined) {
            twilio_.ask_for_call(each.sid, "leg " + call.sid + " " + each.sid, out);
        }
    }
    steering_.settle(call.sid, now_ms, out);
}

// `about`: the call, and the agent's leg whose telephone rang for long.
void watch::learn_of_agent(const selat::http_reply& reply, std::string_view about,
                           selat::actions out) {
    const auto parts = cut(about);
    const auto sid = parts.first;
    const auto leg = parts.second;
    if (reply.failed() || (reply.status >= 300 && reply.status != 404)) {
        return;
    }
    const std::string status = reply.status == 404 ? "completed" : read_call(reply.body).status;
    calls_.change(sid, [&](call& call) {
        if (is_final(status)) {
            call.drop_agent(leg);
        } else if (auto* agent = call.find_agent(leg);
                   agent != nullptr && status == "in-progress") {
            agent->joined = true;
            call.met = true;
        }
    });
    steering_.settle(sid, reply.now_ms, out);
}

// The word that the agents have gone may be lost.
void watch::count_participants(const selat::http_reply& reply, std::string_view sid,
                               selat::actions out) {
    const auto count = reply.failed() ? std::nullopt : read_participants(reply.body);
    const auto call = calls_.find(sid);
    if (count && *count < 2 && call && call->mode == mode::bridged && call->talking() != nullptr) {
        twilio_.hang_up(sid, out);
    }
}

// The call goes on asking by itself, only later, unless it is over.
void watch::nudged(const selat::http_reply& reply, std::string_view sid, selat::actions out) {
    if (reply.failed() || reply.status < 300) {
        return;
    }
    const auto why = read_refused(reply, false);
    calls_.change(sid, [](call& call) { call.given = false; });
    if (why.code == selat::code::denied) {
        out.status(false, "Twilio refuses the credentials: " + why.text);
    } else if (why.code == selat::code::wrong_state) {
        look_for(sid, out);
    }
    out.log(SELAT_LOG_WARN, "not-steered", why.text, {{"call", sid}});
}

void watch::gone(std::string_view sid, std::string_view status, std::string_view duration,
                 selat::actions out) {
    const auto call = calls_.find(sid);
    if (!call) {
        return;
    }
    calls_.ending(sid);
    json told = {{"state", how_it_ended(&*call, status)},
                 {"from", call->address},
                 {"parameters", {{"CallSid", call->sid}}}};
    if (!call->ours.empty()) {
        told["to"] = call->ours;
    }
    if (const auto seconds = number_in(duration); seconds > 0) {
        told["duration"] = seconds;
    }
    const auto content = written(json{{"call", told}});
    tell_end({sid, call->address, content, call->awaited}, out);
}

void watch::stored(const selat::stored& stored, selat::actions out) {
    if (stored.tag.starts_with(keep_tag)) {
        return steering_.keep(stored.tag.substr(keep_tag.size()), out);
    }
    if (stored.tag.starts_with(settle_tag)) {
        return steering_.settle(stored.tag.substr(settle_tag.size()), stored.now_ms, out);
    }
    if (stored.tag.starts_with(end_tag)) {
        const auto sid = stored.tag.substr(end_tag.size());
        stored.failure == selat::code::ok ? put_away(sid, out) : calls_.not_ended(sid);
    }
}

void watch::put_away(std::string_view sid, selat::actions out) {
    const auto call = calls_.end(sid);
    if (!call) {
        return;
    }
    out.save_state(sid, {});
    for (const auto& line : call->lines) {
        if (!line.message.empty()) {
            out.receipt({.status = selat::receipt_status::failed,
                         .code = selat::code::wrong_state,
                         .detail = "the call was over before it was said",
                         .message = line.message});
        }
    }
    for (const auto& each : call->agents) {
        twilio_.hang_up(each.sid, out);
    }
}

}  // namespace voice
