#include "host/delivery/outcome.hpp"

#include <algorithm>
#include <cmath>

namespace selat::delivery {

verdict judge(code code, bool idempotent) {
    using enum selat::code;
    switch (code) {
    case unavailable:
        return {next_step::retry, blame::provider, false, false, "The channel cannot be reached."};
    case timeout:
        return {next_step::retry, blame::provider, false, false, "The channel did not answer."};
    case throttled:
        return {next_step::retry, blame::provider, true, false,
                "The channel asks us to slow down."};
    case internal:
        return {next_step::retry, blame::provider, false, true, "The channel is out of order."};
    case uncertain:
        return {idempotent ? next_step::retry : next_step::mark_uncertain, blame::provider, false,
                false, "It is not known whether the message went out."};
    case denied:
        return {next_step::refresh_then_retry, blame::configuration, true, true,
                "The channel refuses our credentials."};
    case config:
        return {next_step::final_failure, blame::configuration, false, true,
                "The channel is not set up for this."};
    case wrong_state:
        return {next_step::final_failure, blame::nobody, false, false,
                "The channel does not take this message now."};
    case invalid:
        return {next_step::final_failure, blame::nobody, false, false,
                "The channel refuses this message."};
    case not_found:
        return {next_step::final_failure, blame::customer, false, false,
                "The customer cannot be reached at this address."};
    case unsupported:
        return {next_step::final_failure, blame::nobody, false, false,
                "The channel cannot carry this message."};
    case opted_out:
        return {next_step::final_failure, blame::customer, false, false,
                "The customer does not want messages at this address."};
    case outside_window:
        return {next_step::final_failure, blame::nobody, false, false,
                "The time in which the channel takes answers is over."};
    case quiet_hours:
        return {next_step::final_failure, blame::nobody, false, false,
                "These are quiet hours on the channel."};
    case cancelled:
        return {next_step::final_failure, blame::nobody, false, false, "Sending was called off."};
    case ok: break;
    }
    return {};
}

model::duration back_off(const retry_policy& policy, std::uint32_t attempt, double random,
                         model::duration retry_after) {
    const double doubled =
        static_cast<double>(policy.first.count()) * std::exp2(std::min(attempt, 32u) - 1.0);
    const double bounded = std::min(doubled, static_cast<double>(policy.longest.count()));
    const auto wait = static_cast<model::duration::rep>(bounded * (1.0 - random / 2.0));
    return std::max(model::duration{wait}, retry_after);
}

}  // namespace selat::delivery
