#pragma once
// A gateway with a bot at an emulated Discord, over a gateway connection.

#include "tests/integration/support/channel_centre.hpp"

#include <chrono>
#include <string>

namespace selat::testing {

inline constexpr auto discord_token = "discord-test-token";
inline constexpr auto listened_guild = "1150000000000000001";  // every channel of it is listened to

// The bot is known at Discord before the gateway begins.
inline configuration with_discord(const emulators& side, const std::string& bot_token) {
    api(side.url(), {})
        .post("/_control/discord/bot", {{"token", discord_token}, {"login_gap_ms", 0}});
    configuration out;
    out.web = false;
    out.channels = "  - id: discord-my\n    plugin: discord\n    flow: front-door\n"
                   "    options: { bot_token: " +
                   bot_token + ", guilds: [\"" + listened_guild + "\"], api_base: \"" + side.url() +
                   "/discord/api/v10\" }\n";
    return out;
}

struct discord_centre : channel_centre {
    explicit discord_centre(const std::string& bot_token = discord_token)
        : channel_centre("discord", "discord-my", [&](const emulators& provider) {
              return with_discord(provider, bot_token);
          }) {}

    json says(const std::string& user, const std::string& text) const {
        return tell("messages", {{"user", user}, {"text", text}});
    }
    // The first message to the user, in time, with the words in it; null: none.
    [[nodiscard]] json message_to(const std::string& user, const std::string& words) const {
        const auto until = std::chrono::steady_clock::now() + patience;
        for (std::uint64_t after = 0; std::chrono::steady_clock::now() < until;) {
            const auto found =
                look("sent?wait_ms=500&user=" + user + "&after=" + std::to_string(after));
            if (!found.is_object()) {
                return nullptr;
            }
            for (const auto& each : found["items"]) {
                const std::string text = each["message"]["content"];
                if (text.find(words) != std::string::npos) {
                    return each["message"];
                }
            }
            after = found["next"];
        }
        return nullptr;
    }
    [[nodiscard]] std::size_t sent_to(const std::string& user, const std::string& words) const {
        std::size_t count = 0;
        const auto all = look("sent?user=" + user)["items"];
        for (const auto& each : all) {
            const std::string text = each["message"]["content"];
            count += text.find(words) != std::string::npos ? 1 : 0;
        }
        return count;
    }
    [[nodiscard]] std::size_t connections(const std::string& kind) const {
        std::size_t count = 0;
        const auto all = look("connection")["items"];
        for (const auto& each : all) {
            count += each["kind"] == kind ? 1 : 0;
        }
        return count;
    }
    // Why the channel does not run; empty while it does.
    [[nodiscard]] std::string reason() const {
        const auto why = shown()["reason"];
        return why.is_string() ? why.get<std::string>() : std::string();
    }
    // Connected for the first time. A channel counts as running until it says otherwise, so that
    // its state alone would tell of one that has not begun.
    [[nodiscard]] bool up() const {
        return eventually(
            [&] { return connections("identify") > 0 && shown().value("state", "") == "running"; });
    }
};

}  // namespace selat::testing
