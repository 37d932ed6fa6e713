// What LINE delivers: once, in whatever order and number it comes, and whatever is in it.

#include "tests/integration/support/centre.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

json inbound(const centre& all) { return all.host.ops().all("/api/v1/messages?direction=inbound"); }

}  // namespace

TEST_CASE("a repeated webhook is answered 200 and stored once") {
    centre all;
    all.line.tell("faults", {{"endpoint", "webhook"}, {"kind", "repeat"}, {"count", 1}});
    CHECK(all.line.says("siti", "opening hours")["status"] == 200);
    const auto attempts = all.line.look("webhooks")["items"];
    REQUIRE(attempts.size() == 2);
    CHECK(attempts[0]["webhookEventIds"] == attempts[1]["webhookEventIds"]);
    CHECK(attempts[1]["status"] == 200);
    CHECK(inbound(all).size() == 1);
    CHECK(all.host.metric("selat_inbound_repeated_total") == 1);

    all.host.restart();
    all.line.tell("faults", {{"endpoint", "webhook"}, {"kind", "repeat"}, {"count", 1}});
    CHECK(all.line.says("siti", "location")["status"] == 200);
    CHECK(inbound(all).size() == 2);
}

TEST_CASE("a webhook of many events of many users is stored event by event, in order") {
    centre all;
    json events = json::array();
    for (int n = 0; n < 30; ++n) {
        events.push_back(
            {{"user", "user " + std::to_string(n % 3)}, {"text", "number " + std::to_string(n)}});
    }
    const auto taken = all.line.tell("messages", {{"messages", events}, {"together", true}});
    CHECK(taken["items"][0]["status"] == 200);
    CHECK(inbound(all).size() == 30);
    const auto conversations = all.host.ops().all("/api/v1/conversations");
    REQUIRE(conversations.size() == 3);
    for (const auto& each : conversations) {
        std::vector<int> numbers;
        const auto messages = all.host.ops().all("/api/v1/conversations/" +
                                                 each["id"].get<std::string>() + "/messages");
        for (const auto& message : messages) {
            if (message["direction"] == "inbound") {
                numbers.push_back(
                    std::stoi(message["content"]["text"].get<std::string>().substr(7)));
            }
        }
        CHECK(numbers.size() == 10);
        CHECK(std::ranges::is_sorted(numbers));
    }
}

TEST_CASE("content that nothing here fits arrives as unsupported, with its raw kind") {
    centre all;
    CHECK(all.line.does("siti", {{"message", {{"type", "hologram"}, {"depth", 3}}}})["status"] ==
          200);
    const auto stored = inbound(all);
    REQUIRE(stored.size() == 1);
    CHECK(stored[0]["content"] == json{{"unsupported", {{"kind", "hologram"}}}});
}

TEST_CASE("an attachment is fetched from LINE and can be had here") {
    centre all;
    all.line.does(
        "siti",
        {{"image",
          {{"content", "the picture's bytes"}, {"content_type", "image/png"}, {"not_ready", 1}}}});
    json attachment;
    REQUIRE(eventually([&] {
        const auto stored = inbound(all);
        if (stored.size() != 1 || !stored[0]["content"].contains("attachments")) {
            return false;
        }
        attachment = stored[0]["content"]["attachments"][0];
        return attachment.contains("url");
    }));
    CHECK(attachment["kind"] == "image");
    CHECK(attachment["mime"] == "image/png");
    const std::string url = attachment["url"];
    const auto path = url.substr(url.find("/api/v1/media/"));
    const auto got = all.host.ops().get(path);
    CHECK(got.status == 200);
    CHECK(got.text == "the picture's bytes");
    CHECK(api(all.host.url(), {}).get(path).status == 401);
}

TEST_CASE("who takes a message back, blocks and comes again is followed") {
    centre all;
    const auto said = all.line.says("siti", "not this");
    CHECK(all.line.does("siti", {{"unsend", said["messageId"]}})["status"] == 200);
    const auto stored = inbound(all);
    REQUIRE(stored.size() == 1);
    CHECK(stored[0]["deleted"] == true);
    CHECK(stored[0]["content"] == json::object());

    CHECK(all.line.does("siti", {{"unfollow", true}})["status"] == 200);
    const json wish = {
        {"channel", "line-my"}, {"to", said["userId"]}, {"content", {{"text", "x"}}}};
    CHECK(all.host.ops().post("/api/v1/messages", wish).status == 422);
    CHECK(all.line.does("siti", {{"follow", true}, {"unblocked", true}})["status"] == 200);
    CHECK(all.host.ops().post("/api/v1/messages", wish).status == 202);
}

TEST_CASE("an unfollow that comes again late does not block who follows again") {
    centre all;
    const auto said = all.line.says("siti", "opening hours");
    CHECK_FALSE(all.line.message_to("siti", "We are open every day").is_null());
    const auto left = all.line.does("siti", {{"unfollow", true}});
    CHECK(all.line.does("siti", {{"follow", true}})["status"] == 200);
    all.host.restart();
    CHECK(all.line.does("siti", {{"unfollow", true},
                                 {"redelivered", true},
                                 {"webhookEventId", left["webhookEventId"]},
                                 {"timestamp", left["timestamp"]}})["status"] == 200);
    const auto written = all.host.ops().post(
        "/api/v1/messages",
        {{"channel", "line-my"}, {"to", said["userId"]}, {"content", {{"text", "welcome back"}}}});
    REQUIRE(written.status == 202);
    CHECK_FALSE(all.message(written.body["id"], "sent").is_null());
    CHECK_FALSE(all.line.message_to("siti", "welcome back").is_null());
}
