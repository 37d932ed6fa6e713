// A Telegram bot that is polled: nothing lost and nothing doubled, and who else asks for its
// updates.

#include "tests/integration/behaviour/telegram_centre.hpp"

#include <algorithm>

using namespace selat::testing;
using namespace selat::testing::telegram;

TEST_CASE("a bot that is polled needs no address: a message is answered, edited and stored once") {
    const telegram_centre all("mode: polling");
    REQUIRE(all.asks());
    CHECK(all.look("webhooks")["info"]["url"] == "");
    const auto said = all.says("opening hours");
    CHECK(said["delivered"] == true);
    CHECK_FALSE(all.got("We are open every day").is_null());
    all.does({{"edit", said["messageId"]}, {"text", "opening hours?"}});
    CHECK(eventually([&] { return all.inbound()[0]["content"]["text"] == "opening hours?"; }));
    CHECK(all.inbound().size() == 1);
    const auto channels = all.host.ops().get("/api/v1/channels").body;
    CHECK(channels[0]["state"] == "running");
}

TEST_CASE(
    "polling loses nothing and doubles nothing when it is cut, struck, killed and restarted") {
    telegram_centre all("mode: polling");
    REQUIRE(all.asks());
    constexpr int count = 40;
    json many = json::array();
    for (int n = 0; n < count; ++n) {
        many.push_back({{"user", "Ana"}, {"text", "message " + std::to_string(n)}});
    }
    all.strike("getUpdates", "drop_after", {{"count", 2}});
    all.tell("messages", {{"messages", many}, {"async", true}});
    REQUIRE(eventually([&] { return !all.inbound().empty(); }));
    all.host.restart();
    REQUIRE(all.all_confirmed());
    all.host.restart();
    REQUIRE(all.asks());
    const auto stored = all.inbound();
    REQUIRE(stored.size() == count);
    for (std::size_t n = 0; n < count; ++n) {
        CHECK(stored[n]["content"]["text"] == "message " + std::to_string(n));
    }
    // The question of the one that was killed may have been met for a moment.
    CHECK(eventually(
        [&] { return all.host.ops().get("/api/v1/channels").body[0]["state"] == "running"; }));
}

TEST_CASE("who else asks for the bot's updates, or sets a webhook, is told of at the channel") {
    const telegram_centre all("mode: polling");
    REQUIRE(all.asks());
    all.tell("bot", {{"token", token}, {"local", true}, {"webhook_url", "http://127.0.0.1:1/x"}});
    json channel;
    CHECK(eventually([&] {
        channel = all.host.ops().get("/api/v1/channels").body[0];
        return channel["state"] == "degraded";
    }));
    CHECK(channel["reason"].get<std::string>().find("Conflict") != std::string::npos);
    CHECK(all.look("webhooks")["info"]["url"] == "http://127.0.0.1:1/x");
}
