#pragma once
// Who and what there is at this Discord: the bot, people, places, messages. Its owner locks.

#include "tests/emulators/common/json_answer.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace emulators::discord {

struct bot_settings {
    std::string token = "discord-token";
    std::string id;
    std::int64_t privileged = 1 << 15;  // those of the three privileged intents it may have
    std::int64_t heartbeat_ms = 41'250;
    std::int64_t logins_left = 1'000;
    std::int64_t login_gap_ms = 5'000;
    std::int64_t session_life_ms = 180'000;  // without a connection
    std::int64_t message_limit = 5;          // messages a window in one channel
    std::int64_t message_window_ms = 5'000;
    std::int64_t global_limit = 50;  // calls a second
    std::int64_t link_life_ms = 86'400'000;
    std::int64_t file_limit = 10 << 20;    // bytes of one file
    std::int64_t token_life_ms = 900'000;  // of an interaction
    std::string interactions_url;          // empty: the gateway tells of interactions
    bool in_servers = true;                // else it may see nothing of them but interactions
    bool attach_files = true;              // in servers
};

struct person {
    std::string id;
    std::string name;
    std::string avatar;
    bool bot = false;
    bool closed = false;    // takes no direct messages
    bool stranger = false;  // shares no server with the bot
};

enum class channel_type { text = 0, direct = 1, thread = 11 };

struct channel {
    std::string id;
    channel_type type = channel_type::text;
    std::string guild;   // empty: direct messages
    std::string parent;  // of a thread
    std::string person;  // of direct messages
};

struct stored_file {
    std::string bytes;
    std::string content_type;
    std::int64_t until_ms = 0;
};

class world {
public:
    world() { forget(); }

    // What is wrong with a description of the bot, or empty.
    std::string configure(const json& description);
    void forget();

    // By id or name; made up when it is new.
    person& somebody(std::string_view name);
    person* find_person(const std::string& id);
    channel& direct_with(const std::string& person);
    channel& place(std::string_view guild, std::string_view name, std::string_view thread);
    channel* find_channel(const std::string& id);
    // False at the thread's first mention.
    [[nodiscard]] bool knows_thread(std::string_view thread) const;

    [[nodiscard]] json user(const person& who) const;
    [[nodiscard]] json describe(const channel& channel) const;
    [[nodiscard]] std::set<std::string> guilds() const;
    // With its channels and threads.
    [[nodiscard]] json describe_guild(const std::string& guild) const;
    // A message object by somebody, stored.
    json& write(const channel& where, const person& author, const json& parts);
    json* find_message(const std::string& channel, const std::string& id);
    bool erase(const std::string& channel, const std::string& id);
    // Newest first, as Discord lists them.
    [[nodiscard]] json messages_after(const std::string& channel, const std::string& after,
                                      std::size_t limit) const;

    // Keeps a file, and describes it as messages do. `cdn` is what links begin with.
    json attach(const std::string& cdn, const std::string& channel, const std::string& name,
                stored_file file);
    [[nodiscard]] const stored_file* file(const std::string& id) const;

    bot_settings bot;

private:
    std::map<std::string, person> people_;
    std::map<std::string, channel> channels_;
    std::map<std::string, std::map<std::string, json>> messages_;
    std::map<std::string, stored_file> files_;
};

}  // namespace emulators::discord
