#pragma once
// One answer in the making: what was said with tools since the customer wrote. It travels as the
// context of each call, so that it outlives the gateway.

#include "chat.hpp"

namespace openai {

struct turn {
    json said = json::array();         // messages behind the dialogue
    json calls = json::array();        // of tools, still to be made; the first is under way
    json attributes = json::object();  // for the conversation
    int rounds = 0;                    // how often the model was asked
};

std::string write_turn(const turn& one);

/// A fresh one where the text is none of ours.
turn read_turn(std::string_view text);

/// What the first call to be made calls, and with what; null arguments when they are no object.
std::string name_of_call(const turn& one);
json arguments_of_call(const turn& one);

/// The first call came to this, as the model is told: of long results as much as a context takes.
void end_call(turn& one, std::string_view result);

}  // namespace openai
