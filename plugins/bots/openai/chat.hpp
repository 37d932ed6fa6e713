#pragma once
// The chat-completions API: what is asked of a model, and what it answers.

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace openai {

using nlohmann::json;

/// What others wrote as JSON; null where it is none, or nests without end.
json read(std::string_view text);

/// JSON text. Bytes that are no UTF-8 become U+FFFD.
std::string written(const json& value);

/// The conversation as the model is shown it: `history` as bots get it, with `message` in it.
json dialogue_of(std::string_view history, std::string_view message);

/// What a model says, and what it wants called.
struct completion {
    json message;  // as it is to be shown to the model again
    std::string text;
    json calls = json::array();
};

/// Nothing when the body is no completion.
std::optional<completion> read_completion(std::string_view body);

/// The server's own code for an error, of letters, digits, `_`, `-` and `.` alone; may be empty.
std::string error_code_of(std::string_view body);

}  // namespace openai
