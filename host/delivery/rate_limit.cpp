#include "host/delivery/rate_limit.hpp"

#include <algorithm>
#include <cmath>

namespace selat::delivery {

rate_limit::rate_limit(double per_second) : rate_limit(per_second, per_second) {}

rate_limit::rate_limit(double per_second, double burst)
    : per_second_(per_second), burst_(std::max(1.0, burst)), tokens_(burst_) {}

// A clock that is set back takes along what was noted by it: nothing stands still until it has
// caught up.
void rate_limit::follow(model::time now) {
    if (now < seen_) {
        const auto back = seen_ - now;
        filled_ -= back;
        paused_until_ -= back;
    }
    seen_ = now;
}

void rate_limit::fill(model::time now) {
    const auto passed = static_cast<double>((now - filled_).count());
    tokens_ = std::min(burst_, tokens_ + passed * per_second_ / 1000.0);
    filled_ = now;
}

bool rate_limit::is_full(model::time now) {
    follow(now);
    fill(now);
    return tokens_ >= burst_ && now >= paused_until_;
}

bool rate_limit::take(model::time now) {
    follow(now);
    if (now < paused_until_) {
        return false;
    }
    if (per_second_ <= 0) {
        return true;
    }
    fill(now);
    if (tokens_ < 1.0) {
        return false;
    }
    tokens_ -= 1.0;
    return true;
}

model::time rate_limit::next(model::time now) {
    follow(now);
    auto at = std::max(now, paused_until_);
    if (per_second_ > 0 && tokens_ < 1.0) {
        const double wait = std::ceil((1.0 - tokens_) * 1000.0 / per_second_);
        at = std::max(at, filled_ + model::duration{static_cast<model::duration::rep>(wait)});
    }
    return at;
}

void rate_limit::pause(model::time until) { paused_until_ = std::max(paused_until_, until); }

}  // namespace selat::delivery
