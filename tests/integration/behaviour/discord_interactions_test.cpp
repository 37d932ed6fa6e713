// What people who use a bot's commands at Discord may count on: taken within three seconds,
// answered where they asked, for as long as Discord lets us.

#include "tests/integration/support/channel_centre.hpp"

#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

constexpr auto token = "discord-test-token";

// The bot is known at Discord before the gateway begins.
configuration configured(const emulators& side, const std::string& more) {
    const auto bot = api(side.url(), {}).post("/_control/discord/bot", {{"token", token}}).body;
    const std::string key = bot["public_key"];
    configuration out;
    out.web = false;
    out.channels = "  - id: discord-my\n    plugin: discord\n    flow: front-door\n"
                   "    options: { mode: interactions, bot_token: " +
                   std::string(token) + ", public_key: \"" + key + "\", api_base: \"" + side.url() +
                   "/discord/api/v10\"" + more + " }\n";
    return out;
}

struct commanded_centre : channel_centre {
    explicit commanded_centre(const std::string& more = {})
        : channel_centre("discord", "discord-my",
                         [&](const emulators& provider) { return configured(provider, more); }) {
        REQUIRE(eventually([&] { return look("commands")["items"].size() == 1; }));
        endpoint = tell("endpoint", {{"url", host.url() + "/channels/discord-my"}});
    }

    json asks(const std::string& words, json more = json::object()) const {
        more["user"] = "hana";
        more["command"] = {{"name", "chat"}, {"options", {{"message", words}}}};
        return tell("messages", more);
    }
    // The message of the bot's that has the words, in time; null: none.
    [[nodiscard]] json said(const std::string& words) const {
        json found;
        eventually([&] {
            const auto all = look("sent?user=hana")["items"];
            for (const auto& each : all) {
                const std::string text = each["message"]["content"];
                if (text.find(words) != std::string::npos) {
                    found = each["message"];
                }
            }
            return !found.is_null();
        });
        return found;
    }
    // How often the bot said it.
    [[nodiscard]] std::ptrdiff_t times_said(const std::string& words) const {
        const auto all = look("sent?user=hana")["items"];
        return std::count_if(all.begin(), all.end(), [&](const json& each) {
            return each["message"]["content"].get<std::string>().find(words) != std::string::npos;
        });
    }
    // What became of the message with these words that somebody here wrote.
    [[nodiscard]] json written(const std::string& words) const {
        const auto all = outbound();
        for (const auto& each : all) {
            if (each["content"].value("text", "").find(words) != std::string::npos) {
                return each;
            }
        }
        return nullptr;
    }
    [[nodiscard]] bool writes(const std::string& to, const std::string& words) const {
        return write(to, {{"text", words}}).status == 202;
    }

    json endpoint;
};

}  // namespace

TEST_CASE("Discord takes the endpoint, and a command, a button and a form are answered in place") {
    commanded_centre all;
    INFO(all.endpoint.dump());
    CHECK(all.endpoint["taken"] == true);
    const auto asked = all.asks("When are you open?", {{"channel", "hall"}, {"nick", "Ana"}});
    INFO(asked.dump());
    REQUIRE(asked["delivered"] == true);
    CHECK(asked["answer"]["type"] == 5);
    CHECK(asked["took_ms"].get<int>() < 3'000);
    const auto answer = all.said("We are open every day");
    REQUIRE_FALSE(answer.is_null());
    const auto first = all.look("sent?user=hana")["items"][0]["message"];
    CHECK(first["type"] == 20);  // in the place of "the bot is thinking"
    CHECK(first["flags"] == 0);
    const auto clicked =
        all.tell("messages", {{"user", "hana"},
                              {"channel", "hall"},
                              {"click", {{"message", answer["id"]}, {"button", "Location"}}}});
    CHECK(clicked["answer"]["type"] == 6);
    CHECK_FALSE(all.said("You find us at").is_null());
    const auto form = all.tell("messages", {{"user", "hana"}, {"command", {{"name", "chat"}}}});
    CHECK(form["answer"]["type"] == 9);
    const auto filled = all.tell(
        "messages", {{"user", "hana"},
                     {"form", {{"token", form["token"]}, {"values", {{"message", "location"}}}}}});
    CHECK(filled["delivered"] == true);
    const auto stored = all.inbound();
    REQUIRE(stored.size() == 3);
    CHECK(stored[0]["content"]["text"] == "When are you open?");
    CHECK(stored[1]["content"]["selected"]["title"] == "Location");
    CHECK(stored[2]["content"]["text"] == "location");
}

TEST_CASE("behind the answer to a command there may be files") {
    commanded_centre all;
    CHECK(all.asks("When are you open?")["delivered"] == true);
    REQUIRE_FALSE(all.said("We are open every day").is_null());
    const std::string bytes("%PDF-1.7\r\n\0\xff", 12);
    const auto made = all.host.ops().ask("POST", "/api/v1/media?name=bill.pdf", bytes,
                                         {{"Content-Type", "application/pdf"}});
    REQUIRE(made.status == 201);
    const json bill = {{"kind", "file"}, {"url", made.body["url"]}};
    const json content = {{"text", "Your bill"}, {"attachments", json::array({bill})}};
    const auto to = all.inbound()[0]["address"];
    REQUIRE(
        all.host.ops()
            .post("/api/v1/messages", {{"channel", "discord-my"}, {"to", to}, {"content", content}})
            .status == 202);
    const auto message = all.said("Your bill");
    REQUIRE_FALSE(message.is_null());
    REQUIRE(message["attachments"].size() == 1);
    const std::string url = message["attachments"][0]["url"];
    CHECK(api(all.side->url(), {}).get(url.substr(all.side->url().size())).text == bytes);
}

TEST_CASE("what Discord posts twice is stored once, and what it has not signed is not at all") {
    commanded_centre all;
    all.tell("faults", {{"endpoint", "interaction"}, {"kind", "repeat"}, {"count", 1}});
    CHECK(all.asks("When are you open?")["delivered"] == true);
    CHECK_FALSE(all.said("We are open every day").is_null());
    for (const auto how : {"wrong", "absent"}) {
        CHECK(all.asks("nobody says this", {{"signature", how}})["status"] == 401);
    }
    CHECK(all.inbound().size() == 1);
}

TEST_CASE("an answer to a command that Discord does not confirm, or throttles, arrives once") {
    commanded_centre all;
    all.tell("faults", {{"endpoint", "answer"}, {"kind", "throttle"}, {"count", 1}});
    all.tell("faults", {{"endpoint", "answer"}, {"kind", "drop_after"}, {"count", 1}});
    CHECK(all.asks("When are you open?")["delivered"] == true);
    REQUIRE(eventually([&] {
        const auto one = all.written("We are open every day");
        return !one.is_null() && one["status"] == "sent";
    }));
    CHECK(all.times_said("We are open every day") == 1);
}

TEST_CASE("once the token has ended the bot itself writes, or says that it is too late") {
    commanded_centre all;
    const auto here = all.asks("When are you open?");
    const auto there = all.asks("When are you open?", {{"channel", "hall"}});
    REQUIRE(eventually([&] {
        return !all.look("sent?channel=" + here["channelId"].get<std::string>())["items"].empty() &&
               !all.look("sent?channel=" + there["channelId"].get<std::string>())["items"].empty();
    }));
    all.tell("bot", {{"token_life_ms", -1}});
    const std::string user = here["userId"];
    const std::string hall = there["channelId"];
    REQUIRE(all.writes(user, "still here"));
    const auto late = all.said("still here");
    REQUIRE_FALSE(late.is_null());
    CHECK(late["channel_id"] == here["channelId"]);
    CHECK_FALSE(late.contains("webhook_id"));
    REQUIRE(all.writes(hall + "/" + user, "called by name"));
    CHECK(eventually([&] {
        const auto all_there = all.look("sent?channel=" + hall)["items"];
        return std::any_of(all_there.begin(), all_there.end(), [&](const json& each) {
            return each["message"]["content"] == "<@" + user + "> called by name";
        });
    }));
    all.tell("bot", {{"in_servers", false}});
    REQUIRE(all.writes(hall + "/" + user, "too late"));
    REQUIRE(eventually([&] { return all.written("too late")["status"] == "failed"; }));
    CHECK(all.written("too late").dump().find("15 minutes after the command") != std::string::npos);
}

TEST_CASE("who is to be answered alone is shown what nobody else sees") {
    commanded_centre all(", ephemeral: true");
    const auto asked = all.asks("When are you open?", {{"channel", "hall"}});
    CHECK(asked["answer"]["data"]["flags"] == 64);
    const auto answer = all.said("We are open every day");
    REQUIRE_FALSE(answer.is_null());
    CHECK(answer["flags"] == 64);
}
