#include "gateway.hpp"

#include "close_codes.hpp"

#include <algorithm>
#include <cmath>

namespace discord {
namespace {

constexpr std::string_view again_timer = "again";
constexpr std::string_view answer_timer = "answer";
constexpr std::string_view login_timer = "login";
constexpr std::string_view beat_timer = "beat";
constexpr std::string_view save_timer = "save";

constexpr std::int64_t answer_ms = 20'000;
constexpr std::int64_t save_ms = 250;
constexpr std::int64_t login_pause_ms = 5'500;  // Discord takes one login in 5 seconds
constexpr double longest_pause_ms = 60'000;
constexpr std::uint32_t most_failed_resumes = 5;
constexpr std::uint32_t most_unopened = 3;  // connections where Discord said to resume
constexpr std::uint32_t most_tries = 10;    // by then the session has timed out at Discord
constexpr std::uint64_t largest_frame = 16 * 1024 * 1024;
// Any but 1000 and 1001, which would end the session.
constexpr std::uint32_t keeps_session = 4900;

enum operation : std::int64_t {
    dispatched = 0,
    heartbeat = 1,
    identify = 2,
    resume = 6,
    reconnect = 7,
    invalid = 9,
    greeting = 10,
    heard = 11,
};

// In [0, 1).
double chance(const selat::event& event) {
    std::uint64_t bits = 0;
    for (const auto byte : event.random.first(8)) {
        bits = bits << 8 | byte;
    }
    return static_cast<double>(bits >> 11) * 0x1p-53;
}

}  // namespace

gateway::gateway(const options& options, const selat::setup& setup, incoming& incoming,
                 missed& missed)
    : options_(options), incoming_(incoming), missed_(missed),
      point_(resume_point::read(setup.state.get(resume_point::key))),
      kept_sequence_(point_.sequence) {
    incoming_.bot_is(point_.own_user);
    if (missed_.any()) {
        point_ = {};
        kept_sequence_ = 0;
    }
}

void gateway::on_timer(const selat::timer& event, selat::actions out) {
    if (stage_ == stage::stopped) {
        return;
    }
    if (event.name == SELAT_TIMER_START) {
        out.status(false, "connecting to Discord");
        begin(out);
    } else if (event.name == SELAT_TIMER_STOP) {
        save(out);
        missed_.stop(out);
        hang_up(out);
        stage_ = stage::stopped;
    } else if (event.name == again_timer) {
        begin(out);
    } else if (event.name == answer_timer) {
        lost("Discord does not answer", event, out);
    } else if (event.name == login_timer) {
        log_in(event.now_ms, out);
    } else if (event.name == beat_timer) {
        beat_due(event, out);
    } else if (event.name == save_timer) {
        save(out);
    }
}

void gateway::begin(selat::actions out) {
    if (point_.usable() && unopened_ < most_unopened) {
        return connect(point_.url, out);
    }
    ask(out);  // a session may go on elsewhere than where Discord told it to
}

// Also tells how many logins are left today: one too many costs the bot its token.
void gateway::ask(selat::actions out) const {
    const auto url = options_.api + "/gateway/bot";
    const auto authorization = "Bot " + options_.token;
    const selat::pair headers[] = {{"authorization", authorization},
                                   {"user-agent", options_.user_agent}};
    out.call(
        {.method = "GET", .url = url, .headers = headers, .context = asking, .repeatable = true});
}

void gateway::told(const selat::http_reply& reply, selat::actions out) {
    if (stage_ == stage::stopped) {
        return;
    }
    if (reply.status == 401) {
        return stop(meaning_of_close(4004).reason, out);
    }
    const auto answer = parse(reply.body);
    const auto url = text_of(answer, "url");
    if (reply.failed() || reply.status != 200 || url.empty()) {
        const auto why =
            reply.failed() ? std::string(reply.detail) : "answered " + std::to_string(reply.status);
        ++tries_;
        out.status(false, "Discord cannot be asked where to connect: " + why);
        const auto asked_ms = static_cast<std::int64_t>(real_of(answer, "retry_after") * 1000);
        return out.timer(again_timer, std::max(asked_ms, back_off(reply)));
    }
    const auto& logins = member(answer, "session_start_limit");
    if (number_of(logins, "remaining", 1) <= 0) {
        const auto wait_ms = std::max<std::int64_t>(number_of(logins, "reset_after"), 1'000);
        out.status(false, "Discord takes no more logins of this bot for " +
                              std::to_string(wait_ms / 60'000 + 1) + " minutes");
        return out.timer(again_timer, wait_ms);
    }
    connect(url, out);
}

void gateway::connect(const std::string& url, selat::actions out) {
    auto to = options_.gateway.empty() ? url : options_.gateway;
    while (to.ends_with('/')) {
        to.pop_back();
    }
    to += "/?v=10&encoding=json";
    connection_ = "gateway-" + std::to_string(++connections_);
    stage_ = stage::connecting;
    opened_ = false;
    resuming_ = false;
    out.connect({.connection = connection_, .url = to, .max_message = largest_frame});
}

void gateway::on_open(const selat::open& event, selat::actions out) {
    if (event.connection == connection_) {
        opened_ = true;
        out.timer(answer_timer, answer_ms);
    }
}

void gateway::on_data(const selat::data& event, selat::actions out) {
    if (event.connection != connection_) {
        return;
    }
    const auto frame = event.binary ? json() : parse(event.bytes);
    switch (number_of(frame, "op", -1)) {
    case dispatched: return dispatch(frame, event.now_ms, out);
    case heartbeat: return beat(out);
    case reconnect: return asked_to_reconnect(event, out);
    case invalid: return invalid_session(member(frame, "d") == json(true), event, out);
    case greeting: return hello(frame, event, out);
    case heard: acknowledged_ = true; return;
    default: return;  // of a later version
    }
}

void gateway::hello(const json& frame, const selat::event& event, selat::actions out) {
    if (stage_ != stage::connecting) {
        return;
    }
    stage_ = stage::greeted;
    acknowledged_ = true;
    interval_ms_ =
        std::max<std::int64_t>(number_of(member(frame, "d"), "heartbeat_interval", 41'250), 10);
    out.timer(answer_timer, answer_ms);
    out.timer(beat_timer,
              static_cast<std::int64_t>(static_cast<double>(interval_ms_) * chance(event)));
    log_in(event.now_ms, out);
}

void gateway::log_in(std::int64_t now_ms, selat::actions out) {
    if (stage_ != stage::greeted) {
        return;
    }
    json about = {{"token", options_.token}};
    resuming_ = point_.usable();
    if (resuming_) {
        about["session_id"] = point_.session;
        about["seq"] = point_.sequence;
    } else {
        if (const auto wait_ms = identified_ms_ + login_pause_ms - now_ms; wait_ms > 0) {
            return out.timer(login_timer, wait_ms);
        }
        identified_ms_ = now_ms;
        about["intents"] = options_.intents;
        about["properties"] = {{"os", "linux"}, {"browser", "selat"}, {"device", "selat"}};
        about["large_threshold"] = 50;
    }
    const auto frame = written({{"op", resuming_ ? resume : identify}, {"d", std::move(about)}});
    out.write(connection_, frame, false, false, true);
}

// What is named here Discord need not keep for a resume, so it is what will survive us.
void gateway::beat(selat::actions out) {
    const auto sequence = kept_sequence_ > 0 ? json(kept_sequence_) : json();
    out.write(connection_, written({{"op", heartbeat}, {"d", sequence}}));
}

void gateway::beat_due(const selat::timer& event, selat::actions out) {
    if (stage_ != stage::greeted && stage_ != stage::live) {
        return;
    }
    if (!acknowledged_) {
        return lost("Discord does not answer heartbeats", event, out);
    }
    acknowledged_ = false;
    beat(out);
    out.timer(beat_timer, interval_ms_);
}

// At once from a session that is up. One that never comes up must not go round and round.
void gateway::asked_to_reconnect(const selat::event& event, selat::actions out) {
    constexpr std::string_view why = "Discord asks us to reconnect";
    if (stage_ == stage::live) {
        return leave(why, 0, out);
    }
    lost(why, event, out);
}

void gateway::invalid_session(bool resumable, const selat::event& event, selat::actions out) {
    ++tries_;
    if (!resumable || tries_ >= most_tries) {
        forget_session(out);
    }
    const auto pause = 1'000 + static_cast<std::int64_t>(4'000 * chance(event));
    leave("Discord has ended the session", pause, out);
}

void gateway::dispatch(const json& frame, std::int64_t now_ms, selat::actions out) {
    const auto type = text_of(frame, "t");
    const auto& about = member(frame, "d");
    const auto sequence = number_of(frame, "s");
    if (type == "READY") {
        point_ = {};
        point_.sequence = sequence;
        point_.at_ms = now_ms;
        return ready(about, now_ms, out);
    }
    if (sequence <= point_.sequence) {
        return;  // taken before
    }
    // Something was lost on the way to us; Discord has it still. Once: should it really count so.
    if (sequence > point_.sequence + 1 && !gap_taken_) {
        gap_taken_ = true;
        out.log(SELAT_LOG_WARN, "gap", "events are missing; resuming before them");
        return leave("events are missing", 0, out);
    }
    gap_taken_ = gap_taken_ && sequence > point_.sequence + 1;
    point_.sequence = sequence;
    point_.at_ms = now_ms;
    if (type == "RESUMED") {
        came_up(out);
    } else {
        if (stage_ == stage::greeted) {
            out.timer(answer_timer, answer_ms);  // what was missed may take its time
        }
        const auto key = point_.session + ":" + std::to_string(sequence);
        if (!missed_.holds(type, about, key, out)) {
            incoming_.take(type, about, key, out);
        }
        if (type == "GUILD_CREATE") {
            missed_.server_told(about, now_ms, out);
        } else if (type == "GUILD_DELETE") {
            missed_.server_gone(about, out);
        }
    }
    if (!save_due_) {
        save_due_ = true;
        out.timer(save_timer, save_ms);
    }
}

void gateway::ready(const json& about, std::int64_t now_ms, selat::actions out) {
    point_.session = text_of(about, "session_id");
    point_.url = text_of(about, "resume_gateway_url");
    point_.own_user = text_of(member(about, "user"), "id");
    incoming_.bot_is(point_.own_user);
    save(out);
    came_up(out);
    missed_.session_began(about, now_ms, out);
}

void gateway::came_up(selat::actions out) {
    stage_ = stage::live;
    tries_ = 0;
    unopened_ = 0;
    failed_resumes_ = 0;
    out.cancel_timer(answer_timer);
    out.status(true);
    out.log(SELAT_LOG_INFO, "connected", resuming_ ? "session resumed" : "new session");
}

void gateway::on_close(const selat::close& event, selat::actions out) {
    if (event.connection != connection_ || stage_ == stage::stopped) {
        return;
    }
    const auto meaning = meaning_of_close(event.status);
    if (meaning.next == after_close::stop) {
        return stop(meaning.reason, out);
    }
    if (meaning.next == after_close::identify ||
        (meaning.next == after_close::resume_once && resuming_)) {
        forget_session(out);
    }
    std::string why(meaning.reason);
    if (!event.reason.empty()) {
        why += ": " + std::string(event.reason);
    }
    lost(why, event, out);
}

void gateway::lost(std::string_view why, const selat::event& event, selat::actions out) {
    ++tries_;
    unopened_ = opened_ ? 0 : unopened_ + 1;
    if (opened_ && resuming_ && stage_ != stage::live) {
        ++failed_resumes_;
    }
    if (failed_resumes_ >= most_failed_resumes || tries_ >= most_tries) {
        forget_session(out);
    }
    leave(why, back_off(event), out);
}

void gateway::leave(std::string_view why, std::int64_t pause_ms, selat::actions out) {
    out.log(SELAT_LOG_INFO, "reconnecting", why);
    if (tries_ > 1) {
        out.status(false, why);
    }
    hang_up(out);
    out.timer(again_timer, pause_ms);
}

void gateway::hang_up(selat::actions out) {
    for (const auto timer : {answer_timer, login_timer, beat_timer, again_timer}) {
        out.cancel_timer(timer);
    }
    if (!connection_.empty()) {
        out.close(connection_, keeps_session);
    }
    connection_.clear();
    stage_ = stage::idle;
}

void gateway::stop(std::string_view reason, selat::actions out) {
    if (stage_ == stage::stopped) {
        return;
    }
    missed_.stop(out);
    hang_up(out);
    stage_ = stage::stopped;
    out.stopped(reason);
    out.log(SELAT_LOG_ERROR, "stopped", reason);
}

void gateway::forget_session(selat::actions out) {
    if (point_.session.empty()) {
        return;
    }
    out.log(SELAT_LOG_WARN, "session_lost",
            "what was written since then is asked for, channel by channel");
    const auto taken_until_ms = point_.at_ms;
    failed_resumes_ = 0;
    point_ = {};
    save(out);
    missed_.lost(taken_until_ms, out);
}

void gateway::save(selat::actions out) {
    save_due_ = false;
    kept_sequence_ = point_.sequence;
    out.save_state(resume_point::key, point_.write());
}

// Doubles from a second; a random half is taken off.
std::int64_t gateway::back_off(const selat::event& event) const {
    const auto doubled = 1'000 * std::exp2(std::min(tries_, 16u) - 1.0);
    return static_cast<std::int64_t>(std::min(doubled, longest_pause_ms) *
                                     (1.0 - chance(event) / 2));
}

}  // namespace discord
