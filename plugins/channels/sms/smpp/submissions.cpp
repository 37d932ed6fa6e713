#include "submissions.hpp"

#include "addresses.hpp"
#include "encodings.hpp"
#include "sent_ids.hpp"
#include "statuses.hpp"

#include <algorithm>
#include <utility>

namespace smpp {
namespace {

constexpr std::string_view pace_timer = "pace";
constexpr std::string_view overdue_timer = "overdue";
constexpr std::int64_t look_ms = 250;
constexpr std::int64_t retry_ms = 1'000;
constexpr std::size_t most_late = 10'000;
constexpr std::uint8_t any_receipt = 1;  // of success and of failure

}  // namespace

void submissions::add(const selat::outgoing& event, const address& to, std::vector<part> parts,
                      selat::actions out) {
    submission one;
    one.message = event.message;
    one.base.id = command::submit_sm;
    one.base.body =
        message{.service_type = options_.service_type,
                .source = source_of(options_),
                .destination = to,
                .registered_delivery = options_.receipts ? any_receipt : std::uint8_t{0}};
    one.parts = std::move(parts);
    one.began_ms = event.now_ms;
    for (std::size_t n = 0; n < one.parts.size(); ++n) {
        queue_.push_back({event.op, n});
    }
    open_.insert_or_assign(event.op, std::move(one));
    if (!std::exchange(looking_, true)) {
        out.timer(overdue_timer, look_ms);
    }
    pump(event.now_ms, out);
}

void submissions::pump(std::int64_t now_ms, selat::actions out) {
    while (!queue_.empty()) {
        const auto next = queue_.front();
        const auto it = open_.find(next.op);
        if (it == open_.end() || it->second.refused) {
            queue_.pop_front();
            continue;
        }
        if (!link_.is_bound() || window_.size() >= options_.window) {
            return;
        }
        if (!pace_.take(now_ms)) {
            if (!std::exchange(pacing_, true)) {
                out.timer(pace_timer, pace_.wait_ms(now_ms));
            }
            return;
        }
        queue_.pop_front();
        go(next);
    }
}

void submissions::go(const place& next) {
    auto& one = open_.at(next.op);
    const auto& part = one.parts[next.part];
    auto& body = std::get<message>(one.base.body);
    body.esm_class = part.esm_class;
    body.data_coding = part.data_coding;
    body.short_message = part.short_message;
    one.base.parameters = part.parameters;
    ++one.unanswered;
    window_.emplace(link_.request(one.base), next);
}

void submissions::answered(const pdu& answer, std::int64_t now_ms, selat::actions out) {
    const auto* body = std::get_if<message_answer>(&answer.body);
    const auto id = body == nullptr ? std::string() : printable(body->message_id);
    if (const auto late = late_.find(answer.sequence); late != late_.end()) {
        if (answer.status == status::ok && !id.empty()) {
            taken_.push_back({{id}, late->second});
        }
        late_.erase(late);
        return;
    }
    const auto it = window_.find(answer.sequence);
    if (it == window_.end()) {
        return;
    }
    const auto place = it->second;
    window_.erase(it);
    const auto open = open_.find(place.op);
    if (open == open_.end()) {
        return;
    }
    auto& one = open->second;
    --one.unanswered;
    if (answer.status == status::ok && answer.id != command::generic_nack) {
        pace_.accepted(now_ms);
        return accepted(place.op, one, id, out);
    }
    if (meaning_of(answer.status).code == selat::code::throttled && !one.refused) {
        pace_.refused(now_ms);
        queue_.push_front(place);
        out.count("sms_throttled");
        return;
    }
    one.refused = one.refused ? one.refused : answer.status;
    end_refused(place.op, out);
}

void submissions::accepted(std::uint64_t op, submission& one, const std::string& id,
                           selat::actions out) {
    ++one.accepted;
    if (!id.empty()) {
        one.ids.push_back(id);
    }
    if (one.refused) {
        return end_refused(op, out);
    }
    if (one.accepted < one.parts.size()) {
        return;
    }
    std::vector<std::string> all;
    for (const auto& each : one.ids) {
        all.push_back(each);
        if (auto plain = sent_ids::plain(each); plain != each) {
            all.push_back(std::move(plain));
        }
    }
    constexpr std::size_t most = 100;  // what the host takes
    const std::vector<std::string_view> views(
        all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), most)));
    out.sent({.op = op, .provider_ids = views});
    out.count("sms_segments_sent", one.parts.size());
    taken_.push_back({std::move(one.ids), {}});
    open_.erase(op);
}

void submissions::end_refused(std::uint64_t op, selat::actions out) {
    const auto& one = open_.at(op);
    if (one.unanswered > 0) {
        return;
    }
    const auto status = one.refused.value_or(status::ok);
    const auto meaning = meaning_of(status);
    auto code = meaning.code;
    std::string why(meaning.text);
    if (one.accepted > 0) {
        // To send all of it again would repeat what went out.
        code = code == selat::code::unavailable ? selat::code::uncertain : code;
        why += "; " + std::to_string(one.accepted) + " of " + std::to_string(one.parts.size()) +
               " parts went out";
    }
    fail(op, code, name_of(status), why, 0, out);
}

void submissions::fail(std::uint64_t op, selat::code code, std::string_view provider_code,
                       std::string_view why, std::int64_t retry_after_ms, selat::actions out) {
    out.failed({.op = op,
                .code = code,
                .retry_after_ms = static_cast<std::uint64_t>(retry_after_ms),
                .provider_code = provider_code,
                .detail = why});
    open_.erase(op);
}

void submissions::connection_lost(std::int64_t, selat::actions out) {
    window_.clear();
    late_.clear();
    std::vector<std::uint64_t> doubtful;
    for (const auto& [op, one] : open_) {
        if (one.unanswered > 0 || one.refused) {
            doubtful.push_back(op);
        }
    }
    for (const auto op : doubtful) {
        const bool again = options_.resend_unanswered && open_.at(op).accepted == 0;
        fail(op, again ? selat::code::unavailable : selat::code::uncertain, {},
             "the connection was lost before the SMSC answered", again ? retry_ms : 0, out);
    }
}

void submissions::on_timer(const selat::timer& event, selat::actions out) {
    if (event.name == pace_timer) {
        pacing_ = false;
        pump(event.now_ms, out);
    } else if (event.name == overdue_timer) {
        look_for_overdue(event.now_ms, out);
    }
}

void submissions::look_for_overdue(std::int64_t now_ms, selat::actions out) {
    std::vector<std::uint64_t> due;
    for (const auto& [op, one] : open_) {
        // What has not begun to go out goes back to the host while it still may be sent later.
        const bool untouched = one.unanswered == 0 && one.accepted == 0;
        const auto patience = untouched ? options_.timeout_ms / 2 : options_.timeout_ms * 9 / 10;
        if (now_ms - one.began_ms >= patience) {
            due.push_back(op);
        }
    }
    for (const auto op : due) {
        overdue(op, open_.at(op), now_ms, out);
    }
    looking_ = !open_.empty();
    if (looking_) {
        out.timer(overdue_timer, look_ms);
    }
    pump(now_ms, out);
}

void submissions::overdue(std::uint64_t op, const submission& one, std::int64_t now_ms,
                          selat::actions out) {
    if (one.unanswered == 0 && one.accepted == 0) {
        const bool paused = pace_.is_paused(now_ms);
        const auto wait_ms = paused ? pace_.wait_ms(now_ms) : retry_ms;
        return fail(op, paused ? selat::code::throttled : selat::code::unavailable, {},
                    link_.is_bound() ? "the SMSC takes no more for now"
                                     : "there is no connection to the SMSC",
                    wait_ms, out);
    }
    for (auto it = window_.begin(); it != window_.end();) {
        if (it->second.op != op) {
            ++it;
            continue;
        }
        if (late_.size() < most_late && one.parts.size() == 1) {
            late_.emplace(it->first, one.message);
        }
        it = window_.erase(it);
    }
    const bool unanswered = one.unanswered > 0;
    fail(op, selat::code::uncertain, {},
         unanswered ? "the SMSC does not answer"
                    : std::to_string(one.accepted) + " of " + std::to_string(one.parts.size()) +
                          " parts went out, and the SMSC takes no more for now",
         0, out);
}

void submissions::stop(selat::actions out) {
    std::vector<std::uint64_t> untouched;
    for (const auto& [op, one] : open_) {
        if (one.unanswered == 0 && one.accepted == 0) {
            untouched.push_back(op);
        }
    }
    for (const auto op : untouched) {
        fail(op, selat::code::unavailable, {}, going_away, 0, out);
    }
}

}  // namespace smpp
