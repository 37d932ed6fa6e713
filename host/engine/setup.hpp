#pragma once
// What the configuration tells the engine.

#include <map>
#include <set>
#include <string>

#include "host/model/capabilities.hpp"
#include "host/model/time.hpp"

namespace selat::engine {

struct channel_setup {
    std::string plugin;  // "line"
    std::string flow;    // empty: the default
    std::string task_channel = "chat";
    model::capabilities capabilities;
};

struct setup {
    std::map<std::string, channel_setup, std::less<>> channels;
    std::string default_flow;      // empty: none
    std::string default_workflow;  // empty: none
    std::set<std::string, std::less<>> workflows;
    std::string default_bot;  // for a hand-over to "bot"; empty: none
    bool join_channels = true;
    model::duration inactivity_close{24 * 3'600'000};
    std::uint32_t max_steps = 1'000;  // host calls of one execution
};

}  // namespace selat::engine
