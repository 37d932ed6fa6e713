// What a customer at Discord may count on: told once, answered once, whatever becomes of the
// connection.

#include "tests/integration/behaviour/discord_centre.hpp"

#include <catch2/catch.hpp>

using namespace selat::testing;

TEST_CASE("a direct message at Discord is answered, and a button of the answer asks on") {
    discord_centre all;
    REQUIRE(all.up());
    CHECK(all.says("hana", "When are you open?")["delivered"] == true);
    const auto answer = all.message_to("hana", "We are open every day");
    REQUIRE_FALSE(answer.is_null());
    REQUIRE(answer.contains("components"));
    CHECK(all.tell("messages",
                   {{"user", "hana"},
                    {"click", {{"message", answer["id"]}, {"button", "Location"}}}})["delivered"] ==
          true);
    CHECK_FALSE(all.message_to("hana", "You find us at").is_null());
    CHECK_FALSE(all.look("activity?wait_ms=5000")["items"].empty());
    const auto stored = all.inbound();
    REQUIRE(stored.size() == 2);
    CHECK(stored[1]["content"]["selected"]["title"] == "Location");
}

TEST_CASE("a connection that is cut in the middle is resumed, and nothing is lost or told twice") {
    discord_centre all;
    REQUIRE(all.up());
    all.says("hana", "When are you open?");
    CHECK_FALSE(all.message_to("hana", "We are open every day").is_null());
    all.tell("connection", {{"do", "drop"}});
    for (int n = 0; n < 20; ++n) {
        all.says("hana", "number " + std::to_string(n));
    }
    REQUIRE(eventually([&] { return all.inbound().size() == 21; }));
    const auto stored = all.inbound();
    for (int n = 0; n < 20; ++n) {
        CHECK(stored[static_cast<std::size_t>(n) + 1]["content"]["text"] ==
              "number " + std::to_string(n));
    }
    CHECK(all.connections("identify") == 1);
    CHECK(all.connections("resume") == 1);
    CHECK(all.sent_to("hana", "We are open every day") == 1);
}

TEST_CASE("a gateway that was killed resumes where it stood, and knows again what it has") {
    discord_centre all;
    REQUIRE(all.up());
    all.says("hana", "When are you open?");
    CHECK_FALSE(all.message_to("hana", "We are open every day").is_null());
    all.host.kill();
    all.says("hana", "location");
    all.host.start();
    CHECK_FALSE(all.message_to("hana", "You find us at").is_null());
    CHECK(all.inbound().size() == 2);
    CHECK(all.sent_to("hana", "We are open every day") == 1);
    CHECK(all.sent_to("hana", "You find us at") == 1);
    CHECK(all.connections("identify") == 1);

    CHECK(all.host.stop().exit == 0);
    all.says("hana", "delivery");
    all.host.start();
    REQUIRE(eventually([&] { return all.inbound().size() == 3; }));
    CHECK(all.connections("identify") == 1);
}

TEST_CASE("what is written while no session hears it arrives after the restart, once") {
    discord_centre all;
    REQUIRE(all.up());
    all.says("hana", "When are you open?");
    CHECK_FALSE(all.message_to("hana", "We are open every day").is_null());
    all.host.kill();
    all.tell("connection", {{"do", "forget"}});
    for (int n = 0; n < 60; ++n) {
        CHECK(all.says("hana", "number " + std::to_string(n))["delivered"] == false);
    }
    all.host.start();
    REQUIRE(eventually([&] { return all.inbound().size() == 61; }));
    all.says("hana", "and after that");
    REQUIRE(eventually([&] { return all.inbound().size() == 62; }));
    const auto stored = all.inbound();
    for (int n = 0; n < 60; ++n) {
        CHECK(stored[static_cast<std::size_t>(n) + 1]["content"]["text"] ==
              "number " + std::to_string(n));
    }
    CHECK(all.connections("identify") == 2);
    CHECK(all.sent_to("hana", "We are open every day") == 1);
}

TEST_CASE("what is written while missed messages are still asked for arrives behind them") {
    discord_centre all;
    REQUIRE(all.up());
    all.says("hana", "When are you open?");
    CHECK_FALSE(all.message_to("hana", "We are open every day").is_null());
    all.host.kill();
    all.tell("connection", {{"do", "forget"}});
    for (int n = 0; n < 3; ++n) {
        CHECK(all.says("hana", "number " + std::to_string(n))["delivered"] == false);
    }
    all.tell("faults", {{"endpoint", "list"}, {"kind", "fail"}, {"status", 503}});
    all.host.start();
    REQUIRE(eventually([&] { return all.connections("identify") == 2; }));
    CHECK(all.says("hana", "number 3")["delivered"] == true);
    // Another person's message went the same way after it.
    CHECK(all.says("ben", "location")["delivered"] == true);
    CHECK_FALSE(all.message_to("ben", "You find us at").is_null());
    CHECK(all.inbound().size() == 2);
    api(all.side->url(), {}).remove("/_control/discord/faults");
    REQUIRE(eventually([&] { return all.inbound().size() == 6; }));
    std::vector<std::string> texts;
    for (const auto stored = all.inbound(); const auto& each : stored) {
        texts.push_back(each["content"].value("text", ""));
    }
    std::erase(texts, "location");
    CHECK(texts == std::vector<std::string>{"When are you open?", "number 0", "number 1",
                                            "number 2", "number 3"});
}

TEST_CASE("a nickname on a server stays when what was missed there comes without it") {
    discord_centre all;
    REQUIRE(all.up());
    const json hello = {{"user", "hana"},
                        {"guild", listened_guild},
                        {"channel", "hall"},
                        {"text", "hello"},
                        {"nick", "Hana of sales"}};
    all.tell("messages", hello);
    REQUIRE(eventually([&] { return all.inbound().size() == 1; }));
    CHECK(all.host.stop().exit == 0);
    all.tell("connection", {{"do", "forget"}});
    all.tell("messages", hello);
    all.host.start();
    REQUIRE(eventually([&] { return all.inbound().size() == 2; }));
    CHECK(all.inbound()[0]["author"]["name"] == "Hana of sales");
    const auto customers = all.host.ops().all("/api/v1/customers?q=Hana");
    REQUIRE(customers.size() == 1);
    CHECK(customers[0]["addresses"][0]["name"] == "Hana of sales");
}

TEST_CASE("Discord may demand another connection or end the session, and the bot comes back") {
    discord_centre all;
    REQUIRE(all.up());
    all.tell("connection", {{"do", "reconnect"}});
    REQUIRE(eventually([&] { return all.connections("resume") == 1; }));
    all.tell("connection", {{"do", "invalidate"}});
    REQUIRE(eventually([&] { return all.connections("identify") == 2; }));
    REQUIRE(eventually([&] { return all.says("hana", "location")["delivered"] == true; }));
    CHECK_FALSE(all.message_to("hana", "You find us at").is_null());
}

TEST_CASE("a wrong bot token stops the channel, which says so") {
    discord_centre all("another-token");
    REQUIRE(eventually([&] { return all.shown()["state"] == "stopped"; }));
    const auto shown = all.shown();
    CHECK(all.reason().find("bot_token") != std::string::npos);
    CHECK(shown.dump().find("another-token") == std::string::npos);
    CHECK(all.connections("opened") == 0);
}

TEST_CASE("intents that were not switched on stop the channel, which says where to do so") {
    discord_centre all;
    REQUIRE(all.up());
    all.tell("bot", {{"privileged", 0}});
    all.tell("connection", {{"do", "forget"}});
    REQUIRE(eventually(
        [&] { return all.reason().find("Message Content Intent") != std::string::npos; }));
}

TEST_CASE("an answer that Discord takes but does not confirm, or throttles, arrives once") {
    discord_centre all;
    REQUIRE(all.up());
    all.tell("faults", {{"endpoint", "create"}, {"kind", "throttle"}, {"count", 1}});
    all.tell("faults", {{"endpoint", "create"}, {"kind", "drop_after"}, {"count", 1}});
    all.says("hana", "When are you open?");
    REQUIRE(eventually([&] {
        const auto written = all.host.ops().all("/api/v1/messages?direction=outbound");
        return !written.empty() && written.back()["status"] == "sent" &&
               written.back()["content"].value("text", "").starts_with("We are open every day");
    }));
    CHECK(all.sent_to("hana", "We are open every day") == 1);
}

TEST_CASE("attachments, edits and deletions at Discord are followed") {
    discord_centre all;
    REQUIRE(all.up());
    const auto shown = all.tell("messages", {{"user", "hana"},
                                             {"attachments",
                                              {{{"filename", "a.png"},
                                                {"content_type", "image/png"},
                                                {"content", "the picture's bytes"}}}}});
    json attachment;
    REQUIRE(eventually([&] {
        const auto stored = all.inbound();
        if (stored.size() != 1 || !stored[0]["content"].contains("attachments")) {
            return false;
        }
        attachment = stored[0]["content"]["attachments"][0];
        return attachment.contains("url");
    }));
    const std::string url = attachment["url"];
    CHECK(all.host.ops().get(url.substr(url.find("/api/v1/media/"))).text == "the picture's bytes");
    all.tell("messages", {{"user", "hana"}, {"edit", shown["id"]}, {"text", "this one"}});
    REQUIRE(eventually([&] { return all.inbound()[0].value("edited", false); }));
    CHECK(all.inbound()[0]["content"]["text"] == "this one");
    CHECK(all.inbound()[0]["content"]["attachments"][0] == attachment);

    const auto said = all.says("hana", "not this");
    REQUIRE(eventually([&] { return all.inbound().size() == 2; }));
    all.tell("messages", {{"user", "hana"}, {"edit", said["id"]}, {"text", "but that"}});
    CHECK(eventually([&] { return all.inbound()[1]["content"]["text"] == "but that"; }));
    all.tell("messages", {{"user", "hana"}, {"delete", said["id"]}});
    CHECK(eventually([&] { return all.inbound()[1].value("deleted", false); }));
}

TEST_CASE("who never wrote can be written to first") {
    discord_centre all;
    REQUIRE(all.up());
    const auto user = all.tell("users", {{"user", "ben"}})["userId"];
    const auto written = all.host.ops().post(
        "/api/v1/messages",
        {{"channel", "discord-my"}, {"to", user}, {"content", {{"text", "hello Ben"}}}});
    REQUIRE(written.status == 202);
    CHECK_FALSE(all.message_to("ben", "hello Ben").is_null());
}
