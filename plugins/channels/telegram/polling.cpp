#include "polling.hpp"

#include "answer.hpp"
#include "update.hpp"
#include "wanted.hpp"

#include <algorithm>

namespace telegram {
namespace {

constexpr std::string_view kept_key = "polled";
// Set with each question too, and moved or cancelled by the call that takes its answer: when the
// host refuses that call, it rings.
constexpr std::string_view again_timer = "poll-again";
constexpr std::int64_t wait_s = 50;  // the longest that Telegram lets a question wait
constexpr std::uint32_t answer_ms = 65'000;
constexpr std::uint32_t prompt_answer_ms = 15'000;  // to a question that does not wait
constexpr std::int64_t taking_ms = 5'000;
constexpr std::int64_t most_updates = 100;
constexpr std::size_t most_events =
    1'000;  // that one answer may become: the host takes 4 096 actions
constexpr std::int64_t least_pause_ms = 1'000;
constexpr std::int64_t longest_pause_ms = 60'000;
constexpr std::int64_t conflict_pause_ms = 10'000;  // whoever else asks is not fought
constexpr std::int64_t numbers_live_ms =
    6 * 86'400'000ll;  // after a week of silence they begin anew

}  // namespace

polling::polling(std::string api, const selat::pairs& state, taker take)
    : api_(std::move(api)), take_(std::move(take)), limit_(most_updates) {
    const auto kept = parse(state.get(kept_key));
    next_ = number_of(kept, "next");
    kept_at_ms_ = number_of(kept, "at");
}

void polling::on_timer(const selat::timer& timer, selat::actions out) {
    if (timer.name == SELAT_TIMER_START) {
        if (timer.now_ms - kept_at_ms_ > numbers_live_ms) {
            next_ = 0;
        }
        free(out);
    } else if (timer.name == SELAT_TIMER_STOP) {
        ending_ = true;  // what is told from here on is not confirmed, and so told again
        out.cancel_timer(again_timer);
    } else if (timer.name == again_timer && !ending_) {
        rang(timer.now_ms, out);
    }
}

// While a webhook is set nothing can be asked for. One that is set later is somebody else's deed,
// and is told rather than undone.
void polling::free(selat::actions out) const {
    const selat::pair headers[] = {{"content-type", "application/json"}};
    out.call({.url = api_ + "deleteWebhook",
              .headers = headers,
              .body = "{}",
              .context = freeing,
              .repeatable = true});
}

void polling::ask(std::int64_t now_ms, selat::actions out) {
    json body = {{"limit", singly_until_ == none ? limit_ : 1},
                 {"timeout", may_wait() ? wait_s : 0},
                 {"allowed_updates", wanted_updates()}};
    if (next_ > 0) {
        body["offset"] = next_;
    }
    asked_ms_ = now_ms;
    asked_from_ = next_;
    asking_ = true;
    const auto within_ms = may_wait() ? answer_ms : prompt_answer_ms;
    const selat::pair headers[] = {{"content-type", "application/json"}};
    const auto text = written(body);
    out.call({.url = api_ + "getUpdates",
              .headers = headers,
              .body = text,
              .context = asking,
              .timeout_ms = within_ms,
              .repeatable = true});
    again(within_ms + taking_ms, out);
}

void polling::again(std::int64_t after_ms, selat::actions out) const {
    out.timer(again_timer, after_ms);
}

void polling::on_reply(const selat::http_reply& reply, selat::actions out) {
    if (ending_) {
        return;
    }
    asking_ = false;
    first_handed_ = none;
    last_handed_ = none;
    const auto parsed = reply.failed() || reply.status != 200 ? json() : parse_update(reply.body);
    if (!flag_of(parsed, "ok")) {
        return refused(reply, out);
    }
    if (reply.context == freeing) {
        freed_ = true;
        return ask(reply.now_ms, out);
    }
    told(list_of(parsed, "result"), reply, out);
}

void polling::told(const json& updates, const selat::http_reply& reply, selat::actions out) {
    const bool waited = !proven_ || reply.now_ms - asked_ms_ >= least_pause_ms;
    if (!proven_) {
        out.status(true);
    }
    proven_ = true;
    failures_ = 0;
    limit_ = std::min(limit_ * 2, most_updates);
    std::size_t events = 0;
    const auto before = next_;
    for (const auto& each : updates) {
        if (events >= most_events) {
            break;  // the rest is not confirmed, and so told again
        }
        const auto number = number_of(each, "update_id", none);
        first_handed_ = first_handed_ == none ? number : first_handed_;
        last_handed_ = std::max(last_handed_, number);
        events += take_(each, out);
        next_ = std::max(next_, number + 1);
    }
    if (last_handed_ == none || last_handed_ >= singly_until_) {
        singly_until_ = none;
    }
    if (next_ > before) {
        out.cancel_timer(again_timer);
        kept_at_ms_ = reply.now_ms;
        return out.save_state(kept_key, written({{"next", next_}, {"at", kept_at_ms_}}), kept_key);
    }
    // Nothing new: everything is confirmed, and a number that begins anew is not missed.
    next_ = 0;
    last_handed_ = none;
    waited ? ask(reply.now_ms, out) : again(least_pause_ms, out);
}

void polling::on_stored(const selat::stored& event, selat::actions out) {
    if (event.tag == kept_key && !ending_) {
        ask(event.now_ms, out);
    }
}

void polling::rang(std::int64_t now_ms, selat::actions out) {
    if (asking_) {
        again(taking_ms, out);
    } else if (last_handed_ != none) {
        not_taken(now_ms, out);
    } else {
        freed_ ? ask(now_ms, out) : free(out);
    }
}

// The host refuses a call as a whole. What was in it is asked for one by one, until the one that it
// does not take is known.
void polling::not_taken(std::int64_t now_ms, selat::actions out) {
    proven_ = false;
    next_ = asked_from_;
    if (first_handed_ != last_handed_) {
        singly_until_ = last_handed_;
        return ask(now_ms, out);
    }
    out.log(SELAT_LOG_ERROR, "update-refused",
            "the gateway does not take this update, and goes on with the next",
            {{"update", std::to_string(first_handed_)}});
    next_ = first_handed_ + 1;
    kept_at_ms_ = now_ms;
    out.save_state(kept_key, written({{"next", next_}, {"at", kept_at_ms_}}), kept_key);
}

void polling::refused(const selat::http_reply& reply, selat::actions out) {
    const auto why = reply.failed() ? telegram::refused{} : read_refused(reply);
    // An answer that broke off may have been too large to be taken.
    limit_ = reply.failed() ? std::max<std::int64_t>(limit_ / 2, 1) : limit_;
    proven_ = false;
    out.status(false, "Telegram gives no updates: " +
                          (reply.failed() ? std::string(reply.detail) : why.text));
    const auto doubled = least_pause_ms << std::min<std::int64_t>(failures_++, 10);
    again(std::max({std::min(doubled, longest_pause_ms),
                    static_cast<std::int64_t>(why.retry_after_ms),
                    reply.status == 409 ? conflict_pause_ms : 0}),
          out);
}

}  // namespace telegram
