#pragma once
// Who and what there is at this Telegram: the bot, people, chats, messages, files. Its owner locks.

#include "tests/emulators/common/json_answer.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace emulators::telegram {

struct bot_settings {
    bool set_up = false;  // it has a phone from then on
    std::string token = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0";
    std::string username = "selat_bot";
    bool local = false;             // a Bot API server of one's own: webhooks over http, any port
    std::int64_t speed = 1;         // how much faster time passes: back-off, expiry, the 410 rule
    std::int64_t bot_limit = 30;    // messages a second
    std::int64_t group_limit = 20;  // messages a minute in one group
    std::vector<std::string> unreachable;  // hosts that Telegram fetches nothing from
};

// Of the bot with somebody's business account.
struct business_connection {
    std::string id;
    std::string owner;
    std::int64_t date = 0;
    bool enabled = true;
    bool replies = true;  // the owner lets it write
};

enum class standing { open, stranger, blocked, deactivated, kicked, left, deleted };

struct chat {
    std::int64_t id = 0;
    std::string type;   // private, group, supergroup, channel
    std::string title;  // of a group; of a person the name
    standing with_bot = standing::open;
    std::int64_t moved_to = 0;
    std::set<std::int64_t> topics;
    std::map<std::int64_t, json> messages;
    std::int64_t last_message = 0;
    std::deque<std::int64_t> sent_ms;  // when the bot wrote here; for the limits
};

struct stored_file {
    std::string path;
    std::string bytes;
    std::int64_t size = 0;  // more than `bytes` when a test says so
};

class world {
public:
    world() { forget(); }

    // What is wrong with a description of the bot, or empty.
    std::string configure(const json& description);
    void forget();

    // By name or number; made up when it is new. A person's chat has the person's id.
    chat& person(std::string_view name);
    chat& group(std::string_view name);
    chat* find(std::int64_t id);
    chat* find(const json& chat_id);
    // The group goes on as a supergroup with another id.
    chat& migrate(chat& group);

    [[nodiscard]] json user(const chat& person) const;
    [[nodiscard]] json bot_user() const;
    [[nodiscard]] static json describe(const chat& chat);
    // A Message in the chat, stored.
    json& write(chat& chat, json message);

    // What Telegram calls the file from now on.
    std::string add_file(std::string_view kind, std::string bytes, std::int64_t size = 0);
    [[nodiscard]] json describe_file(const std::string& id) const;
    [[nodiscard]] const stored_file* file(const std::string& id) const;
    [[nodiscard]] const stored_file* file_at(std::string_view path) const;

    bot_settings bot;
    std::map<std::string, business_connection> business;
    // Made up when it is new.
    business_connection& connection(const std::string& id);
    [[nodiscard]] json describe(const business_connection& connection);
    // Whose account it is that the message is written from.
    [[nodiscard]] json owner_of(const business_connection& connection);
    std::string callback(std::int64_t now_ms);
    // Whether such a tap waits to be answered still.
    bool answer(const std::string& callback, std::int64_t now_ms);

private:
    std::map<std::int64_t, chat> chats_;
    std::map<std::string, std::int64_t, std::less<>> names_;
    std::map<std::string, stored_file> files_;
    std::map<std::string, std::int64_t> callbacks_;
    std::int64_t made_ = 0;
};

}  // namespace emulators::telegram
