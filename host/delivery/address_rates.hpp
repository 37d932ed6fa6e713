#pragma once
// How fast each address of a channel may be sent to. Owned by one thread.

#include <cstddef>
#include <string>
#include <unordered_map>

#include "host/delivery/rate_limit.hpp"

namespace selat::delivery {

class address_rates {
public:
    // No limit until one is set.
    address_rates() = default;
    address_rates(double per_second, double burst) : per_second_(per_second), burst_(burst) {}

    // `per_second` 0: no limit. So many as `burst` may go at once. Another limit than before counts
    // from now on alone.
    void limit(double per_second, double burst);

    // When the next one may go there.
    [[nodiscard]] model::time next(const std::string& address, model::time now);
    // One goes there.
    void take(const std::string& address, model::time now);

    // Addresses of which something is remembered.
    [[nodiscard]] std::size_t remembered() const { return used_.size(); }

private:
    void forget_rested(model::time now);

    double per_second_ = 0;
    double burst_ = 1;
    std::unordered_map<std::string, rate_limit> used_;
    std::size_t most_ = 1'024;  // then those that may have a whole burst are forgotten
};

}  // namespace selat::delivery
