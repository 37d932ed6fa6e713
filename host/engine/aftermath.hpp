#pragma once
// What a flow's step asks for once all its actions are read.

#include <optional>
#include <string>
#include <vector>

#include "host/model/action.hpp"

namespace selat::engine {

struct flow_aftermath {
    std::optional<model::action::flow_state> state;
    std::vector<model::action::handoff> handoffs;
    std::optional<model::action::ask_bot> bot;
    std::optional<model::action::subflow> subflow;
    std::vector<std::string> unsent;  // tags of what could not even be queued
};

}  // namespace selat::engine
