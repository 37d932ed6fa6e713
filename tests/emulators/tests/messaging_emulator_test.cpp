#include "meta_on_a_port.hpp"
#include "tests/emulators/facebook/facebook.hpp"
#include "tests/emulators/instagram/instagram.hpp"

using namespace meta_emulator_test;

namespace {

const std::string siti = "7001002003004";

class messenger_on_a_port : public meta_on_a_port<emulators::facebook::facebook_provider> {
public:
    explicit messenger_on_a_port(const json& settings = json::object())
        : meta_on_a_port("facebook", "pages", settings) {}
    httplib::Result send(const json& message, json more = json::object()) {
        json all = {{"recipient", {{"id", siti}}}, {"messaging_type", "RESPONSE"}};
        all["message"] = message;
        all.update(more);
        return post("me/messages", all);
    }
    void writes(const std::string& text = "hi") {
        control("messages", {{"user", siti}, {"text", text}});
    }
};

class direct_on_a_port : public meta_on_a_port<emulators::instagram::instagram_provider> {
public:
    explicit direct_on_a_port(const json& settings = json::object())
        : meta_on_a_port("instagram", "accounts", settings) {}
};

json events_in(const std::vector<taken_webhook>& taken) {
    json out = json::array();
    for (const auto& each : taken) {
        out.push_back(json::parse(each.body)["entry"][0]["messaging"][0]);
    }
    return out;
}

struct wrong_case {
    std::string message;
    std::string error;
};

}  // namespace

TEST_CASE("what Messenger takes is echoed with its metadata, delivered and read") {
    webhook_taker gateway;
    messenger_on_a_port messenger({{"webhook_url", gateway.url()}});
    messenger.control("people", {{"user", siti}, {"reads", true}});
    messenger.writes();
    const auto sent = body_of(messenger.send({{"text", "hello"}, {"metadata", "gw:1"}}));
    CHECK(sent["recipient_id"] == siti);
    messenger.quiet();
    const auto events = events_in(gateway.taken());
    REQUIRE(events.size() == 4);
    CHECK(events[0]["message"]["text"] == "hi");
    CHECK(events[1]["message"]["is_echo"] == true);
    CHECK(events[1]["message"]["metadata"] == "gw:1");
    CHECK(events[1]["message"]["mid"] == sent["message_id"]);
    CHECK(events[1]["sender"]["id"] == business);
    CHECK(events[2]["delivery"]["mids"][0] == sent["message_id"]);
    CHECK(events[3]["read"]["watermark"].is_number());
}

TEST_CASE("an echo may come before the answer") {
    webhook_taker gateway;
    messenger_on_a_port messenger({{"webhook_url", gateway.url()}, {"echo_first", true}});
    messenger.writes();
    CHECK(messenger.send({{"text", "hello"}})->status == 200);
    CHECK(gateway.taken().size() >= 2);
}

TEST_CASE("Instagram echoes without metadata, tells no delivery, and reads by message") {
    webhook_taker gateway;
    direct_on_a_port direct({{"webhook_url", gateway.url()}});
    direct.control("people", {{"user", siti}, {"reads", true}});
    direct.control("messages", {{"user", siti}, {"text", "hi"}});
    const auto sent =
        body_of(direct.post("me/messages", {{"recipient", {{"id", siti}}},
                                            {"message", {{"text", "x"}, {"metadata", "gw:1"}}}}));
    direct.quiet();
    const auto events = events_in(gateway.taken());
    REQUIRE(events.size() == 3);
    CHECK_FALSE(events[1]["message"].contains("metadata"));
    CHECK(events[2]["read"]["mid"] == sent["message_id"]);
    CHECK(error_of(direct.post("me/messages",
                               {{"recipient", {{"id", siti}}},
                                {"message", {{"text", std::string(999, 'x') + "é"}}}})) == "100");
}

TEST_CASE("a day is open to all, a week to people, and then nothing is") {
    messenger_on_a_port messenger;
    CHECK(error_of(messenger.send({{"text", "x"}})) == "100/2018001");
    messenger.writes();
    const json as_human = {{"messaging_type", "MESSAGE_TAG"}, {"tag", "HUMAN_AGENT"}};
    CHECK(error_of(messenger.send({{"text", "x"}})) == "");
    messenger.control("clock", {{"advance_ms", 24 * 3'600'000 + 1}});
    CHECK(error_of(messenger.send({{"text", "x"}})) == "10/2018278");
    CHECK(error_of(messenger.send({{"text", "x"}}, as_human)) == "");
    CHECK(error_of(messenger.send({{"text", "x"}}, {{"messaging_type", "MESSAGE_TAG"},
                                                    {"tag", "ACCOUNT_UPDATE"}})) == "100");
    messenger.control("clock", {{"advance_ms", 7 * 24 * 3'600'000}});
    CHECK(error_of(messenger.send({{"text", "x"}}, as_human)) == "10/2018278");
}

TEST_CASE("Messenger refuses what is wrong, with its numbers") {
    messenger_on_a_port messenger;
    messenger.writes();
    const auto each = GENERATE(values<wrong_case>({
        {R"({})", "100"},
        {R"({"text":"x","attachment":{"type":"image","payload":{"url":"https://x"}}})", "100"},
        {R"({"attachment":{"type":"image","payload":{}}})", "100"},
        {R"({"attachment":{"type":"hologram","payload":{"url":"https://x"}}})", "100"},
        {R"({"text":"x","quick_replies":[]})", "100"},
        {R"({"text":"x","quick_replies":[{"content_type":"text","title":"twenty-one characters"}]})",
         "100"},
        {R"({"attachment":{"type":"template","payload":{"template_type":"generic",
             "elements":[{"title":"alone"}]}}})",
         "100"},
        {R"({"attachment":{"type":"template","payload":{"template_type":"button","text":"x",
             "buttons":[]}}})",
         "100"},
        {R"({"attachment":{"type":"template","payload":{"template_type":"button","text":"x",
             "buttons":[{"type":"postback","title":"x"}]}}})",
         "100"},
    }));
    CAPTURE(each.message);
    CHECK(error_of(messenger.send(json::parse(each.message))) == each.error);
    CHECK(messenger.look("sent")["items"].empty());
}

TEST_CASE("a conversation of another app's must be taken first") {
    messenger_on_a_port messenger;
    messenger.writes();
    messenger.control("people", {{"user", siti}, {"other_app", true}});
    CHECK(error_of(messenger.send({{"text", "x"}})) == "100/2534037");
    CHECK(messenger.post(business + "/take_thread_control", {{"recipient", {{"id", siti}}}})
              ->status == 200);
    CHECK(error_of(messenger.send({{"text", "x"}})) == "");
}

TEST_CASE("actions are taken, and wrong ones refused") {
    messenger_on_a_port messenger;
    const auto act = [&](const json& more) {
        json all = {{"recipient", {{"id", siti}}}};
        all.update(more);
        return messenger.post("me/messages", all);
    };
    CHECK(error_of(act({{"sender_action", "typing_on"}})) == "");
    CHECK(error_of(act({{"sender_action", "dance"}})) == "100");
    CHECK(error_of(act({{"sender_action", "react"}})) == "100");
    CHECK(error_of(act({{"sender_action", "mark_seen"}, {"message", {{"text", "x"}}}})) ==
          "100/2018014");
    CHECK(messenger.look("activity")["items"].size() == 1);
}

TEST_CASE("profiles are of those who wrote, and pictures of a link that ends and needs no token") {
    webhook_taker gateway;
    messenger_on_a_port messenger({{"webhook_url", gateway.url()}, {"link_life_ms", 600'000}});
    CHECK(error_of(messenger.get(siti)) == "100/33");
    messenger.control("people", {{"user", siti}, {"name", "Siti Aminah"}});
    messenger.control("messages",
                      {{"user", siti},
                       {"attachments", json::array({{{"type", "image"}, {"content", "bytes"}}})}});
    CHECK(body_of(messenger.get(siti))["name"] == "Siti Aminah");
    const auto url = events_in(gateway.taken())[0]["message"]["attachments"][0]["payload"]["url"]
                         .get<std::string>();
    const auto path = url.substr(url.find("/facebook/"));
    CHECK(messenger.client().Get(path)->status == 400);
    httplib::Client plain(url.substr(0, url.find("/facebook/")));
    CHECK(plain.Get(path)->body == "bytes");
    messenger.control("clock", {{"advance_ms", 590'000}});
    CHECK(plain.Get(path)->body == "bytes");
    messenger.control("clock", {{"advance_ms", 10'001}});
    CHECK(plain.Get(path)->status == 403);
}
