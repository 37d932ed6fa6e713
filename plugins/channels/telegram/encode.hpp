#pragma once
// Content → the calls of Telegram's that send it, one after the other. Pure.

#include "ids.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace telegram {

inline constexpr std::string_view reacting = "setMessageReaction";

struct step {
    std::string method;
    nlohmann::json body;
    // Not empty: what is said in its place when Telegram cannot fetch the files it links.
    std::string links;
};

// Of one message, or what is left of it.
using steps = std::vector<step>;

struct wrapping {
    const route& to;
    std::optional<message_name> reply_to;
    // The callback_data for a payload.
    std::function<std::string(std::string_view payload)> data_for;
};

// Throws selat::refusal when Telegram cannot carry it.
steps encode_message(std::string_view content, const wrapping& with);
// The step that changes a message of ours; `captioned`: its text is the caption of a file.
step encode_edit(std::string_view content, const message_name& target, bool captioned,
                 const wrapping& with);
// A step that says `text` to where another went.
step instead(const step& failed, std::string_view text);

// As it is kept between calls.
nlohmann::json to_json(const steps& all);
steps read_steps(const nlohmann::json& from);

}  // namespace telegram
