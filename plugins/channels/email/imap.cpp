#include "imap.hpp"

#include "charset.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace email {
namespace {

constexpr std::string_view again_timer = "imap-again";
constexpr std::string_view renew_timer = "imap-renew";

constexpr std::int64_t answer_ms = 60'000;
constexpr std::int64_t renew_ms = 9 * 60'000;  // some servers drop who is idle for longer
constexpr std::int64_t poll_ms = 30'000;
constexpr double first_pause_ms = 5'000;
constexpr double longest_pause_ms = 600'000;

double chance(const selat::event& event) {
    std::uint64_t bits = 0;
    for (const auto byte : event.random.first(8)) {
        bits = bits << 8 | byte;
    }
    return static_cast<double>(bits >> 11) * 0x1p-53;
}

}  // namespace

imap::imap(const options& options, const selat::setup& setup, incoming& incoming, access& access)
    : options_(options), incoming_(incoming), access_(access), reader_(options.largest + 1),
      wire_(options.imap, "imap-"), point_(point::read(setup.state.get(point::key))) {}

void imap::on_timer(const selat::timer& event, selat::actions out) {
    if (event.name == SELAT_TIMER_START) {
        out.status(false, "connecting to the mailbox");
        connect(event, out);
    } else if (event.name == SELAT_TIMER_STOP) {
        if (stage_ == stage::idling) {
            wire_.write("DONE\r\n", out);
        }
        hang_up(out);
    } else if (event.name == again_timer && stage_ == stage::closed) {
        connect(event, out);
    } else if (event.name == answer_timer && stage_ == stage::storing && !pending_.empty()) {
        not_taken(event, out);
    } else if (event.name == answer_timer && stage_ != stage::closed) {
        lost("the mailbox does not answer", event, out);
    } else if (event.name == renew_timer && stage_ == stage::idling) {
        say("DONE", stage::leaving_idle, out);
    } else if (event.name == renew_timer && stage_ == stage::resting) {
        say("NOOP", stage::polling, out);
    }
}

void imap::connect(const selat::event& event, selat::actions out) {
    out.timer(answer_timer, answer_ms);
    if (options_.imap.takes_token() && !access_.good(event.now_ms)) {
        stage_ = stage::asking;
        return access_.ask(out);
    }
    reader_ = imap_reader(options_.largest + 1);
    stage_ = stage::connecting;
    able_.clear();
    pending_.clear();
    more_ = false;
    wire_.open(out);
}

void imap::on_access(const selat::event& event, selat::actions out) {
    if (stage_ != stage::asking) {
        return;
    }
    if (access_.good(event.now_ms)) {
        return connect(event, out);
    }
    lost(access_.why(), event, out, access_.refused() ? refused_pause_ms : 0);
}

void imap::on_open(const selat::open& event, selat::actions out) {
    if (wire_.opened(event.connection, out)) {
        stage_ = stage::greeting;
    }
}

void imap::on_data(const selat::data& event, selat::actions out) {
    if (!wire_.is(event.connection)) {
        return;
    }
    std::string clear;
    const bool good = wire_.read(event.bytes, clear, out);
    hear(clear, event, out);
    if (!good && wire_.is(event.connection)) {
        lost("the mailbox: " + wire_.why(), event, out);
    }
}

void imap::hear(std::string_view bytes, const selat::event& event, selat::actions out) {
    reader_.feed(bytes);
    if (stage_ == stage::fetching) {
        out.timer(answer_timer, answer_ms);  // a large mail takes its time
    }
    const auto connection = wire_.name();
    response response;
    while (reader_.next(response)) {
        take(response, event, out);
        if (wire_.name() != connection) {
            return;
        }
    }
    if (!reader_.feed({})) {
        lost("the mailbox does not speak IMAP", event, out);
    }
}

void imap::take(response& response, const selat::event& event, selat::actions out) {
    const auto line = std::string_view(response.line);
    if (stage_ == stage::greeting) {
        return greeted(line, event, out);
    }
    if (line.starts_with("+")) {
        if (stage_ == stage::asking_idle) {
            if (more_) {  // was told before the server began to
                return say("DONE", stage::leaving_idle, out);
            }
            stage_ = stage::idling;
            out.cancel_timer(answer_timer);
            out.timer(renew_timer, renew_ms);
        } else if (stage_ == stage::login) {
            answer_login(out);
        }
        return;
    }
    if (line.starts_with("* BYE") && stage_ != stage::closed) {
        return lost("the mailbox says goodbye: " + std::string(cut(line.substr(5), 200)), event,
                    out);
    }
    if (line.starts_with("*")) {
        return untagged(response, out);
    }
    const auto tag = tag_of();
    if (line.starts_with(tag)) {
        const auto rest = trimmed(line.substr(tag.size()));
        ended(rest.substr(0, rest.find(' ')), rest, event, out);
    }
}

void imap::untagged(response& response, selat::actions out) {
    const auto line = std::string_view(response.line);
    if (starts_with_word(line, "* CAPABILITY ")) {
        able_ = " " + std::string(line.substr(13)) + " ";
        std::transform(able_.begin(), able_.end(), able_.begin(), [](char c) {
            return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        });
    } else if (const auto validity = number_in_code(line, "UIDVALIDITY"); validity != 0) {
        validity_ = validity;
    } else if (const auto uid = number_in_code(line, "UIDNEXT"); uid != 0) {
        uid_next_ = uid;
    } else if (read_search(line, found_)) {
        return;
    } else if (line.ends_with(" EXISTS") || line.ends_with(" exists")) {
        more_ = true;
        if (stage_ == stage::idling) {
            say("DONE", stage::leaving_idle, out);
        }
    } else if (stage_ == stage::fetching) {
        if (auto one = read_fetch(response);
            one.is_one && one.has_body && !pending_.empty() && one.uid == pending_.front()) {
            fetched_ = std::move(one);
        }
    }
}

void imap::ended(std::string_view status, std::string_view line, const selat::event& event,
                 selat::actions out) {
    const bool good = starts_with_word(status, "OK");
    const auto words = std::string(cut(line, 300));
    switch (stage_) {
    case stage::securing:
        return good ? secured(event, out)
                    : lost("the mailbox has no STARTTLS: " + words, event, out, refused_pause_ms);
    case stage::capability: return good ? log_in(event, out) : lost(words, event, out);
    case stage::login:
        if (!good) {
            return refused_login(line, event, out);
        }
        return say("CAPABILITY", stage::second_capability, out);
    case stage::second_capability: return select(out);
    case stage::selecting:
        return good ? go_on(event, out)
                    : lost("there is no folder " + options_.folder + ": " + words, event, out,
                           refused_pause_ms);
    case stage::searching: return good ? found(out) : lost(words, event, out);
    case stage::fetching: return good ? read(event, out) : lost(words, event, out);
    case stage::marking: return next(out);
    case stage::asking_idle: return rest(out);  // it offered IDLE, and refuses it
    case stage::leaving_idle: return search(event, out);
    case stage::polling: return good ? search(event, out) : lost(words, event, out);
    default: return;
    }
}

void imap::on_close(const selat::close& event, selat::actions out) {
    if (!wire_.is(event.connection) || stage_ == stage::closed) {
        return;
    }
    wire_.gone();
    lost(event.reason.empty() ? "the mailbox closed the connection" : event.reason, event, out);
}

// Doubles from 5 seconds to 10 minutes; a random half is taken off.
void imap::lost(std::string_view why, const selat::event& event, selat::actions out,
                std::int64_t least_ms) {
    const auto doubled = first_pause_ms * std::exp2(std::min(tries_++, 16u));
    const auto pause =
        static_cast<std::int64_t>(std::min(doubled, longest_pause_ms) * (1.0 - chance(event) / 2));
    const auto reason = tidy(why);
    out.status(false, reason);
    out.log(SELAT_LOG_WARN, "mailbox_lost", reason);
    hang_up(out);
    out.timer(again_timer, std::max(pause, least_ms));
}

void imap::hang_up(selat::actions out) {
    for (const auto timer : {answer_timer, again_timer, renew_timer}) {
        out.cancel_timer(timer);
    }
    wire_.close(out);
    credentials_.clear();
    dismissal_.clear();
    stage_ = stage::closed;
}

void imap::say(std::string_view command, stage then, selat::actions out) {
    stage_ = then;
    const auto tag = command == "DONE" ? std::string() : "S" + std::to_string(++commands_) + " ";
    out.cancel_timer(renew_timer);
    wire_.write(tag + std::string(command) + "\r\n", out);
    out.timer(answer_timer, answer_ms);
}

void imap::rest(selat::actions out) {
    stage_ = stage::resting;
    out.cancel_timer(answer_timer);
    out.timer(renew_timer, poll_ms);
}

bool imap::can(std::string_view word) const {
    return able_.find(" " + std::string(word) + " ") != able_.npos;
}

std::string imap::tag_of() const { return "S" + std::to_string(commands_) + " "; }

}  // namespace email
