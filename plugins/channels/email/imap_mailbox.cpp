#include "imap.hpp"
#include "json_read.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <utility>

namespace email {
namespace {

constexpr std::int64_t first_days = 7;        // of unread mail that a new mailbox begins with
constexpr std::uint64_t partly = 256 * 1024;  // of a mail that is too large

// "19-Nov-2026", UTC.
std::string date_of(std::int64_t ms) {
    constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(
        std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(ms))));
    return std::to_string(static_cast<unsigned>(day.day())) + "-" +
           months[static_cast<unsigned>(day.month()) - 1] + "-" +
           std::to_string(static_cast<int>(day.year()));
}

}  // namespace

imap::point imap::point::read(std::string_view kept) {
    const auto value = parse(kept);
    return {static_cast<std::uint64_t>(number_of(value, "validity")),
            static_cast<std::uint64_t>(number_of(value, "last"))};
}

std::string imap::point::write() const { return written({{"validity", validity}, {"last", last}}); }

void imap::select(selat::actions out) {
    validity_ = 0;
    uid_next_ = 0;
    say("SELECT " + in_quotes(options_.folder), stage::selecting, out);
}

// A mailbox that was made anew has other numbers: what is known by its Message-ID is not taken
// twice.
void imap::go_on(const selat::event& event, selat::actions out) {
    tries_ = 0;
    out.status(true);
    if (point_.validity != validity_ || point_.validity == 0) {
        if (point_.validity != 0) {
            out.log(SELAT_LOG_WARN, "mailbox_renumbered", "unread mail is read anew");
        }
        first_ = true;
        point_ = {validity_, uid_next_ > 0 ? uid_next_ - 1 : 0};
    }
    search(event, out);
}

void imap::search(const selat::event& event, selat::actions out) {
    found_.clear();
    more_ = false;
    if (first_) {
        const auto since = date_of(event.now_ms - first_days * 86'400'000);
        return say("UID SEARCH UNSEEN SINCE " + since, stage::searching, out);
    }
    say("UID SEARCH UID " + std::to_string(point_.last + 1) + ":*", stage::searching, out);
}

// The range n:* always has the last mail in it, also when that is known.
void imap::found(selat::actions out) {
    std::sort(found_.begin(), found_.end());
    pending_.clear();
    for (const auto uid : found_) {
        if (first_ || uid > point_.last) {
            pending_.push_back(uid);
        }
    }
    next(out);
}

void imap::next(selat::actions out) {
    if (!pending_.empty()) {
        fetched_ = {};
        return say("UID FETCH " + std::to_string(pending_.front()) + " (UID BODY.PEEK[]<0." +
                       std::to_string(options_.largest + 1) + ">)",
                   stage::fetching, out);
    }
    if (first_) {
        first_ = false;
        out.save_state(point::key, point_.write());
    }
    wait(out);
}

void imap::wait(selat::actions out) {
    if (more_) {  // between the search and now
        return say("NOOP", stage::polling, out);
    }
    if (can("IDLE")) {
        return say("IDLE", stage::asking_idle, out);
    }
    rest(out);
}

void imap::read(const selat::event& event, selat::actions out) {
    if (!fetched_.has_body) {  // somebody has removed it
        return done(out);
    }
    const auto mail = std::exchange(fetched_, {});
    const bool whole = mail.body.size() <= options_.largest;
    const auto raw =
        whole ? std::string_view(mail.body) : std::string_view(mail.body).substr(0, partly);
    try {
        if (incoming_.take({raw, whole, mail_tag()}, event, out)) {
            stage_ = stage::storing;
            return out.cancel_timer(answer_timer);
        }
    } catch (const std::exception& thrown) {  // one mail must not keep all others back
        out.log(SELAT_LOG_ERROR, "unreadable", thrown.what(), {{"uid", std::to_string(mail.uid)}});
    }
    done(out);
}

void imap::on_stored(const selat::stored& event, selat::actions out) {
    if (stage_ != stage::storing || pending_.empty() || event.tag != mail_tag()) {
        return;
    }
    if (event.failure != selat::code::ok) {
        return lost("a mail could not be stored; it is read again", event, out);
    }
    done(out);
}

// The host refuses a call as a whole, and with it that the timer is cancelled: then this mail was
// not delivered. One that it refuses twice must not keep all others back.
void imap::not_taken(const selat::event& event, selat::actions out) {
    if (std::exchange(refused_, mail_tag()) != mail_tag()) {
        return lost("the gateway does not take a mail; it is read again", event, out);
    }
    out.log(SELAT_LOG_ERROR, "mail-refused",
            "the gateway does not take this mail, and goes on with the next",
            {{"uid", std::to_string(pending_.front())}});
    done(out);
}

// Dealt with: never read again, and marked for whoever looks into the mailbox.
void imap::done(selat::actions out) {
    const auto uid = pending_.front();
    pending_.pop_front();
    point_.last = std::max(point_.last, uid);
    if (!first_) {
        out.save_state(point::key, point_.write());
    }
    if (options_.mark_seen) {
        return say("UID STORE " + std::to_string(uid) + " +FLAGS.SILENT (\\Seen)", stage::marking,
                   out);
    }
    next(out);
}

std::string imap::mail_tag() const {
    return std::to_string(validity_) + ":" + std::to_string(pending_.front());
}

}  // namespace email
