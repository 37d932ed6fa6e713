#pragma once
// Flows that the tests of executions share.

#include "dry_run.hpp"

#include <string>
#include <utility>
#include <vector>

namespace studio::testing {

using list = std::vector<std::string>;

// A flow whose trigger leads to the first of the states.
inline given_flow flow_of(json states, std::string bindings = "{}", std::string workflows = "[]",
                          std::string bots = "[]", std::string flows = "[]") {
    json trigger = json::parse(R"({"name":"Trigger","type":"trigger","properties":{},
        "transitions":[{"event":"incomingMessage","next":""}]})");
    trigger["transitions"][0]["next"] = states[0]["name"];
    states.insert(states.begin(), trigger);
    const json flow = {{"initial_state", "Trigger"}, {"states", states}};
    return {flow.dump(), std::move(bindings), std::move(workflows), std::move(bots),
            std::move(flows)};
}

// Waits a minute for a name, and greets it.
inline constexpr const char* ask = R"([{"name":"ask","type":"send-and-wait-for-reply",
    "properties":{"body":"Name?","timeout":"60","from":"Bot"},
    "transitions":[{"event":"incomingMessage","next":"hello"},{"event":"timeout","next":"late"},
                   {"event":"deliveryFailure","next":"lost"}]},
    {"name":"hello","type":"send-message","properties":{"body":"Hi {{widgets.ask.inbound.Body}}"},"transitions":[]},
    {"name":"late","type":"send-message","properties":{"body":"Too late"},"transitions":[]},
    {"name":"lost","type":"set-variables","properties":{"variables":[{"key":"s","value":"{{widgets.ask.outbound.Status}}"}]}}])";

}  // namespace studio::testing
