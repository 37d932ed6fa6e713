#pragma once
// What Telegram is asked to tell, by webhook or when it is polled.

#include "json_read.hpp"

namespace telegram {

// Everything that customers do; reactions are told to those alone who ask.
inline json wanted_updates() {
    return {"message",          "edited_message",          "callback_query",
            "my_chat_member",   "message_reaction",        "business_connection",
            "business_message", "edited_business_message", "deleted_business_messages"};
}

}  // namespace telegram
