#include "steering.hpp"

#include "answer.hpp"
#include "failures.hpp"
#include "line_content.hpp"
#include "urls.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace voice {

void steering::steer(const call& call, const selat::outgoing& message, selat::actions out) {
    const auto asked = call_in(message.content);
    const auto state = text_of(asked, "state");
    if (state == "enqueue") {
        set_mode(call.sid, mode::waiting, message.now_ms, out);
        return out.sent(message.op);
    }
    if (state == "hangup") {
        set_mode(call.sid, mode::ending, message.now_ms, out);
        return out.sent(message.op);
    }
    if (state == "connect" || state == "consult") {
        return connect(call, message, out);
    }
    if (state == "transfer") {
        return transfer(call, message, out);
    }
    if (state == "leave") {
        const auto* agent = call.talking();
        if (agent == nullptr) {
            return refuse(message, selat::code::wrong_state, "no agent is on the line", out);
        }
        return twilio_.change(message.op, agent->sid, "Status=completed", "done", out);
    }
    change_participant(call, state, message, out);
}

// The agent's telephone rings while the caller comes into the conference. An agent who does not say
// which means the one that was rung before.
void steering::connect(const call& call, const selat::outgoing& message, selat::actions out) {
    const auto asked = call_in(message.content);
    const bool consults = text_of(asked, "state") == "consult";
    auto to = text_of(asked, "to");
    if (to.empty() && !consults && message.author_kind == "agent") {
        to = call.agent_line;
    }
    if (to.empty()) {
        return refuse(message, consults ? selat::code::invalid : selat::code::config,
                      consults ? "whom to bring in is missing"
                               : "the agent has neither a voice_address nor a phone",
                      out);
    }
    calls_.change(call.sid, [&](voice::call& live) {
        ++live.dialing;
        live.agent_line = consults ? live.agent_line : to;
    });
    if (call.mode != mode::bridged) {
        set_mode(call.sid, mode::bridged, message.now_ms, out);
    }
    const auto about = "?call=" + forms::encode(call.sid);
    const auto whose = about + "&from=" + forms::encode(call.address);
    auto form = forms::form_text()
                    .add("To", to)
                    .add("From", from_)
                    .add("Url", settings_.base + "/agent" + about)
                    .add("Method", "POST")
                    .add("Timeout", "30")
                    .add("StatusCallback", settings_.base + "/agent-status" + whose)
                    .add("StatusCallbackEvent", "completed")
                    .end();
    twilio_.create(message.op, form, (consults ? "consult " : "agent ") + call.sid, out);
}

// The caller leaves for another number, and comes back when nobody answers there.
void steering::transfer(const call& call, const selat::outgoing& message, selat::actions out) {
    const auto to = text_of(call_in(message.content), "to");
    if (to.empty()) {
        return refuse(message, selat::code::invalid, "where to transfer to is missing", out);
    }
    const json dial = {
        {"call",
         {{"state", "dial"}, {"to", to}, {"from", from_}, {"parameters", {{"back", "true"}}}}}};
    calls_.change(call.sid, [&](voice::call& live) {
        live.lines.push_back({++live.newest, {}, dial.dump()});
        live.given = false;
    });
    set_mode(call.sid, mode::ending, message.now_ms, out);
    out.sent(message.op);
}

void steering::change_participant(const call& call, std::string_view what,
                                  const selat::outgoing& message, selat::actions out) {
    const bool holds = what == "hold" || what == "unhold";
    if (!holds && what != "mute" && what != "unmute") {
        return refuse(message, selat::code::unsupported, "a call cannot " + std::string(what), out);
    }
    const auto* agent = call.talking();
    if (call.mode != mode::bridged || agent == nullptr) {
        return refuse(message, selat::code::wrong_state, "no agent is on the line", out);
    }
    forms::form_text form;
    if (holds) {
        form.add("Hold", what == "hold" ? "true" : "false");
        if (what == "hold") {
            form.add("HoldUrl", settings_.base + "/wait").add("HoldMethod", "POST");
        }
    } else {
        form.add("Muted", what == "mute" ? "true" : "false");
    }
    // Where its events were lost, the conference's name is the call's.
    const auto& where = call.conference.empty() ? call.sid : call.conference;
    twilio_.change_participant(message.op, where, holds ? call.sid : agent->sid, form.end(), "done",
                               out);
}

void steering::set_mode(std::string_view sid, mode mode, std::int64_t now_ms, selat::actions out) {
    bool left = false;
    std::vector<std::string> unanswered;
    calls_.change(sid, [&](call& call) {
        left = call.mode == mode::bridged && mode != mode::bridged;
        if (mode == mode::waiting && call.mode != mode) {
            call.waiting_since_ms = now_ms;
        }
        call.mode = mode;
        call.listening = call.listening && mode == mode::talking;
        if (!left) {
            return;
        }
        // The conference ends without the caller, and with it the legs that are in it.
        call.put_past(std::exchange(call.conference, {}));
        for (const auto& each : call.agents) {
            call.put_past(each.sid);
            if (!each.joined) {
                unanswered.push_back(each.sid);
            }
        }
        call.agents.clear();
    });
    nudge(sid, left, now_ms, out);
    for (const auto& leg : unanswered) {
        twilio_.hang_up(leg, out);
    }
    keep(sid, out);
}

void steering::settle(std::string_view sid, std::int64_t now_ms, selat::actions out) {
    const auto call = calls_.find(sid);
    if (call && call->is_alone()) {
        return set_mode(sid, mode::waiting, now_ms, out);
    }
    if (call && call->mode == mode::waiting && call->talking() != nullptr) {
        return set_mode(sid, mode::bridged, now_ms, out);
    }
    keep(sid, out);
}

void steering::nudge(std::string_view sid, bool interrupting, std::int64_t now_ms,
                     selat::actions out) {
    std::string url;
    calls_.change(sid, [&](call& call) {
        // Before its first answer is out, Twilio does not take another.
        const bool comes_by_itself = call.given || call.turn == 0;
        if (interrupting || !comes_by_itself) {
            call.given = true;
            call.nudged_ms = now_ms;
            url = next_url(settings_, call.said, call.turn);
        }
    });
    if (!url.empty()) {
        auto form = forms::form_text().add("Url", url).add("Method", "POST").end();
        twilio_.change(0, sid, form, "nudge " + std::string(sid), out);
    }
}

void steering::keep(std::string_view sid, selat::actions out) {
    if (const auto call = calls_.find(sid)) {
        out.save_state(sid, to_text(*call));
    }
}

void steering::take(const selat::http_reply& reply, selat::actions out) {
    const auto [what, sid] = cut(reply.context);
    if (what == "agent" || what == "consult") {
        return connected(reply, sid, what == "agent", out);
    }
    if (what == "done") {
        return reply.failed() || reply.status >= 300 ? fail(reply, false, out) : out.sent(reply.op);
    }
}

void steering::connected(const selat::http_reply& reply, std::string_view sid, bool leads,
                         selat::actions out) {
    const auto made = read_call(reply.failed() ? std::string_view{} : reply.body);
    const bool is_made = !reply.failed() && reply.status < 300 && !made.sid.empty();
    bool is_wanted = false;
    calls_.change(sid, [&](call& call) {
        call.dialing -= std::min<std::size_t>(call.dialing, 1);
        is_wanted = is_made && call.mode == mode::bridged && !call.is_past(made.sid);
        if (!is_wanted) {
            return;
        }
        // It may have joined before this answer.
        const auto* known = call.find_agent(made.sid);
        const agent_leg leg{made.sid, known != nullptr && known->joined};
        std::erase_if(call.agents, [&](const agent_leg& each) { return each.sid == leg.sid; });
        call.agents.insert(leads ? call.agents.begin() : call.agents.end(), leg);
    });
    settle(sid, reply.now_ms, out);
    if (!is_made) {
        return fail(reply, true, out);
    }
    if (!is_wanted) {
        twilio_.hang_up(made.sid, out);  // nobody is there to talk to any more
    }
    out.sent(reply.op, made.sid);
}

}  // namespace voice
