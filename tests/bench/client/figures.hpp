#pragma once
// What many measurements come to.

#include <algorithm>
#include <cmath>
#include <vector>

namespace bench {

struct figures {
    explicit figures(std::vector<double> samples) : sorted(std::move(samples)) {
        std::sort(sorted.begin(), sorted.end());
    }
    // NaN when there are none.
    [[nodiscard]] double at(double share) const {
        if (sorted.empty()) {
            return std::nan("");
        }
        return sorted[static_cast<std::size_t>(static_cast<double>(sorted.size() - 1) * share)];
    }

    std::vector<double> sorted;
};

}  // namespace bench
