#pragma once
// Everything this Discord remembers, under one lock.

#include "tests/emulators/common/faults.hpp"
#include "tests/emulators/common/wire_log.hpp"
#include "tests/emulators/discord/gateway_socket.hpp"
#include "tests/emulators/discord/snowflakes.hpp"
#include "tests/emulators/discord/world.hpp"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace emulators::discord {

// A login and what was told since, whether or not anybody is connected to hear it.
struct session {
    std::string id;
    std::int64_t intents = 0;
    std::int64_t sequence = 0;
    std::deque<std::pair<std::int64_t, std::string>> told;  // by sequence
    wire_pointer wire;
    std::int64_t left_ms = 0;  // when its last connection ended
};

struct connection_state {
    std::string session;  // empty: not logged in
    std::int64_t heard_ms = 0;
    std::deque<std::int64_t> frames_ms;  // of the last minute
};

// A command, click or form, and what became of it.
struct interaction {
    std::string id;
    std::int64_t at_ms = 0;
    std::int64_t type = 0;
    std::string person;
    std::string channel;
    std::string source;    // the message whose button was clicked
    std::string original;  // the message that is "@original"
    bool answered = false;
    bool failed = false;  // the answer was late or wrong: the token is void
    bool waits = false;   // the bot is thinking
    bool alone = false;   // its answer is ephemeral
    json form;            // that was shown
};

struct ledger_entry {
    std::string kind;  // message, edit, delete, typing, callback, answer, command; of the gateway:
                       // opened, …
    std::string person;
    std::string channel;
    json about;
    std::int64_t at_ms = 0;
};

struct state {
    mutable std::mutex mutex;  // over all of it
    std::condition_variable more;

    discord::world world;
    std::map<std::string, session> sessions;
    std::map<wire_pointer, connection_state> connections;
    std::int64_t last_login_ms = 0;
    bool set_up = false;                              // a test or a configuration did it
    bool muted = false;                               // heartbeats are not answered
    std::map<std::string, interaction> interactions;  // by token
    std::map<std::string, json> commands;             // by name
    std::map<std::string, std::pair<std::string, std::int64_t>> nonces;  // → message, when
    std::vector<ledger_entry> ledger;

    fault_list faults;                      // locks for itself
    std::string_view provider = "discord";  // as it is served and told of
    wire_log* watched = nullptr;
    int gateway_port = 0;

    void note(ledger_entry entry) {
        entry.at_ms = now_ms();
        ledger.push_back(std::move(entry));
        more.notify_all();
    }
};

}  // namespace emulators::discord
