#pragma once
// What the bot behind the webhook says.

#include <optional>
#include <string>
#include <string_view>

namespace webhook {

struct answer {
    std::string messages;    // JSON array of contents
    std::string attributes;  // JSON object; empty when none
    bool handoff = false;
};

// `wrong` says what is not as the contract says; then there is no answer.
std::optional<answer> read_answer(std::string_view body, std::string& wrong);

}  // namespace webhook
