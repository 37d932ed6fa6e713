#include "incoming.hpp"

#include "plugins/shared/twilio/api.hpp"
#include "plugins/shared/twilio/signature.hpp"
#include "script.hpp"
#include "tune.hpp"

#include <algorithm>
#include <utility>

namespace voice {
namespace {

constexpr std::size_t longest_token = 256;
constexpr int not_ready = 404;  // a recording that Twilio is still writing

std::string tagged(std::string_view tag, std::string_view sid) {
    return std::string(tag) + std::string(sid);
}

void respond_twiml(const std::string& twiml, selat::actions out) {
    out.respond(200, twiml, {{"content-type", "text/xml"}});
}

bool is_own_id(std::string_view id) {
    return id.size() == 34 && id.starts_with("IM") &&
           id.find_first_not_of("0123456789abcdef", 2) == std::string_view::npos;
}

bool was_connected(const forms::form& fields) {
    const auto status = fields.get("DialCallStatus");
    return status == "completed" || status == "answered";
}

selat::code meaning_of_end(std::string_view status) {
    return status == "failed"     ? selat::code::not_found
           : status == "canceled" ? selat::code::cancelled
                                  : selat::code::unavailable;
}

}  // namespace

void tell_end(const call_end& end, selat::actions out) {
    const auto id = std::string(end.sid) + ":ended";
    const auto tag = tagged(end_tag, end.sid);
    out.inbound({.provider_id = id,
                 .from = end.address,
                 .content = end.content,
                 .tag = tag,
                 .at_ms = end.at_ms,
                 .no_reply = !end.awaited});
}

std::string_view how_it_ended(const call* call, std::string_view status) {
    const bool waited =
        call != nullptr && (call->mode == mode::waiting || call->mode == mode::bridged);
    return waited && !call->met ? "missed" : status;
}

void incoming::take(const selat::http_request& request, selat::actions out) const {
    const bool post = request.method == "POST";
    if (request.method == "GET" && request.path == "/music.wav") {
        return out.respond(200, tune(),
                           {{"content-type", "audio/wav"}, {"cache-control", "max-age=86400"}});
    }
    if (!post && request.method != "GET") {
        return out.respond(405, {}, {{"allow", "GET, POST"}});
    }
    const bool filled_in = post && twilio::is_form(request.header("content-type"));
    const auto body = forms::form::read(filled_in ? request.body : std::string_view{});
    const auto signature = request.header("x-twilio-signature");
    if (!twilio::is_signed(crypto_, signing_key_,
                           {.url = request.url,
                            .fields = body,
                            .body = request.body,
                            .signature = signature.empty()
                                             ? request.header("x-signalwire-signature")
                                             : signature})) {
        return out.respond(401);
    }
    if (post && !filled_in) {
        return out.respond(400);
    }
    const auto query = forms::form::read(request.query);
    const auto& fields = post ? body : query;
    answer({kind_of(request.path, fields), fields, query, request.now_ms,
            request.header("i-twilio-idempotency-token")},
           out);
}

void incoming::answer(const arrived& in, selat::actions out) const {
    switch (in.kind) {
    case kind::call: return begin(in, out);
    case kind::next: return go_on(in, out);
    case kind::answer:
    case kind::recorded:
    case kind::dialed: return heard(in, out);
    case kind::partial: out.typing(whose(in), true); return out.respond(204);
    case kind::recording: return recording(in, out);
    case kind::transcript:
    case kind::stream:
    case kind::progress: note(in, out); return out.respond(204);
    case kind::conference: return conference(in, out);
    case kind::agent: return agent_answered(in, out);
    case kind::agent_leg: return agent_leg(in, out);
    case kind::wait: return respond_twiml(music(settings_), out);
    case kind::ended: return end(in, out);
    case kind::assignment:
        out.log(SELAT_LOG_WARN, "assignment", "Twilio's task router asks; agents are chosen here");
        return out.respond(200, "{}", {{"content-type", "application/json"}});
    case kind::queue:
    case kind::other: note(in, out); return go_on(in, out);
    case kind::unknown: return out.respond(400);
    }
}

// A call that is there already was sent here by other TwiML, or to the fallback URL.
void incoming::begin(const arrived& in, selat::actions out) const {
    const auto status = in.fields.get("CallStatus");
    const auto address = customer_of(in.fields);
    const auto ours = ours_of(in.fields);
    if (!in.fields.get("ErrorCode").empty()) {
        out.log(SELAT_LOG_WARN, "fallback", "Twilio came to the fallback URL",
                {{"code", in.fields.get("ErrorCode").substr(0, 20)}});
    }
    if (status != "ringing" && calls_.find(in.sid())) {
        return go_on(in, out);
    }
    if (!calls_.begin({in.sid(), address, ours, in.now_ms})) {
        return respond_twiml(hang_up(), out);
    }
    const auto content = content_of(in.kind, in.fields, status);
    const auto tag = tagged(keep_tag, in.sid());
    out.inbound({.provider_id = in.sid(),
                 .from = address,
                 .author_name = in.fields.get("CallerName"),
                 .content = content,
                 .tag = tag,
                 .verified = is_verified(in.fields)});
    respond_twiml(greeting(settings_), out);
}

void incoming::go_on(const arrived& in, selat::actions out) const {
    if (is_final(in.fields.get("CallStatus")) && !calls_.find(in.sid())) {
        return respond_twiml(hang_up(), out);
    }
    const auto address = whose(in);
    const auto ours = ours_of(in.fields);
    const auto turn = calls_.next({in.sid(), address, ours, number_in(in.query.get("said")),
                                   number_in(in.query.get("turn")), in.now_ms});
    if (!turn) {
        return respond_twiml(hang_up(), out);
    }
    for (const auto& each : turn->told) {
        out.receipt({.status = selat::receipt_status::delivered, .message = each});
    }
    // Nothing was said in answer: a flow that asked has to know.
    const auto heard = in.query.get("heard");
    if (in.kind == kind::next && !heard.empty() && in.query.get("flow") == "1") {
        const auto content = content_of(in.kind, in.fields, heard);
        const auto id = std::string(in.sid()) + ":" + std::string(heard) + ":" +
                        std::string(in.query.get("turn"));
        const auto tag = tagged(keep_tag, in.sid());
        calls_.change(in.sid(), [](call& call) { call.awaited = false; });
        out.inbound({.provider_id = id, .from = address, .content = content, .tag = tag});
    }
    respond_twiml(next_step(*turn, settings_), out);
}

// An agent's telephone was answered. The caller may have gone meanwhile.
void incoming::agent_answered(const arrived& in, selat::actions out) const {
    const auto sid = in.query.get("call");
    const auto call = calls_.find(sid);
    const bool wanted = call && !call->is_past(in.sid());
    respond_twiml(wanted ? join(*call, settings_) : hang_up(), out);
}

void incoming::heard(const arrived& in, selat::actions out) const {
    const bool asked_by_flow = in.query.get("flow") == "1";
    // What comes after the end is nothing for a flow to begin anew with.
    const bool over = calls_.is_ending(in.sid()) ||
                      (is_final(in.fields.get("CallStatus")) && !calls_.find(in.sid()));
    calls_.change(in.sid(), [&](call& call) {
        call.awaited = call.awaited && (over || !asked_by_flow);
        if (in.query.get("met") == "1" && call.mode == mode::bridged) {
            call.mode = mode::ending;  // the agents have gone
        } else if (in.query.get("back") == "1" && call.mode == mode::ending &&
                   !was_connected(in.fields)) {
            call.mode = mode::waiting;  // for the agent who gave the call away
            call.waiting_since_ms = in.now_ms;
        }
    });
    const bool said_something =
        !in.fields.get("Digits").empty() || !in.fields.get("SpeechResult").empty();
    const auto state = in.kind != kind::answer ? state_of(in.kind, in.fields)
                       : said_something        ? std::string(in.fields.get("CallStatus"))
                                               : "no-input";
    const auto tag = tagged(keep_tag, in.sid());
    const bool answered = in.kind == kind::answer ? said_something || asked_by_flow : asked_by_flow;
    tell(in, state, answered && !over, out, tag);
    go_on(in, out);
}

void incoming::end(const arrived& in, selat::actions out) const {
    const auto status = in.fields.get("CallStatus");
    const auto known = calls_.find(in.sid());
    calls_.ending(in.sid());
    const auto content =
        content_of(in.kind, in.fields, how_it_ended(known ? &*known : nullptr, status));
    const auto address = whose(in);
    tell_end({in.sid(), address, content, known && known->awaited, moment_of(in.fields)}, out);
    fetch(in, std::string(in.sid()) + ":ended", out);
    const auto message = in.query.get("message");
    if (is_own_id(message) && status != "completed") {
        out.receipt({.status = selat::receipt_status::failed,
                     .code = meaning_of_end(status),
                     .provider_code = in.fields.get("SipResponseCode"),
                     .detail = status,
                     .message = message});
    }
    out.respond(204);
}

// What is told of a conference or a leg that the call has left comes too late to mean anything.
void incoming::conference(const arrived& in, selat::actions out) const {
    const auto sid = call_of(in);
    const auto event = state_of(in.kind, in.fields);
    const auto where = in.fields.get("ConferenceSid");
    const std::string leg(in.sid());
    const bool is_agent = !leg.empty() && leg != sid;
    bool left_alone = false;
    calls_.change(sid, [&](call& call) {
        call.heard_ms = std::max(call.heard_ms, in.now_ms);
        if (call.is_past(where)) {
            return;
        }
        call.conference = where;
        if (event == "participant-join" && is_agent && !call.is_past(leg)) {
            call.met = true;
            auto* known = call.find_agent(leg);
            if (known == nullptr) {
                known = &call.agents.emplace_back();
                known->sid = leg;
            }
            known->joined = true;
        } else if (event == "participant-leave" && is_agent) {
            left_alone = call.drop_agent(leg) && call.is_alone();
            call.mode = left_alone ? mode::ending : call.mode;
        }
    });
    note(in, out, tagged(is_agent ? settle_tag : keep_tag, sid));
    if (left_alone) {
        twilio_.hang_up(sid, out);
    }
    out.respond(204);
}

// An agent who talked ends the call; one who never came leaves the caller to the next.
void incoming::agent_leg(const arrived& in, selat::actions out) const {
    const auto sid = call_of(in);
    bool left_alone = false;
    if (is_final(in.fields.get("CallStatus"))) {
        calls_.change(sid, [&](call& call) {
            const auto* known = call.find_agent(in.sid());
            const bool talked = known != nullptr && known->joined;
            call.drop_agent(in.sid());
            left_alone = talked && call.is_alone();
            call.mode = left_alone ? mode::ending : call.mode;
        });
    }
    note(in, out, tagged(settle_tag, sid));
    if (left_alone) {
        twilio_.hang_up(sid, out);
    }
    out.respond(204);
}

// Comes after <Record> has ended, or in its place: a flow that still waits has its answer then.
void incoming::recording(const arrived& in, selat::actions out) const {
    bool awaited = false;
    if (in.query.get("flow") == "1" && in.fields.get("RecordingStatus") == "completed" &&
        !calls_.is_ending(in.sid())) {
        calls_.change(in.sid(), [&](call& call) { awaited = std::exchange(call.awaited, false); });
    }
    if (awaited) {
        tell(in, "recorded", true, out, tagged(keep_tag, in.sid()));
    } else {
        note(in, out);
    }
    out.respond(204);
}

void incoming::note(const arrived& in, selat::actions out, std::string_view tag) const {
    tell(in, state_of(in.kind, in.fields), false, out, tag);
}

void incoming::tell(const arrived& in, std::string_view state, bool answered, selat::actions out,
                    std::string_view tag) const {
    const auto content = content_of(in.kind, in.fields, state);
    auto id = id_of(in.kind, in.fields, in.query.get("turn"));
    if (id.empty() && !in.delivery.empty() && in.delivery.size() <= longest_token) {
        id = std::string(in.sid()) + ":" + std::string(in.delivery);
    }
    const auto address = whose(in);
    out.inbound({.provider_id = id,
                 .from = address,
                 .content = content,
                 .tag = tag,
                 .at_ms = moment_of(in.fields),
                 .no_reply = !answered});
    fetch(in, id, out);
}

void incoming::fetch(const arrived& in, std::string_view provider_id, selat::actions out) const {
    const auto recording = recording_of(in.kind, in.fields);
    if (!recording.empty() && !provider_id.empty()) {
        out.fetch({.retry_status = not_ready,
                   .provider_id = provider_id,
                   .url = twilio_.recording(recording)});
    }
}

std::string_view incoming::call_of(const arrived& in) const {
    const std::string_view names[] = {in.query.get("call"), in.fields.get("FriendlyName"),
                                      in.fields.get("ParentCallSid")};
    for (const auto name : names) {
        if (!name.empty() && !calls_.address_of(name).empty()) {
            return name;
        }
    }
    return in.sid();
}

std::string incoming::whose(const arrived& in) const {
    if (auto known = calls_.address_of(call_of(in)); !known.empty()) {
        return known;
    }
    const auto told = in.query.get("from");
    return told.empty() ? customer_of(in.fields) : std::string(told);
}

}  // namespace voice
