// What visitors say of themselves: answers to what is asked, a phone number and its code.

#include "chat.hpp"
#include "frames.hpp"
#include "ids.hpp"
#include "json_read.hpp"
#include "tags.hpp"

#include <algorithm>

namespace webchat {
namespace {

std::int64_t seconds(std::uint64_t milliseconds) {
    return static_cast<std::int64_t>(std::min<std::uint64_t>(milliseconds, 86'400'000) + 999) /
           1000;
}

// A refusal in the words of the protocol.
std::string refusal_frame(std::string_view request, const selat::verification& event) {
    using status = selat::verification_status;
    switch (event.status) {
    case status::wrong: return nack_frame(request, {}, "wrong_code", "that is not the code");
    case status::max_attempts:
    case status::expired:
        return nack_frame(request, {}, "expired", "the code is no longer taken; ask for a new one");
    case status::unchecked:
        return nack_frame(request, {}, "unavailable", "the code could not be checked", 2);
    default:
        return event.retry_after_ms > 0
                   ? nack_frame(request, {}, "rate_limited", "too many codes",
                                seconds(event.retry_after_ms))
                   : nack_frame(request, {}, "unsupported", "no code can be sent to this number");
    }
}

}  // namespace

bool chat::owes_answers(const connection& from) const {
    return from.at == connection::stage::live ? from.asking && from.owner->newest() == 0
                                              : !prechat_.missing(from.session).empty();
}

std::string chat::questions(const connection& of) const {
    std::string out;
    if (of.token_is_old) {
        out.append(",\"session_token\":");
        append_quoted(out, sessions_.seal(of.session));
    }
    if (of.asking) {
        out.append(",\"prechat\":").append(written(prechat_.missing(of.session)));
    }
    if (!verify_through_.empty() && !of.session.phone.empty() && !of.session.confirmed) {
        out.append(",\"verify\":");
        append_quoted(out, of.session.phone);
    }
    return out;
}

void chat::prechat(const request& request) {
    auto& [from, frame, now_ms, out] = request;
    const auto rid = request_id(frame);
    if (!from.asks.take(now_ms, second_ms, max_asks)) {
        return out.write(from.name, nack_frame(rid, {}, "rate_limited", "too many requests", 1));
    }
    if (!prechat_.asks()) {
        return out.write(from.name, nack_frame(rid, {}, "unsupported", "nothing is asked"));
    }
    const auto* given = member(frame, "answers");
    const auto read = prechat_.read(given != nullptr ? *given : json::object(),
                                    flag_of(frame, "consent"), from.session.known, now_ms);
    if (!read.faults.empty()) {
        return out.write(from.name, faults_frame(rid, written(read.faults)));
    }
    auto& session = from.session;
    session.known = prechat_.all();
    from.asking = false;
    if (!read.phone.empty() && read.phone != session.phone) {
        session.phone = read.phone;
        session.confirmed = false;
    }
    const auto attributes = written(read.attributes);
    out.address({.address = session.address,
                 .name = read.name,
                 .locale = from.locale,
                 .attributes = attributes});
    from.owner->learn(session);
    answer_with_session(from, rid, now_ms, out);
    tell_sessions(*from.owner, &from, out);
}

void chat::answer_with_session(connection& to, std::string_view request, std::int64_t now_ms,
                               selat::actions out) const {
    to.token_is_old = false;
    out.write(to.name,
              session_ack_frame(request, sessions_.seal(to.session), questions(to), now_ms));
}

void chat::tell_sessions(const visitor& of, const connection* except, selat::actions out) const {
    for (auto* each : of.connections()) {
        if (each != except && each->at == connection::stage::live) {
            out.write(each->name, session_frame(questions(*each)));
            each->token_is_old = false;
        }
    }
}

void chat::verify_start(const request& request) {
    auto& [from, frame, now_ms, out] = request;
    const auto rid = request_id(frame);
    const auto phone = phone_of(text_of(frame, "phone"));
    if (verify_through_.empty()) {
        return out.write(from.name,
                         nack_frame(rid, {}, "unsupported", "numbers cannot be confirmed here"));
    }
    if (phone.empty()) {
        return out.write(from.name, nack_frame(rid, {}, "validation",
                                               "phone must be a number like +60123456789"));
    }
    if (!from.asks.take(now_ms, second_ms, max_asks)) {
        return out.write(from.name, nack_frame(rid, {}, "rate_limited", "too many requests", 1));
    }
    const auto tag = from.name + "\n" + rid;
    out.verify({.tag = tag,
                .from = from.owner->address(),
                .through = verify_through_,
                .to = phone,
                .locale = from.locale,
                .title = title_,
                .origin = from.host});
}

void chat::verify_check(const request& request) {
    auto& [from, frame, now_ms, out] = request;
    const auto rid = request_id(frame);
    const auto code = text_of(frame, "code");
    if (verify_through_.empty() || code.empty() || code.size() > 32) {
        return out.write(from.name, nack_frame(rid, {}, "validation", "there is no such code"));
    }
    if (!from.asks.take(now_ms, second_ms, max_asks)) {
        return out.write(from.name, nack_frame(rid, {}, "rate_limited", "too many requests", 1));
    }
    out.verify_code(from.owner->address(), code, from.name + "\n" + rid);
}

void chat::on_verification(const selat::verification& event, selat::actions out) {
    auto request = event.tag;
    auto* asking = find(next_line(request));
    if (event.status == selat::verification_status::approved) {
        return approve(event, request, asking, out);
    }
    if (event.status == selat::verification_status::failed) {
        // Told later, when the code was said to be on its way.
        if (const auto* owner = visitor_of(event.from)) {
            owner->tell(code_failed_frame(event.to), false, out);
        }
        return;
    }
    if (asking == nullptr) {
        return;
    }
    if (event.status == selat::verification_status::pending) {
        const auto left_ms = std::max<std::int64_t>(event.expires_ms - event.now_ms, 0);
        return out.write(asking->name,
                         code_sent_frame(request, seconds(event.retry_after_ms), left_ms / 1000));
    }
    out.write(asking->name, refusal_frame(request, event));
}

void chat::approve(const selat::verification& event, std::string_view request, connection* typed_in,
                   selat::actions out) {
    // The socket may be gone, or have come back under another name: the number is the visitor's.
    auto* owner = visitor_of(event.from);
    if (owner == nullptr) {
        return;
    }
    owner->learn_confirmed(event.to);
    if (typed_in != nullptr && typed_in->owner == owner) {
        answer_with_session(*typed_in, request, event.now_ms, out);
    }
    tell_sessions(*owner, typed_in, out);
}

}  // namespace webchat
