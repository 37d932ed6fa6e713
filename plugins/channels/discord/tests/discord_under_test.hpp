#pragma once
// The plugin as its tests drive it: Discord's side played by hand.

#include "../json_read.hpp"

#include <map>
#include <string>
#include <utility>

#include <selat/testing/drive.hpp>

#include <catch2/catch.hpp>

namespace discord_test {

namespace drive = selat::testing;
using discord::json;

inline const std::string bot = "900000000000000001";
inline const std::string ana = "1000000000000000001";
inline const std::string direct = "1100000000000000001";  // ana's direct messages
inline const std::string guild = "1150000000000000001";
inline const std::string hall = "1160000000000000001";  // a channel of the guild

inline drive::given given(json options = json::object(),
                          std::map<std::string, std::string> state = {}) {
    options["bot_token"] = "{{secret:bot_token}}";
    return {.instance = "discord-my",
            .options = options.dump(),
            .secrets = {{"bot_token", "b0t.t0ken"}},
            .state = std::move(state),
            .public_url = "https://gateway.example/channels/discord-my"};
}

inline drive::outcome frame(drive::channel& channel, const std::string& connection, int op,
                            const json& d, const json& s = nullptr, const json& t = nullptr) {
    return channel.data(connection, json({{"op", op}, {"d", d}, {"s", s}, {"t", t}}).dump());
}

inline json frame_of(const drive::write& write) { return json::parse(write.data); }

inline json message(const std::string& id, const std::string& text, json more = json::object()) {
    json out = {{"id", id},
                {"channel_id", direct},
                {"type", 0},
                {"content", text},
                {"author",
                 {{"id", ana},
                  {"username", "ana"},
                  {"discriminator", "0"},
                  {"global_name", "Ana"},
                  {"avatar", nullptr}}},
                {"timestamp", "2024-01-02T03:04:05.000000+00:00"},
                {"edited_timestamp", nullptr},
                {"tts", false},
                {"mention_everyone", false},
                {"mentions", json::array()},
                {"mention_roles", json::array()},
                {"attachments", json::array()},
                {"embeds", json::array()},
                {"pinned", false},
                {"flags", 0},
                {"channel_type", 1}};
    out.update(more);
    return out;
}

inline json in_the_hall(const std::string& id, const std::string& text,
                        const json& more = json::object()) {
    json out = {{"channel_id", hall},
                {"guild_id", guild},
                {"channel_type", 0},
                {"member", {{"nick", "Ana of sales"}}}};
    out.update(more);
    return message(id, text, out);
}

// A plugin whose session is up, and the words Discord says to it.
struct connected {
    explicit connected(const json& options = json::object(),
                       std::map<std::string, std::string> state = {})
        : channel(given(options, std::move(state))) {
        const auto asked = channel.timer(SELAT_TIMER_START).calls.at(0);
        const auto told = channel.serial_reply(
            drive::answer_to(asked, 200,
                             R"({"url":"wss://gateway.discord.gg","shards":1,"session_start_limit":
                {"total":1000,"remaining":999,"reset_after":14400000,"max_concurrency":1}})"));
        connection = told.connects.at(0).connection;
        greet(connection);
        ready = frame(channel, connection, 0,
                      {{"v", 10},
                       {"user", {{"id", bot}}},
                       {"session_id", "5e55"},
                       {"resume_gateway_url", "wss://gateway-us-east1-b.discord.gg"}},
                      1, "READY");
    }
    drive::outcome greet(const std::string& name) {
        channel.open(name);
        return frame(channel, name, 10, {{"heartbeat_interval", 45'000}});
    }
    drive::outcome tell(const std::string& type, const json& about) {
        return frame(channel, connection, 0, about, ++sequence, type);
    }
    // The connection that the plugin opens after a pause, whatever that is.
    drive::connect next() {
        for (const auto& each : channel.advance(70'000)) {
            if (!each.connects.empty()) {
                return each.connects[0];
            }
        }
        return {};
    }

    drive::channel channel;
    std::string connection;
    drive::outcome ready;
    std::int64_t sequence = 1;
};

}  // namespace discord_test
