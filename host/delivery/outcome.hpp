#pragma once
// The one table: what a code means for a message that was being sent.

#include "host/base/result.hpp"
#include "host/model/time.hpp"

namespace selat::delivery {

enum class next_step { final_failure, retry, refresh_then_retry, mark_uncertain };
enum class blame { nobody, customer, configuration, provider, plugin };

struct verdict {
    next_step next = next_step::final_failure;
    delivery::blame blame = blame::nobody;
    bool slow_instance = false;    // the whole channel waits, not only this address
    bool degrade_channel = false;  // once retries of this kind are spent
    const char* for_people = "";   // what an agent may read
};

// `idempotent`: a repeat with the same key is safe.
verdict judge(code code, bool idempotent);

struct retry_policy {
    model::duration first{1'000};
    model::duration longest{15 * 60'000};
    std::uint32_t attempts = 12;
};

// Wait before try `attempt` + 1: doubles from `first`, at most `longest`, of which a random half is
// taken off (`random` in [0, 1)). Never sooner than `retry_after`.
model::duration back_off(const retry_policy& policy, std::uint32_t attempt, double random,
                         model::duration retry_after);

}  // namespace selat::delivery
