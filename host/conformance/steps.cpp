#include "host/conformance/steps.hpp"

#include <array>

namespace selat::conformance {

std::span<const child_step> child_steps() {
    using plugins::kind;
    const std::vector all = {kind::channel, kind::flow, kind::strategy, kind::bot};
    static const std::array steps = {
        child_step{first_step, "instances are made and ended, and leave nothing", all, try_create},
        child_step{"options", "options that are wrong are survived", all, try_options},
        child_step{"extensions", "extension tables are whole", {kind::channel}, try_extensions},
        child_step{"on_http", "on_http", {kind::channel}, try_on_http},
        child_step{"on_send", "on_send", {kind::channel}, try_on_send},
        child_step{"on_reply", "on_reply", {kind::channel}, try_on_reply},
        child_step{"connections", "on_open, on_data, on_close", {kind::channel}, try_connections},
        child_step{"timers", "on_timer", {kind::channel}, try_timers},
        child_step{"other_events",
                   "on_stored, on_history, on_refresh, on_post, on_verification",
                   {kind::channel},
                   try_other_events},
        child_step{"check", "check", {kind::flow}, try_check},
        child_step{"flow", "on_event", {kind::flow}, try_flow},
        child_step{"bot", "on_event", {kind::bot}, try_bot},
        child_step{"score", "score", {kind::strategy}, try_score},
        child_step{"threads", "calls run side by side", all, try_threads}};
    return steps;
}

}  // namespace selat::conformance
