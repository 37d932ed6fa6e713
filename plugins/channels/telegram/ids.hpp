#pragma once
// How chats and messages are named here: an address is CHAT or, for a topic of a group, CHAT/TOPIC;
// a message is CHAT:MESSAGE, since Telegram numbers messages anew in each chat, and in the chats of
// a business account CHAT:MESSAGE@CONNECTION.

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace telegram {

// Where a message goes: the address, and what is kept with it.
struct route {
    std::string chat;      // a number, or @name of a public channel or group; empty: no address
    std::string topic;     // message_thread_id
    std::string business;  // business_connection_id
};
route read_route(std::string_view address, std::string_view address_context);
// What is kept with an address. Never empty, so that it replaces what was kept before.
std::string write_route(const route& route);
// What is kept with a group that went on under another id.
std::string write_moved(std::string_view chat);

struct message_name {
    std::string chat;
    std::string message;
    std::string business;
};
std::optional<message_name> read_message_name(std::string_view id);
// Of a Message, or of anything with `chat` and `message_id`; empty when it has none.
std::string name_message(const nlohmann::json& message);
std::string name_message(std::string_view chat, std::string_view message,
                         std::string_view business);

// The address that a chat, or its topic, has here; empty without a chat.
std::string address_of(const nlohmann::json& message);
// A number of Telegram's as text; empty when it is none.
std::string number_text(const nlohmann::json& object, const char* name);
// Whether it is a number as JSON writes it: an id of Telegram's.
bool is_number(std::string_view text);
// What Telegram is told in its place: a number, or the @name of a chat.
nlohmann::json as_told(std::string_view id);

}  // namespace telegram
