#pragma once
// What is done with a plugin in a child: one function a step.

#include <span>
#include <string>
#include <vector>

#include "host/conformance/bench.hpp"

namespace selat::conformance {

struct child_step {
    const char* name;   // on the command line
    const char* title;  // for people
    std::vector<plugins::kind> kinds;
    // A remark, or what is wrong. `not_found`: there is nothing to do, for it does not have that.
    result<std::string> (*run)(const bench& bench);
};

// In their order.
std::span<const child_step> child_steps();

// The name of the step without which no other can be taken.
inline constexpr const char* first_step = "create";

// The functions, by what they try.
result<std::string> try_create(const bench& bench);
result<std::string> try_options(const bench& bench);
result<std::string> try_threads(const bench& bench);
result<std::string> try_extensions(const bench& bench);
result<std::string> try_on_http(const bench& bench);
result<std::string> try_on_send(const bench& bench);
result<std::string> try_on_reply(const bench& bench);
result<std::string> try_connections(const bench& bench);
result<std::string> try_timers(const bench& bench);
result<std::string> try_other_events(const bench& bench);
result<std::string> try_check(const bench& bench);
result<std::string> try_flow(const bench& bench);
result<std::string> try_bot(const bench& bench);
result<std::string> try_score(const bench& bench);

}  // namespace selat::conformance
