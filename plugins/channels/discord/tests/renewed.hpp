#pragma once
// A plugin whose session ended and who began another one.

#include "../snowflake.hpp"
#include "discord_under_test.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace discord_test {

inline std::string kept(const std::vector<drive::outcome>& outcomes, const std::string& key) {
    std::string out = "never kept";
    for (const auto& each : outcomes) {
        for (const auto& state : each.states) {
            out = state.key == key ? state.value : out;
        }
    }
    return out;
}

inline std::vector<drive::call> calls_in(const std::vector<drive::outcome>& outcomes) {
    std::vector<drive::call> out;
    for (const auto& each : outcomes) {
        out.insert(out.end(), each.calls.begin(), each.calls.end());
    }
    return out;
}

inline std::string id_at(std::int64_t ms, int number) {
    return std::to_string(discord::number_in(discord::first_id_of(ms)) +
                          static_cast<std::uint64_t>(number));
}

// Somebody has written once; then the session ends, and another one is begun.
struct renewed : connected {
    explicit renewed(const json& options = json::object(), const json& guilds = json::array())
        : connected(options) {
        first = id_at(channel.now_ms(), 0);
        tell("MESSAGE_CREATE", message(first, "one"));
        ended.push_back(channel.close(connection, 4009));
        log_in(guilds);
    }
    void log_in(const json& guilds) {
        const auto asked = calls_in(channel.advance(70'000)).at(0);
        connection =
            channel
                .serial_reply(drive::answer_to(asked, 200, R"({"url":"wss://gateway.discord.gg"})"))
                .connects.at(0)
                .connection;
        greet(connection);
        began = frame(channel, connection, 0,
                      {{"user", {{"id", bot}}},
                       {"guilds", guilds},
                       {"session_id", "5e56"},
                       {"resume_gateway_url", "wss://gateway-us-east1-b.discord.gg"}},
                      1, "READY");
        sequence = 1;
    }
    drive::outcome answer(const drive::call& call, const json& messages) {
        return channel.serial_reply(drive::answer_to(call, 200, messages.dump()));
    }

    std::string first;
    std::vector<drive::outcome> ended;
    drive::outcome began;
};

}  // namespace discord_test
