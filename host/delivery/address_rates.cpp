#include "host/delivery/address_rates.hpp"

#include <algorithm>

namespace selat::delivery {

void address_rates::limit(double per_second, double burst) {
    if (per_second != per_second_ || burst != burst_) {
        *this = {per_second, burst};
    }
}

model::time address_rates::next(const std::string& address, model::time now) {
    const auto it = used_.find(address);
    return it == used_.end() ? now : it->second.next(now);
}

void address_rates::take(const std::string& address, model::time now) {
    if (per_second_ <= 0) {
        return;
    }
    forget_rested(now);
    used_.try_emplace(address, per_second_, burst_).first->second.take(now);
}

void address_rates::forget_rested(model::time now) {
    if (used_.size() < most_) {
        return;
    }
    std::erase_if(used_, [now](const auto& each) {
        auto rate = each.second;
        return rate.is_full(now);
    });
    most_ = std::max<std::size_t>(1'024, 2 * used_.size());
}

}  // namespace selat::delivery
