#include "host/api/stream_feed.hpp"

#include <algorithm>
#include <utility>

#include "host/api/stream_subscriber.hpp"

#include <boost/asio/steady_timer.hpp>

namespace selat::api {
namespace {

constexpr std::ptrdiff_t frames_a_turn = 64;
constexpr std::uint32_t going_away = 1001;
constexpr std::chrono::milliseconds shortest_turn{1};  // who is alone gets everything at once

}  // namespace

feed::feed(store::store& store, telemetry::log& log, telemetry::metrics& metrics,
           stream_limits limits)
    : limits(limits), log(log),
      subscribers(metrics.gauge("selat_stream_subscribers", "Open event streams")),
      sent(metrics.counter("selat_stream_events_sent_total", "Events given to open streams")),
      closed_slow(metrics.counter("selat_stream_closed_slow_total",
                                  "Streams closed because the client did not read")),
      store_(store) {}

bool feed::enter(std::shared_ptr<subscriber> one) {
    const std::lock_guard lock(mutex_);
    if (stopped_) {
        return false;
    }
    all_.push_back(std::move(one));
    return true;
}

void feed::leave(const subscriber& one) {
    const std::lock_guard lock(mutex_);
    std::erase_if(all_, [&](const auto& each) { return each.get() == &one; });
    live_ = live_ && !all_.empty();
}

void feed::follow(std::uint64_t newest) {
    {
        const std::lock_guard lock(mutex_);
        if (live_) {
            return;
        }
        live_ = true;
        if (reading_) {
            return;  // of the time before; it goes on from there
        }
        kept_.clear();
        kept_bytes_ = 0;
        base_ = head_ = newest;
        if (!lags()) {
            return;
        }
        reading_ = true;
    }
    read_on();
}

void feed::committed(std::uint64_t newest) {
    {
        const std::lock_guard lock(mutex_);
        wanted_ = std::max(wanted_, newest);
        if (reading_ || !lags()) {
            return;
        }
        reading_ = true;
    }
    read_in_turn();
}

// A turn for all at most half of the time.
void feed::read_in_turn() {
    std::shared_ptr<boost::asio::steady_timer> timer;
    {
        const std::lock_guard lock(mutex_);
        const auto turn = std::min<std::chrono::microseconds>(
            limits.turn_of_one * static_cast<std::int64_t>(all_.size()), limits.longest_turn);
        const auto due = last_read_ + turn;
        if (turn >= shortest_turn && due > std::chrono::steady_clock::now()) {
            timer = std::make_shared<boost::asio::steady_timer>(all_.front()->executor(), due);
        }
    }
    if (!timer) {
        return read_on();
    }
    timer->async_wait([self = shared_from_this(), timer](const boost::system::error_code& error) {
        if (!error) {
            self->read_on();
        }
    });
}

void feed::read_on() {
    read([self = shared_from_this()](store::reader& reader) { self->take_in(reader); });
}

void feed::take_in(store::reader& reader) {
    std::uint64_t after = 0;
    std::uint64_t forgotten = 0;
    {
        const std::lock_guard lock(mutex_);
        after = head_;
        forgotten = forgotten_;
        last_read_ = std::chrono::steady_clock::now();
    }
    auto found = read_piece(reader, after);
    if (!found) {
        log(telemetry::level::error, "stream.not_read", {{"reason", found.error().text}});
    }
    bool more = false;
    {
        const std::lock_guard lock(mutex_);
        if (found && forgotten == forgotten_) {  // else it is read once more
            keep(std::move(found->frames));
            head_ = found->upto;
        }
        // After a failure the next commit tries again.
        more = reading_ = found && lags();
        for (const auto& each : all_) {
            each->wake();
        }
    }
    if (more) {
        read_in_turn();
    }
}

void feed::keep(std::vector<shared_frame> frames) {
    for (auto& each : frames) {
        kept_bytes_ += each->text.size();
        kept_.push_back(std::move(each));
    }
    while (kept_.size() > limits.kept_frames || kept_bytes_ > limits.kept_bytes) {
        base_ = kept_.front()->position;
        kept_bytes_ -= kept_.front()->text.size();
        kept_.pop_front();
    }
}

void feed::forget() {
    const std::lock_guard lock(mutex_);
    ++forgotten_;
    kept_.clear();
    kept_bytes_ = 0;
    base_ = head_;
}

feed::taken feed::after(std::uint64_t position) const {
    taken out;
    const std::lock_guard lock(mutex_);
    out.behind = position < base_;
    if (out.behind) {
        return out;
    }
    const auto first = std::ranges::upper_bound(kept_, position, {}, &frame::position);
    const auto count = std::min<std::ptrdiff_t>(kept_.end() - first, frames_a_turn);
    out.frames.assign(first, first + count);
    return out;
}

void feed::read(std::function<void(store::reader&)> work) {
    const std::lock_guard lock(mutex_);
    if (!stopped_) {
        store_.read(std::move(work));
    }
}

void feed::tell(const shared_frame& told) {
    const std::lock_guard lock(mutex_);
    for (const auto& each : all_) {
        each->tell(told);
    }
}

void feed::end_session(std::string_view session_hash) {
    const std::lock_guard lock(mutex_);
    for (const auto& each : all_) {
        if (!session_hash.empty() && each->session() == session_hash) {
            each->end_session();
        }
    }
}

void feed::end_unless(const std::function<bool(const caller&)>& still) {
    const std::lock_guard lock(mutex_);
    for (const auto& each : all_) {
        if (!still(each->who())) {
            each->end_session();
        }
    }
}

void feed::stop() {
    std::vector<std::shared_ptr<subscriber>> all;
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
        live_ = false;
        all.swap(all_);
    }
    for (const auto& each : all) {
        each->end(going_away, "going away");
    }
}

}  // namespace selat::api
