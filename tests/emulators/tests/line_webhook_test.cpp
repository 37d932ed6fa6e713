#include "tests/emulators/tests/line_on_a_port.hpp"

using namespace emulator_test;

TEST_CASE("a webhook is signed over its body with the channel's secret") {
    CHECK(
        emulators::line::sign(
            "line-secret", R"({"destination":"U00000000000000000000000000000000","events":[]})") ==
        "jHGKsZOC9E1kyEPdnnV8KLH1Q8vYfOVKnv3CY0cnwcA=");
    gateway gate;
    line_on_a_port line({{"webhook_url", gate.url()}});
    const auto told = line.control("messages", {{"user", "mei"}, {"text", "你好 👋"}});
    CHECK(told["delivered"] == true);
    CHECK(told["attempts"] == 1);
    REQUIRE(gate.bodies().size() == 1);
    CHECK(gate.signatures()[0] == emulators::line::sign("line-secret", gate.bodies()[0]));
    const auto event = gate.webhooks()[0]["events"][0];
    CHECK(event["type"] == "message");
    CHECK(event["message"]["text"] == "你好 👋");
    CHECK(event["message"]["id"] == told["messageId"]);
    CHECK(event["webhookEventId"] == told["webhookEventId"]);
    CHECK(event["source"] == json{{"type", "user"}, {"userId", told["userId"]}});
    CHECK(event["deliveryContext"]["isRedelivery"] == false);
    CHECK(event["webhookEventId"].get<std::string>().size() == 26);
}

TEST_CASE("a webhook that is refused comes again, the same but for the flag") {
    gateway gate;
    gate.answer = [](std::size_t n, httplib::Response&) { return n < 3 ? 500 : 200; };
    line_on_a_port line(
        {{"webhook_url", gate.url()}, {"redelivery", {{"count", 5}, {"interval_ms", 1}}}});
    const auto told = line.control("messages", {{"user", "mei"}, {"text", "hello"}});
    CHECK(told["delivered"] == true);
    CHECK(told["attempts"] == 3);
    const auto hooks = gate.webhooks();
    REQUIRE(hooks.size() == 3);
    for (std::size_t at = 0; at < hooks.size(); ++at) {
        auto event = hooks[at]["events"][0];
        CHECK(event["deliveryContext"]["isRedelivery"] == (at > 0));
        event["deliveryContext"] = hooks[0]["events"][0]["deliveryContext"];
        CHECK(event == hooks[0]["events"][0]);
    }
    const auto log = line.look("webhooks");
    CHECK(log["items"].size() == 3);
    CHECK(log["items"][0]["reason"] == "error_status_code");
    CHECK(log["items"][2]["reason"] == "");
    CHECK(log["totals"]["given_up"] == 0);
}

TEST_CASE("redelivery is off unless it is asked for, and ends") {
    gateway gate;
    gate.answer = [](std::size_t, httplib::Response&) { return 503; };
    line_on_a_port line({{"webhook_url", gate.url()}});
    const auto told = line.control("messages", {{"user", "mei"}, {"text", "hello"}});
    CHECK(told["delivered"] == false);
    CHECK(told["attempts"] == 1);
    CHECK(told["status"] == 503);
    line.control("channels", {{"id", "shop"},
                              {"channel_secret", "s"},
                              {"access_token", "t"},
                              {"webhook_url", gate.url()},
                              {"redelivery", {{"count", 2}, {"interval_ms", 1}}}});
    CHECK(line.control("messages", {{"user", "mei"}, {"text", "x"}})["attempts"] == 3);
}

TEST_CASE("a gateway that is not there is told as LINE tells it") {
    line_on_a_port line({{"webhook_url", "http://127.0.0.1:1/channels/line"}});
    const auto told = line.control("messages", {{"user", "mei"}, {"text", "hello"}});
    CHECK(told["delivered"] == false);
    CHECK(told["reason"] == "could_not_connect");
}

TEST_CASE("the webhooks of one chat go out in order") {
    gateway gate;
    line_on_a_port line({{"webhook_url", gate.url()}});
    json messages = json::array();
    for (int n = 0; n < 20; ++n) {
        messages.push_back({{"user", "mei"}, {"text", std::to_string(n)}});
    }
    line.control("messages", {{"messages", messages}});
    const auto hooks = gate.webhooks();
    REQUIRE(hooks.size() == 20);
    for (std::size_t n = 0; n < hooks.size(); ++n) {
        CHECK(hooks[n]["events"][0]["message"]["text"] == std::to_string(n));
    }
}

TEST_CASE("several events can share a webhook") {
    gateway gate;
    line_on_a_port line({{"webhook_url", gate.url()}});
    line.control("messages",
                 {{"together", true},
                  {"messages",
                   {{{"user", "mei"}, {"text", "one"}},
                    {{"user", "ali"}, {"postback", "opt=2"}},
                    {{"user", "ali"}, {"group", "family"}, {"sticker", json::object()}}}}});
    REQUIRE(gate.webhooks().size() == 1);
    const auto events = gate.webhooks()[0]["events"];
    REQUIRE(events.size() == 3);
    CHECK(events[1]["postback"]["data"] == "opt=2");
    CHECK(events[2]["source"]["type"] == "group");
}

TEST_CASE("a load runs in the background and every message of it arrives") {
    gateway gate;
    line_on_a_port line({{"webhook_url", gate.url()}});
    line.control("load", {{"count", 200}, {"users", 7}});
    std::set<std::string> texts;
    std::uint64_t delivered = 0;
    while (delivered < 200) {
        delivered = line.look("webhooks?limit=0&wait_idle_ms=1000")["totals"]["delivered"];
    }
    for (const auto& each : gate.webhooks()) {
        texts.insert(each["events"][0]["message"]["text"].get<std::string>());
    }
    CHECK(texts.size() == 200);
}

TEST_CASE("the console's test sends no events, or two with dummy reply tokens") {
    gateway gate;
    line_on_a_port line({{"webhook_url", gate.url()}});
    CHECK(line.control("verify", json::object())["status"] == 200);
    CHECK(line.control("verify", {{"legacy", true}})["status"] == 200);
    const auto hooks = gate.webhooks();
    REQUIRE(hooks.size() == 2);
    CHECK(hooks[0]["events"].empty());
    CHECK(hooks[1]["events"][0]["replyToken"] == std::string(32, '0'));
    const auto tested = line.call("/v2/bot/channel/webhook/test", "{}");
    REQUIRE(tested);
    CHECK(json::parse(tested->body)["success"] == true);
}

TEST_CASE("signatures can be wrong or absent on demand") {
    gateway gate;
    line_on_a_port line({{"webhook_url", gate.url()}});
    line.control("messages", {{"user", "mei"}, {"text", "x"}, {"signature", "wrong"}});
    line.control("messages", {{"user", "mei"}, {"text", "x"}, {"signature", "absent"}});
    CHECK(gate.signatures()[0] != emulators::line::sign("line-secret", gate.bodies()[0]));
    CHECK_FALSE(gate.signatures()[0].empty());
    CHECK(gate.signatures()[1].empty());
}

TEST_CASE("an event of long ago can come again") {
    gateway gate;
    line_on_a_port line({{"webhook_url", gate.url()}});
    const auto left = line.control("messages", {{"user", "mei"}, {"unfollow", true}});
    line.control("messages", {{"user", "mei"}, {"follow", true}});
    line.control("messages", {{"user", "mei"},
                              {"unfollow", true},
                              {"redelivered", true},
                              {"webhookEventId", left["webhookEventId"]},
                              {"timestamp", left["timestamp"]}});
    const auto hooks = gate.webhooks();
    REQUIRE(hooks.size() == 3);
    auto again = hooks[2]["events"][0];
    CHECK(again["deliveryContext"]["isRedelivery"] == true);
    again["deliveryContext"]["isRedelivery"] = false;
    CHECK(again == hooks[0]["events"][0]);
    CHECK(line.get("/v2/bot/profile/" + left["userId"].get<std::string>())->status == 200);
}
