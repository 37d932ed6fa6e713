#include "host/net/lane.hpp"

#include <utility>

namespace selat::net {
namespace {

// A guest may leave while it is called, its neighbours may not.
template <class Call>
void each(guest_list& guests, const Call& call) {
    for (auto at = guests.begin(); at != guests.end();) {
        guest& one = *at++;
        call(one);
    }
}

}  // namespace

void lane_counts::add_to(server_counts& sum) const {
    constexpr auto relaxed = std::memory_order_relaxed;
    sum.connections += connections.load(relaxed);
    sum.accepted += accepted.load(relaxed);
    sum.requests += requests.load(relaxed);
    sum.malformed += malformed.load(relaxed);
    sum.oversized += oversized.load(relaxed);
    sum.timed_out += timed_out.load(relaxed);
    sum.unplaced += unplaced.load(relaxed);
}

lane::lane(boost::asio::any_io_executor executor, clock::duration tick)
    : executor_(std::move(executor)), tick_(tick), timer_(executor_) {}

void lane::watch(guest& guest) {
    watched_.push_back(guest);
    if (!sweeping_) {
        sweeping_ = true;
        sweep();
    }
}

void lane::keep(guest& guest) { kept_.push_back(guest); }

void lane::drain() {
    each(watched_, [](guest& one) { one.drain(); });
    each(kept_, [](guest& one) { one.drain(); });
}

void lane::abort() {
    each(watched_, [](guest& one) { one.abort(); });
    each(kept_, [](guest& one) { one.abort(); });
    timer_.cancel();  // nobody waits for a deadline any more
}

void lane::sweep() {
    timer_.expires_after(tick_);
    timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
        const auto self = weak.lock();
        if (error || !self) {
            return;
        }
        const auto now = clock::now();
        each(self->watched_, [now](guest& one) {
            if (one.deadline() <= now) {
                one.expire();
            }
        });
        self->sweeping_ = !self->watched_.empty();
        if (self->sweeping_) {
            self->sweep();
        }
    });
}

}  // namespace selat::net
