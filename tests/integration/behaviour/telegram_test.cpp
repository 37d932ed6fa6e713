// Telegram, with its side beside it: in, out, and what becomes of chats.

#include "tests/integration/behaviour/telegram_centre.hpp"

#include <algorithm>

using namespace selat::testing;
using namespace selat::testing::telegram;

TEST_CASE("the gateway registers its webhook, and a message is answered") {
    const telegram_centre all;
    REQUIRE(all.up());
    CHECK(all.says("opening hours 👋")["status"] == 200);
    const auto stored = all.inbound();
    REQUIRE(stored.size() == 1);
    CHECK(stored[0]["content"]["text"] == "opening hours 👋");
    CHECK(stored[0]["author"]["name"] == "Ana");
    CHECK_FALSE(all.got("We are open every day").is_null());
    const auto channels = all.host.ops().get("/api/v1/channels").body;
    CHECK(channels[0]["state"] == "running");
}

TEST_CASE("an update without the secret is refused, and nothing of it is stored") {
    const telegram_centre all;
    REQUIRE(all.up());
    CHECK(all.does({{"text", "x"}, {"signature", "wrong"}, {"async", true}}).contains("chatId"));
    CHECK(eventually([&] {
        const auto tries = all.look("webhooks")["items"];
        return !tries.empty() && tries[0]["status"] == 401;
    }));
    CHECK(all.inbound().empty());
}

TEST_CASE("an update that comes again is answered the same and stored once, also after a restart") {
    telegram_centre all;
    REQUIRE(all.up());
    all.strike("webhook", "repeat");
    CHECK(all.says("opening hours")["status"] == 200);
    CHECK(all.inbound().size() == 1);
    const auto tries = all.look("webhooks?wait_idle_ms=20000")["items"];
    all.host.restart();
    CHECK(all.tell("messages", {{"updateId", tries[0]["updateId"]}})["status"] == 200);
    CHECK(all.inbound().size() == 1);
}

TEST_CASE("a picture is found and fetched with the token, and can be had here") {
    const telegram_centre all;
    REQUIRE(all.up());
    all.does({{"photo", {{"content", "the picture's bytes"}}}, {"caption", "look"}});
    json attachment;
    REQUIRE(eventually([&] {
        const auto stored = all.inbound();
        if (stored.size() != 1 || !stored[0]["content"].contains("attachments")) {
            return false;
        }
        attachment = stored[0]["content"]["attachments"][0];
        return attachment.contains("url");
    }));
    CHECK(attachment["kind"] == "image");
    CHECK(attachment["mime"] == "image/jpeg");
    const std::string url = attachment["url"];
    CHECK(all.host.ops().get(url.substr(url.find("/api/v1/media/"))).text == "the picture's bytes");
    CHECK(url.find(token) == std::string::npos);
}

TEST_CASE("an edited caption leaves the picture where it is kept") {
    const telegram_centre all;
    REQUIRE(all.up());
    const auto said = all.does({{"photo", {{"content", "bytes"}}}, {"caption", "lok"}});
    json content;
    const auto shown = [&] {
        content = all.inbound()[0]["content"];
        return content["attachments"][0].contains("url");
    };
    REQUIRE(eventually(shown));
    const auto before = content["attachments"][0]["url"];
    all.does({{"edit", said["messageId"]}, {"caption", "look"}});
    CHECK(eventually([&] { return shown() && content["text"] == "look"; }));
    CHECK(content["attachments"][0]["url"] == before);
}

TEST_CASE("a picture that replaces another is fetched like the first") {
    const telegram_centre all;
    REQUIRE(all.up());
    const auto said = all.does({{"photo", {{"content", "bytes"}}}, {"caption", "look"}});
    const auto kept = [&] {
        const auto attachment = all.inbound()[0]["content"]["attachments"][0];
        const auto url = attachment.value("url", "");
        return url.empty() ? std::string()
                           : all.host.ops().get(url.substr(url.find("/api/v1/media/"))).text;
    };
    REQUIRE(eventually([&] { return kept() == "bytes"; }));
    all.does({{"edit", said["messageId"]}, {"photo", {{"content", "other bytes"}}}});
    CHECK(eventually([&] { return kept() == "other bytes"; }));
}

TEST_CASE("a tap on a button comes back with a payload of any length") {
    const telegram_centre all;
    REQUIRE(all.up());
    const auto chat = all.says("opening hours")["chatId"];
    const std::string payload(300, 'p');
    const auto asked = all.write(
        chat, {{"text", "Which?"}, {"choices", {{{"title", "Red"}, {"payload", payload}}}}});
    REQUIRE(asked.status == 202);
    const auto question = all.got("Which?");
    REQUIRE(question.is_object());
    CHECK(all.does({{"tap", {{"message", question["message_id"]}, {"button", "Red"}}}})["status"] ==
          200);
    const auto stored = all.inbound();
    REQUIRE(stored.size() == 2);
    CHECK(stored[1]["content"]["selected"] == json{{"title", "Red"}, {"payload", payload}});
    CHECK(eventually([&] {
        const auto seen = all.look("activity")["items"];
        return std::any_of(seen.begin(), seen.end(),
                           [](const json& each) { return each["kind"] == "answer"; });
    }));
}

TEST_CASE("Telegram shows that the desk types") {
    const telegram_centre all;
    REQUIRE(all.up());
    all.says("opening hours");
    REQUIRE_FALSE(all.got("We are open every day").is_null());
    const auto where = all.inbound()[0]["conversation"].get<std::string>();
    REQUIRE(all.host.ops().post("/api/v1/conversations/" + where + "/typing").status == 202);
    CHECK(eventually([&] {
        const auto seen = all.look("activity")["items"];
        return std::any_of(seen.begin(), seen.end(), [](const json& each) {
            return each["kind"] == "action" && each["action"] == "typing";
        });
    }));
}

TEST_CASE("what went out on Telegram is changed there and taken back, and is known as that then") {
    const telegram_centre all;
    REQUIRE(all.up());
    const auto chat = all.says("opening hours")["chatId"];
    REQUIRE_FALSE(all.got("We are open every day").is_null());
    const auto id = all.write(chat, {{"text", "See you at nine"}}).body["id"];
    REQUIRE(all.message(id, "sent").is_object());
    const auto path = "/api/v1/messages/" + id.get<std::string>();
    const auto did = [&](const char* what) {
        return eventually([&] {
            const auto seen = all.look("activity")["items"];
            return std::any_of(seen.begin(), seen.end(),
                               [&](const json& each) { return each["kind"] == what; });
        });
    };
    const auto is = [&](const char* what) {
        return eventually([&] { return all.host.ops().get(path).body[what] == true; });
    };
    REQUIRE(all.host.ops().patch(path, {{"content", {{"text", "See you at ten"}}}}).status == 202);
    CHECK(did("edit"));
    CHECK(is("edited"));
    CHECK(all.host.ops().get(path).body["content"]["text"] == "See you at ten");
    REQUIRE(all.host.ops().remove(path).status == 202);
    CHECK(did("delete"));
    CHECK(is("deleted"));
    CHECK(all.host.ops().remove(path).status == 409);
}

TEST_CASE("who has blocked the bot is not written to until they undo it") {
    const telegram_centre all;
    REQUIRE(all.up());
    const auto chat = all.says("opening hours")["chatId"];
    REQUIRE_FALSE(all.got("We are open every day").is_null());
    CHECK(all.does({{"membership", "kicked"}})["status"] == 200);
    CHECK(eventually([&] { return all.write(chat, {{"text", "news"}}).status == 422; }));
    CHECK(all.does({{"membership", "member"}})["status"] == 200);
    CHECK(eventually([&] { return all.write(chat, {{"text", "news"}}).status == 202; }));
    CHECK_FALSE(all.got("news").is_null());
}

TEST_CASE("a block that only Telegram heard of is learnt from its refusal") {
    const telegram_centre all;
    REQUIRE(all.up());
    const auto chat = all.says("opening hours")["chatId"];
    REQUIRE_FALSE(all.got("We are open every day").is_null());
    all.tell("users", {{"user", "Ana"}, {"standing", "blocked"}});
    const auto failed = all.message(all.write(chat, {{"text", "news"}}).body["id"], "failed");
    REQUIRE(failed.is_object());
    CHECK(failed["error"]["code"] == "opted_out");
    CHECK(eventually([&] { return all.write(chat, {{"text", "news"}}).status == 422; }));
}

TEST_CASE("a send that is too fast for Telegram waits, and goes out once") {
    const telegram_centre all;
    REQUIRE(all.up());
    const auto chat = all.says("opening hours")["chatId"];
    REQUIRE_FALSE(all.got("We are open every day").is_null());
    all.strike("sendMessage", "throttle");
    const auto written = all.write(chat, {{"text", "news"}});
    CHECK_FALSE(all.message(written.body["id"], "sent").is_null());
    CHECK_FALSE(all.got("news").is_null());
}

TEST_CASE("a send whose answer was lost is not sent again") {
    const telegram_centre all;
    REQUIRE(all.up());
    const auto chat = all.says("opening hours")["chatId"];
    REQUIRE_FALSE(all.got("We are open every day").is_null());
    all.strike("sendMessage", "drop_after");
    const auto failed = all.message(all.write(chat, {{"text", "news"}}).body["id"], "failed");
    REQUIRE(failed.is_object());
    CHECK(failed["error"]["code"] == "uncertain");
}

TEST_CASE("a group that moved is written to at its new place") {
    const telegram_centre all;
    REQUIRE(all.up());
    const auto old = all.does({{"group", "Team"}, {"text", "opening hours"}})["chatId"];
    all.does({{"group", "Team"}, {"migrate", true}});
    const auto written = all.write(old, {{"text", "news for the team"}});
    CHECK_FALSE(all.message(written.body["id"], "sent").is_null());
    CHECK(eventually([&] {
        const auto sent = all.look("sent")["items"];
        return std::any_of(sent.begin(), sent.end(), [&](const json& each) {
            return each["message"].value("text", "") == "news for the team" && each["chat"] != old;
        });
    }));
}

TEST_CASE("an edit and a reaction of Ana's are told") {
    const telegram_centre all;
    REQUIRE(all.up());
    const auto said = all.says("opening hours?");
    all.does({{"edit", said["messageId"]}, {"text", "opening hours"}});
    CHECK(eventually([&] {
        const auto first = all.inbound()[0];
        return first["edited"] == true && first["content"]["text"] == "opening hours";
    }));
    const auto answer = all.got("We are open");
    REQUIRE(answer.is_object());
    REQUIRE(all.went_out("We are open"));
    all.does({{"react",
               {{"message", answer["message_id"]}, {"before", json::array()}, {"after", {"👍"}}}}});
    REQUIRE(eventually([&] { return all.inbound().size() == 2; }));
    const auto reaction = all.inbound()[1]["content"]["reaction"];
    CHECK(reaction["emoji"] == "👍");
    CHECK(reaction["to"].get<std::string>().substr(0, 2) == "IM");
}

TEST_CASE("in a business account customers are answered, its owner's words are echoes, reads are "
          "marked") {
    const telegram_centre all;
    REQUIRE(all.up());
    const auto in_account = [&](json what) {
        what["business"] = "bc1";
        return all.does(what);
    };
    all.does({{"connection", {{"id", "bc1"}, {"owner", "Siti"}}}});
    const auto said = in_account({{"text", "opening hours"}});
    CHECK(said["status"] == 200);
    const auto answer = all.got("We are open every day");
    REQUIRE(answer.is_object());
    CHECK(answer["business_connection_id"] == "bc1");
    CHECK(in_account({{"text", "We met yesterday"}, {"owner", true}})["status"] == 200);
    json echo;
    CHECK(eventually([&] {
        const auto out = all.outbound();
        for (const auto& each : out) {
            if (each["content"].value("text", "") == "We met yesterday") {
                echo = each;
            }
        }
        return !echo.is_null();
    }));
    CHECK(all.inbound().size() == 1);
    const auto where = all.inbound()[0]["conversation"].get<std::string>();
    CHECK(echo["conversation"] == where);
    REQUIRE(all.host.ops().post("/api/v1/conversations/" + where + "/read").status == 202);
    CHECK(eventually([&] {
        const auto seen = all.look("activity?user=Ana")["items"];
        return std::any_of(seen.begin(), seen.end(), [&](const json& each) {
            return each["kind"] == "read" && each["message_id"] == said["messageId"];
        });
    }));
    all.does({{"edit", said["messageId"]}, {"text", "opening hours?"}});
    CHECK(eventually([&] { return all.inbound()[0]["content"]["text"] == "opening hours?"; }));
    all.does({{"delete", said["messageId"]}});
    CHECK(eventually([&] { return all.inbound()[0]["deleted"] == true; }));
    const auto looked_up = [&](std::size_t connections) {
        return eventually(
            [&] { return all.host.logged("plugin.business-connection").size() == connections; });
    };
    all.does({{"connection", {{"id", "bc1"}, {"enabled", false}}}});
    REQUIRE(looked_up(2));
    const auto failed =
        all.message(all.write(said["chatId"], {{"text", "news"}}).body["id"], "failed");
    REQUIRE(failed.is_object());
    CHECK(failed["error"]["code"] == "wrong_state");
    all.does({{"connection", {{"id", "bc2"}, {"owner", "Siti"}, {"date", 4'000'000'000}}}});
    REQUIRE(looked_up(3));
    const auto again = all.write(said["chatId"], {{"text", "more news"}});
    CHECK_FALSE(all.message(again.body["id"], "sent").is_null());
    CHECK(all.got("more news")["business_connection_id"] == "bc2");
}
