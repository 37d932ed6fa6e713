#pragma once
// Content → the bodies of POST /messages that carry it. Pure.

#include <string>
#include <string_view>
#include <vector>

namespace whatsapp {

struct wrapping {
    std::string_view to;           // the customer's address
    std::string_view reply_to;     // WhatsApp's id of the message this answers; may be empty
    std::string_view callback;     // comes back with what becomes of it; may be empty
    std::string_view list_button;  // opens a list of choices
};

// JSON objects, one a message, in order. Throws selat::refusal when WhatsApp cannot carry it.
std::vector<std::string> encode_messages(std::string_view content, const wrapping& with);

// Marks a message, and all before it, as read; with the sign that somebody is typing.
std::string encode_read(std::string_view message_id, bool typing);

}  // namespace whatsapp
