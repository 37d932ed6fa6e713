#pragma once
// A contact centre with a bot on a Bot API server of its own, and Ana with her phone.

#include "tests/integration/support/emulators.hpp"
#include "tests/integration/support/gateway.hpp"

#include <algorithm>
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

struct telegram_centre {
    explicit telegram_centre(const std::string& mode = "secret_token: telegram-test-secret")
        : host(configured(provider, mode)) {}

    json tell(const std::string& what, const json& body) const {
        return api(provider.url(), {}).post("/_control/telegram/" + what, body).body;
    }
    [[nodiscard]] json look(const std::string& what) const {
        return api(provider.url(), {}).get("/_control/telegram/" + what).body;
    }
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
    void strike(const std::string& endpoint, const std::string& kind,
                json more = json::object()) const {
        more.update({{"endpoint", endpoint}, {"kind", kind}, {"count", more.value("count", 1)}});
        tell("faults", more);
    }
    // What Ana got that has the words in it, in time; null: nothing.
    [[nodiscard]] json got(const std::string& words) const {
        json found;
        eventually([&] {
            const auto sent = look("sent?user=Ana")["items"];
            for (const auto& each : sent) {
                if (each["message"].dump().find(words) != std::string::npos) {
                    found = each["message"];
                    return true;
                }
            }
            return false;
        });
        return found;
    }
    // What has the words in it is known by Telegram's id, which comes with Telegram's answer.
    [[nodiscard]] bool went_out(const std::string& words) const {
        return eventually([&] {
            const auto out = host.ops().all("/api/v1/messages?direction=outbound");
            return std::any_of(out.begin(), out.end(), [&](const json& each) {
                return each["status"] == "sent" &&
                       each["content"].value("text", "").find(words) != std::string::npos;
            });
        });
    }
    [[nodiscard]] json inbound() const {
        return host.ops().all("/api/v1/messages?direction=inbound");
    }
    [[nodiscard]] answer write(const json& to, const json& content) const {
        return host.ops().post(
            "/api/v1/messages",
            {{"channel", "telegram-my"}, {"to", to.dump()}, {"content", content}});
    }
    // The message with this id, once its status is `status`; null when it does not become that.
    [[nodiscard]] json message(const json& id, const std::string& status) const {
        json found;
        const bool became = eventually([&] {
            found = host.ops().get("/api/v1/messages/" + id.get<std::string>()).body;
            return found.is_object() && found.value("status", "") == status;
        });
        return became ? found : json();
    }

    emulators provider;
    gateway host;
};

}  // namespace selat::testing::telegram
