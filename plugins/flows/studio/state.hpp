#pragma once
// What an execution remembers between two events, as compact JSON that only this plugin reads.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace studio {

struct execution_state {
    using json = nlohmann::json;

    std::string at;             // the widget it stands at
    std::uint32_t steps = 0;    // widgets entered so far
    std::uint32_t repeats = 0;  // times `at` was entered in a row
    std::uint32_t waits = 0;    // waits so far: what makes their names unique
    std::string waiting_for;  // the name that timers, calls and bots answer to; empty: for nothing
    bool takes_messages = false;
    std::int64_t began_ms = 0;
    std::string definition;            // hash of the definition it began with
    json trigger = json::object();     // facts of the message that began it
    json attributes = json::object();  // the conversation's, as they were then
    json widgets = json::object();     // outputs by widget name
    json variables = json::object();   // flow.variables

    /// Bodies of HTTP answers are kept as text alone; what they parse to is added when read back.
    [[nodiscard]] std::string to_text() const;
    /// None when the text is not a state.
    static std::optional<execution_state> from_text(std::string_view text);
};

/// Adds `parsed` to a widget's outputs when its `body` is JSON.
void parse_body(execution_state::json& outputs);

}  // namespace studio
