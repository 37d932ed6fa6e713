#include "sender.hpp"

#include "answer.hpp"
#include "failures.hpp"
#include "line_content.hpp"
#include "script.hpp"
#include "verbs.hpp"

#include <algorithm>

namespace voice {
namespace {

constexpr std::size_t longest_twiml = 4000;

bool is_automatic(const selat::outgoing& message) {
    return message.author_kind == "flow" || message.author_kind == "bot";
}

}  // namespace

void sender::send(const selat::outgoing& message, selat::actions out) {
    if (message.purpose != selat::purpose::message) {
        return refuse(message, selat::code::unsupported, "a call can only be talked on", out);
    }
    const auto state = text_of(call_in(message.content), "state");
    const auto live = calls_.with(message.to);
    if (live) {
        return steers(state) ? steering_.steer(*live, message, out) : say(*live, message, out);
    }
    if (state == "enqueue" || state == "hangup") {
        return out.sent(message.op);  // the caller has gone, which is what it comes to
    }
    if (steers(state) || is_automatic(message)) {
        return refuse(message, selat::code::wrong_state, "the caller is not on the line", out);
    }
    call_up(message, out);
}

void sender::say(const call& to, const selat::outgoing& message, selat::actions out) {
    if (to.mode == mode::bridged) {
        return refuse(message, selat::code::wrong_state,
                      "an agent talks with the caller: what is to be said is said there", out);
    }
    check_line(message.content);
    const bool awaited = message.author_kind == "flow" && is_asking(message.content);
    const auto now = calls_.change(to.sid, [&](call& call) {
        call.lines.push_back(
            {++call.newest, std::string(message.message), std::string(message.content)});
        call.awaited = call.awaited || awaited;
    });
    if (!now) {
        return refuse(message, selat::code::wrong_state, "the caller has hung up", out);
    }
    steering_.nudge(to.sid, false, message.now_ms, out);
    steering_.keep(to.sid, out);
    out.sent(message.op);
}

void sender::call_up(const selat::outgoing& message, selat::actions out) {
    if (message.to.starts_with("anonymous:")) {
        return refuse(message, selat::code::not_found, "the caller withheld the number", out);
    }
    check_line(message.content);
    const auto twiml = first_words(message.content, settings_);
    if (twiml.size() > longest_twiml) {
        return refuse(message, selat::code::invalid, "a call cannot begin with so many words", out);
    }
    auto form = forms::form_text()
                    .add("To", message.to)
                    .add("From", from_)
                    .add("Twiml", twiml)
                    .add("StatusCallback",
                         settings_.base + "/status?message=" + std::string(message.message))
                    .add("StatusCallbackEvent", "answered")
                    .add("StatusCallbackEvent", "completed")
                    .end();
    const json context = {std::string(message.to), std::string(message.message),
                          std::string(message.content)};
    twilio_.create(message.op, form, "call " + written(context), out);
}

void sender::take(const selat::http_reply& reply, selat::actions out) {
    if (const auto [what, about] = cut(reply.context); what == "call") {
        called_up(reply, about, out);
    }
}

// Its first request may have come before this answer.
void sender::called_up(const selat::http_reply& reply, std::string_view context,
                       selat::actions out) {
    const auto made = read_call(reply.failed() ? std::string_view{} : reply.body);
    if (reply.failed() || reply.status >= 300 || made.sid.empty()) {
        return fail(reply, true, out);
    }
    const auto about = parse(context);
    if (about.is_array() && about.size() == 3 && about[0].is_string() && about[1].is_string() &&
        about[2].is_string()) {
        const auto address = about[0].get<std::string>();
        calls_.begin({made.sid, address, from_, reply.now_ms});
        bool is_said = false;
        calls_.change(made.sid, [&](call& call) {
            is_said = call.said >= 1;
            call.newest = std::max<std::uint64_t>(call.newest, 1);
            if (!is_said) {
                call.lines.push_front(
                    {1, about[1].get<std::string>(), about[2].get<std::string>()});
                call.given = true;
                call.listening = is_words(call.lines.front().content);
            }
        });
        if (is_said) {
            const auto message = about[1].get<std::string>();
            out.receipt({.status = selat::receipt_status::delivered, .message = message});
        }
        steering_.keep(made.sid, out);
    }
    out.sent(reply.op, made.sid);
}

}  // namespace voice
