#pragma once
// A contact centre with a bot on a Bot API server of its own, and Ana with her phone.

#include "tests/integration/support/channel_centre.hpp"

#include <string>

#include <catch2/catch.hpp>

namespace selat::testing::telegram {

inline const std::string token = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0";

// The bot is known at its server before the gateway begins.
inline configuration configured(const emulators& provider, const std::string& mode) {
    api(provider.url(), {})
        .post("/_control/telegram/bot", {{"token", token}, {"local", true}, {"speed", 20}});
    configuration out;
    out.web = false;
    out.channels =
        "  - id: telegram-my\n    plugin: telegram\n    flow: front-door\n    options: { "
        "bot_token: \"" +
        token + "\", " + mode + ", api_base: \"" + provider.url() + "/telegram\" }\n";
    return out;
}

struct telegram_centre : channel_centre {
    explicit telegram_centre(const std::string& mode = "secret_token: telegram-test-secret")
        : channel_centre("telegram", "telegram-my",
                         [&](const emulators& provider) { return configured(provider, mode); }) {}

    // The gateway has registered its webhook.
    [[nodiscard]] bool up() const {
        return eventually([&] { return look("webhooks")["info"]["url"] != ""; });
    }
    // The gateway asks for updates.
    [[nodiscard]] bool asks() const {
        return eventually([&] { return look("webhooks")["asking"] == 1; });
    }
    // Everything that was told is confirmed.
    [[nodiscard]] bool all_confirmed() const {
        return eventually([&] { return look("webhooks")["info"]["pending_update_count"] == 0; });
    }
    json does(json what) const {
        what["user"] = "Ana";
        return tell("messages", what);
    }
    json says(const std::string& text) const { return does({{"text", text}}); }
    // What Ana got that has the words in it, in time; null: nothing.
    [[nodiscard]] json got(const std::string& words) const {
        const auto found = first_of("sent?user=Ana", words);
        return found.is_object() ? found["message"] : json();
    }
    [[nodiscard]] answer write(const json& to, const json& content) const {
        return channel_centre::write(to.dump(), content);
    }
};

}  // namespace selat::testing::telegram
