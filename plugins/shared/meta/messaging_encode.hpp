#pragma once
// Content → the bodies of Messenger's and Instagram's POST /messages that carry it. Pure.

#include "platform.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meta {

struct messaging_wrapping {
    const platform& at;
    std::string_view to;
    std::string_view reply_to;  // Meta's id of the message this answers; may be empty
    std::string_view metadata;  // comes back in the echo; may be empty
    bool as_human_agent = false;
};

// JSON objects, one a call, in order. Throws selat::refusal when it cannot be carried.
std::vector<std::string> encode_messaging(std::string_view content, const messaging_wrapping& with);

// "typing_on", "typing_off", "mark_seen".
std::string encode_sender_action(std::string_view to, std::string_view action);

}  // namespace meta
