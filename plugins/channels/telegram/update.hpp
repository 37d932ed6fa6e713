#pragma once
// An Update of Telegram's → what the host is told. Pure.

#include "content.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <selat/plugin.hpp>

#include <nlohmann/json_fwd.hpp>

namespace telegram {

enum class event_kind {
    message,     // said by a customer, or an echo of what the business said itself
    edit,        // `message_id` says `content` now
    removal,     // `message_id` was taken back
    address,     // something about `from`: reach, where it is now
    connection,  // `connection`, to a business account, was made, changed or ended
    ignored,     // nothing to tell; `why` says so for the log
};

struct event {
    event_kind kind = event_kind::ignored;
    std::string key;         // of this event, for knowing it again
    std::string message_id;  // may be empty
    std::string from;
    std::string author;  // in groups and channels
    std::string author_name;
    std::string content;
    std::string reply_to;
    std::string route;  // what is kept with the address; may be empty
    std::string locale;
    std::string name;        // of the group; for address
    std::string identity;    // that two addresses share; for address
    std::string attributes;  // JSON object; may be empty
    std::string connection;  // to a business account; `content` is Telegram's BusinessConnection
    std::string callback;    // id of a tap that waits to be answered
    std::string type;        // Telegram's name of the update
    std::string why;         // for ignored
    selat::reach reach = selat::reach::unknown;
    std::vector<kept_file> files;
    std::int64_t at_ms = 0;
    bool echo = false;
    bool no_reply = false;
    bool person = false;  // `from` is one person's chat with us
};

// What a button's callback_data stands for.
using payload_finder = std::function<std::string(std::string_view data)>;

// The document, with U+FFFD for halves of characters: one that is refused comes again for a day.
nlohmann::json parse_update(std::string_view body);

// In order; none when it is no Update.
std::vector<event> read_update(const nlohmann::json& update, const payload_finder& payload_of);

}  // namespace telegram
