#include "smtp.hpp"

#include "automatic.hpp"
#include "charset.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace email {
namespace {

constexpr std::string_view step_timer = "smtp-step";
constexpr std::string_view idle_timer = "smtp-idle";
constexpr std::int64_t step_ms = 40'000;
constexpr std::int64_t idle_ms = 30'000;
constexpr std::uint64_t most_a_connection = 100;
constexpr std::size_t longest_reply = 64 * 1024;

}  // namespace

void smtp::send(order order, const selat::event& event, selat::actions out) {
    now_ms_ = event.now_ms;
    waiting_.push_back(std::move(order));
    if (stage_ == stage::closed) {
        return connect(event, out);
    }
    if (stage_ == stage::ready) {
        next(event, out);
    }
}

void smtp::connect(const selat::event& event, selat::actions out) {
    wait(out);
    if (options_.smtp.takes_token() && !access_.good(event.now_ms)) {
        stage_ = stage::asking;
        return access_.ask(out);
    }
    stage_ = stage::connecting;
    received_.clear();
    gathered_ = {};
    offered_.clear();
    sent_here_ = 0;
    wire_.open(out);
}

void smtp::on_access(const selat::event& event, selat::actions out) {
    if (stage_ != stage::asking) {
        return;
    }
    now_ms_ = event.now_ms;
    if (access_.good(event.now_ms)) {
        return connect(event, out);
    }
    const auto code = access_.refused() ? selat::code::denied : selat::code::unavailable;
    refuse_all({code, 0, {}, access_.why()}, out);
}

void smtp::on_open(const selat::open& event, selat::actions out) {
    if (wire_.opened(event.connection, out)) {
        stage_ = stage::greeting;
    }
}

void smtp::on_data(const selat::data& event, selat::actions out) {
    if (!wire_.is(event.connection)) {
        return;
    }
    now_ms_ = event.now_ms;
    std::string clear;
    const bool good = wire_.read(event.bytes, clear, out);
    hear(clear, event, out);
    if (!good && wire_.is(event.connection)) {
        const auto code = wire_.distrusts() ? selat::code::config : selat::code::unavailable;
        lost({code, 0, {}, "the mail server: " + wire_.why()}, out);
    }
}

void smtp::hear(std::string_view bytes, const selat::event& event, selat::actions out) {
    const fault foreign{selat::code::unavailable, 0, {}, "the mail server does not speak SMTP"};
    received_ += bytes;
    const auto connection = wire_.name();
    for (auto end = received_.find('\n'); end != received_.npos; end = received_.find('\n')) {
        const std::string whole = received_.substr(0, end);
        received_.erase(0, end + 1);
        const auto line = trimmed(whole);
        int code = 0;
        std::from_chars(line.data(), line.data() + std::min<std::size_t>(line.size(), 3), code);
        gathered_.code = code;
        gathered_.text += (gathered_.text.empty() ? "" : "\n") +
                          std::string(line.substr(std::min<std::size_t>(line.size(), 4)));
        const bool more = line.size() > 3 && line[3] == '-';
        if (code < 200 || code > 599 || gathered_.text.size() > longest_reply) {
            return lost(foreign, out);
        }
        if (!more) {
            take(std::exchange(gathered_, {}), event, out);
            if (wire_.name() != connection) {
                return;
            }
        }
    }
    if (received_.size() > longest_reply) {
        lost(foreign, out);
    }
}

void smtp::take(const reply& reply, const selat::event& event, selat::actions out) {
    if (reply.code == 421) {
        return refuse_all(fault_of(reply), out);
    }
    switch (stage_) {
    case stage::greeting: return greeted(reply, out);
    case stage::hello:
        if (!reply.good()) {
            return say("HELO " + options_.domain, stage::old_hello, out);
        }
        return welcomed(reply, event, out);
    case stage::old_hello:
        return reply.good() ? welcomed({}, event, out) : lost(fault_of(reply), out);
    case stage::securing:
        if (!reply.good()) {
            return refuse_all(fault_of(reply), out);
        }
        return secured(out);
    case stage::login_name:
        if (reply.code == 334) {
            return say(base64_of(options_.smtp.user), stage::login_password, out);
        }
        return logged_in(reply, event, out);
    case stage::login_password:
        if (reply.code == 334) {
            return say(base64_of(options_.smtp.password), stage::login, out);
        }
        return logged_in(reply, event, out);
    case stage::login:
        return reply.code == 334 ? say(std::exchange(credentials_, dismissal_), stage::login, out)
                                 : logged_in(reply, event, out);
    case stage::sender: return sender_told(reply, out);
    case stage::recipient: return recipient_told(reply, out);
    case stage::data: return data_wanted(reply, out);
    case stage::body: return body_taken(reply, event, out);
    case stage::forget:
    case stage::ready: stage_ = stage::ready; return next(event, out);
    default: return;
    }
}

void smtp::next(const selat::event& event, selat::actions out) {
    while (!waiting_.empty() && waiting_.front().until_ms < event.now_ms) {
        refuse({selat::code::unavailable, 0, {}, "the mail server was too slow"}, out);
    }
    if (waiting_.empty()) {
        out.cancel_timer(step_timer);
        return out.timer(idle_timer, idle_ms);
    }
    out.cancel_timer(idle_timer);
    if (sent_here_ >= most_a_connection) {
        hang_up(out);
        return connect(event, out);
    }
    begin(event, out);
}

void smtp::say(std::string_view line, stage then, selat::actions out) {
    stage_ = then;
    wire_.write(std::string(line) + "\r\n", out);
    wait(out);
}

// The gateway does not wait for ever either: what has not ended by then ends here.
void smtp::wait(selat::actions out) const {
    const auto left_ms = waiting_.empty() ? step_ms : waiting_.front().until_ms - now_ms_;
    out.timer(step_timer, std::clamp<std::int64_t>(left_ms, 0, step_ms));
}

smtp::fault smtp::fault_of(const reply& reply) const {
    fault out;
    const auto finer = status_in(reply.text.substr(0, 20));
    out.provider_code = finer.empty() ? std::to_string(reply.code) : finer;
    out.text = std::to_string(reply.code) + " " + tidy(cut(reply.text, 400));
    if (reply.code >= 500) {
        out.code = finer.empty() ? selat::code::invalid : code_of(finer);
        out.code = reply.code == 530 || reply.code == 535 ? selat::code::denied : out.code;
    } else {
        const bool slower = finer.starts_with("4.7.") || contains_word(reply.text, "rate") ||
                            contains_word(reply.text, "too many");
        out.code = slower ? selat::code::throttled : selat::code::unavailable;
        out.retry_after_ms = slower ? 60'000 : 0;
    }
    return out;
}

void smtp::refuse(const fault& fault, selat::actions out) {
    out.failed({.op = waiting_.front().op,
                .code = fault.code,
                .retry_after_ms = fault.retry_after_ms,
                .provider_code = fault.provider_code,
                .detail = fault.text});
    waiting_.pop_front();
}

void smtp::refuse_all(const fault& fault, selat::actions out) {
    while (!waiting_.empty()) {
        refuse(fault, out);
    }
    hang_up(out);
}

// Behind the end of a mail, nobody knows whether it was taken; under the same Message-ID it may go
// once more. The others have not begun.
void smtp::lost(const fault& fault, selat::actions out) {
    const bool body = stage_ == stage::body;
    if (body && !waiting_.empty()) {
        auto unknown = fault;
        unknown.code = selat::code::uncertain;
        unknown.text = "the connection broke before the mail server said whether it took the mail";
        refuse(unknown, out);
    }
    refuse_all(fault, out);
}

void smtp::hang_up(selat::actions out) {
    const bool quiet = stage_ == stage::closed || stage_ == stage::asking ||
                       stage_ == stage::connecting || wire_.name().empty();
    if (!quiet) {
        wire_.write("QUIT\r\n", out);
    }
    wire_.close(out);
    out.cancel_timer(step_timer);
    out.cancel_timer(idle_timer);
    credentials_.clear();
    dismissal_.clear();
    stage_ = stage::closed;
}

void smtp::on_close(const selat::close& event, selat::actions out) {
    if (!wire_.is(event.connection) || stage_ == stage::closed) {
        return;
    }
    wire_.gone();
    const bool refused =
        event.failure == selat::code::denied || event.failure == selat::code::invalid;
    const bool idle = stage_ == stage::ready && waiting_.empty();
    if (idle) {
        return hang_up(out);
    }
    lost({refused ? selat::code::config : selat::code::unavailable,
          0,
          {},
          event.reason.empty() ? "the mail server closed the connection"
                               : std::string(event.reason)},
         out);
}

void smtp::on_timer(const selat::timer& event, selat::actions out) {
    if (event.name == step_timer && stage_ != stage::closed) {
        lost({selat::code::unavailable, 0, {}, "the mail server does not answer"}, out);
    } else if ((event.name == idle_timer && stage_ == stage::ready) ||
               event.name == SELAT_TIMER_STOP) {
        if (stage_ != stage::closed && waiting_.empty()) {
            hang_up(out);
        }
    }
}

}  // namespace email
