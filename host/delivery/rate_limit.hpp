#pragma once
// A token bucket on a given clock. Owned by one thread.

#include "host/model/time.hpp"

namespace selat::delivery {

class rate_limit {
public:
    // `per_second` 0: no limit. A burst of one second's worth, at least one, is allowed.
    explicit rate_limit(double per_second);
    // So many as `burst` at once, at least one.
    rate_limit(double per_second, double burst);

    // Takes a token when there is one.
    bool take(model::time now);
    // When the next token will be there.
    [[nodiscard]] model::time next(model::time now);
    // Nothing is given before `until` (the provider asked for it).
    void pause(model::time until);
    // Whether a whole burst may go.
    [[nodiscard]] bool is_full(model::time now);

private:
    void follow(model::time now);
    void fill(model::time now);

    double per_second_;
    double burst_;
    double tokens_;
    model::time filled_{};
    model::time paused_until_{};
    model::time seen_{};  // the newest
};

}  // namespace selat::delivery
