// The agent who was offered a task the longest time ago is asked first.

#include <cstddef>
#include <span>

#include <selat/plugin.hpp>

namespace {

class longest_idle {
public:
    explicit longest_idle(const selat::setup&) {}

    // Earlier is greater; 0, never offered anything, is the greatest of all.
    void score(const selat_rank_request*, std::span<const selat_candidate* const> candidates,
               std::span<double> scores) const {
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            scores[i] = -static_cast<double>(candidates[i]->idle_since_ms);
        }
    }
};

}  // namespace

SELAT_STRATEGY(longest_idle)
