#pragma once
// LINE's webhook body → what the host is told. Pure.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace line {

enum class delivery_kind {
    message,    // a message or postback
    unsend,     // the customer took back `message_id`
    address,    // something about `from`: reach, attributes or a fresh reply token
    suspended,  // LINE suspended the bot …
    resumed,    // … and let it go on
    ignored,    // nothing to tell; `why` says so for the log
};

// One event. The views end with the call it is given to.
struct delivery {
    delivery_kind kind = delivery_kind::ignored;
    bool standby = false;  // another module owns the chat: nothing may answer
    bool person = false;   // `from` is a user, not a group or room
    selat::reach reach = selat::reach::unknown;
    std::int64_t at_ms = 0;  // LINE's time
    std::string_view type;   // LINE's name of the event
    std::string_view why;    // for ignored
    std::string_view provider_id;
    std::string_view message_id;
    std::string_view from;
    std::string_view author;
    std::string_view reply_to;
    std::string_view reply_token;  // only one that is worth trying
    bool fetch = false;            // attachment 0 is at LINE's content endpoint under message_id
    std::string content;           // content JSON
    std::string context;           // see message_context in answer.hpp; may be empty
    std::string attributes;        // JSON object; may be empty
};

// Calls `take` for each event in order. False when `body` is not a webhook; `take` was not called.
bool decode(std::string_view body, const std::function<void(const delivery&)>& take);

}  // namespace line
