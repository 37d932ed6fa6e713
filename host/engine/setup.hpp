#pragma once
// What the configuration tells the engine.

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "host/model/capabilities.hpp"
#include "host/model/customer.hpp"
#include "host/model/permission.hpp"
#include "host/model/quiet_hours.hpp"
#include "host/model/time.hpp"

namespace selat::engine {

struct channel_setup {
    std::string plugin;  // "line"
    std::string flow;    // empty: the default
    std::string task_channel = "chat";
    model::capabilities capabilities;
    model::quiet_hours quiet{};
    model::address_kind identity = model::address_kind::none;  // what its addresses are to others
    std::string sunset;         // the day its provider closes it; empty: none
    model::time closed_from{};  // when that day begins
};

struct setup {
    std::map<std::string, channel_setup, std::less<>> channels;
    std::string default_flow;      // empty: none
    std::string default_workflow;  // empty: none
    std::set<std::string, std::less<>> workflows;
    // Where calls reach an agent: the attribute voice_address, or phone.
    std::map<std::string, std::string, std::less<>> agent_lines;
    std::string default_bot;  // for a hand-over to "bot"; empty: none
    bool join_channels = true;
    // How long a number tells whose it is after its customer was heard from; 0: for ever.
    model::duration link_within{90 * 24 * 3'600'000ll};
    model::duration inactivity_close{24 * 3'600'000};
    std::uint32_t max_steps = 1'000;  // host calls of one execution
};

// What counts for sending on a channel; points into the setup.
model::channel_rules rules_of(const setup& setup, std::string_view channel);

}  // namespace selat::engine
