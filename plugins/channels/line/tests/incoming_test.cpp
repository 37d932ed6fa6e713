#include "line_under_test.hpp"

using namespace line_test;

namespace {

struct incoming_case {
    std::string payload;
    std::string content;
};

const std::string api_content = "https://api-data.line.me/v2/bot/message/";

}  // namespace

TEST_CASE("messages arrive as content") {
    const auto each = GENERATE(values<incoming_case>({
        {"text", R"({"text":"Hello 👋 \"world\"\n/ok\\"})"},
        {"text_quoting", R"({"text":"yes, that one"})"},
        {"text_group", R"({"text":"@Selat hi"})"},
        {"text_room_anonymous", R"({"text":"who am I"})"},
        {"text_standby", R"({"text":"for the other module"})"},
        {"text_redelivered", R"({"text":"once more"})"},
        {"text_empty", R"({"unsupported":{"kind":"text"}})"},
        {"image", R"({"attachments":[{"kind":"image"}]})"},
        {"image_external",
         R"({"attachments":[{"kind":"image","url":"https://example.com/original.jpg"}]})"},
        {"video", R"({"attachments":[{"kind":"video"}]})"},
        {"audio", R"({"attachments":[{"kind":"audio"}]})"},
        {"file", R"({"attachments":[{"kind":"file","name":"invoice.pdf","size":2138}]})"},
        {"location", R"({"location":{"latitude":35.67966,"longitude":139.73669,
            "name":"my location","address":"1-3 Kioicho, Chiyoda-ku, Tokyo"}})"},
        {"location_broken", R"({"unsupported":{"kind":"location"}})"},
        {"sticker", R"({"text":"cony, sally, Staring",
            "attachments":[{"kind":"sticker","name":"446/1988"}]})"},
        {"sticker_with_text",
         R"({"text":"See you","attachments":[{"kind":"sticker","name":"10855/17871"}]})"},
        {"sticker_bare", R"({"attachments":[{"kind":"sticker","name":"446/1988"}]})"},
        {"message_of_unknown_type", R"({"unsupported":{"kind":"hologram"}})"},
        {"postback", R"({"selected":{"title":"opt=red","payload":"opt=red"}})"},
        {"postback_datetime", R"({"selected":{"title":"2017-12-25T01:00","payload":"when"}})"},
        {"postback_rich_menu", R"({"selected":{"title":"menu","payload":"menu"}})"},
        {"postback_without_data", R"({"unsupported":{"kind":"postback"}})"},
    }));
    CAPTURE(each.payload);
    drive::channel line(given());
    const auto body = payload(each.payload);
    const auto event = json::parse(body)["events"][0];
    const auto got = deliver(line, body);
    CHECK(got.http_status() == 200);
    REQUIRE(got.inbounds.size() == 1);
    const auto& inbound = got.inbounds[0];
    CHECK(json::parse(inbound.content) == json::parse(each.content));
    CHECK(inbound.provider_id == event["webhookEventId"].get<std::string>());
    CHECK(inbound.message_id == event.value("/message/id"_json_pointer, ""));
    CHECK(inbound.at_ms == event["timestamp"].get<std::int64_t>());
    CHECK(inbound.reply_to == event.value("/message/quotedMessageId"_json_pointer, ""));
}

TEST_CASE("what a later answer needs is kept with message and address") {
    drive::channel line(given());
    const auto inbound = deliver(line, payload("text")).inbounds.at(0);
    CHECK(json::parse(inbound.context) == json{{"quote", "q3Plxr4AgKd"}, {"read", "read-1"}});
    CHECK(inbound.address_context == "1700000000000 nHuyWiB7yP5Zw52FIkcQobQuGDXCTA01");
    CHECK(inbound.from == user);
    CHECK(inbound.author.empty());
    CHECK(inbound.verified);
    CHECK_FALSE(inbound.no_reply);
}

TEST_CASE("groups and rooms are the address, their member the author") {
    drive::channel line(given());
    const auto in_group = deliver(line, payload("text_group")).inbounds.at(0);
    CHECK(in_group.from == group);
    CHECK(in_group.author == user);
    CHECK_FALSE(in_group.verified);
    const auto in_room = deliver(line, payload("text_room_anonymous")).inbounds.at(0);
    CHECK(in_room.from == room);
    CHECK(in_room.author.empty());
}

TEST_CASE("a reply token that is not ours or past its time is not kept") {
    drive::channel line(given());
    const auto standby = deliver(line, payload("text_standby")).inbounds.at(0);
    CHECK(standby.no_reply);
    CHECK(standby.address_context.empty());
    const auto redelivered = deliver(line, payload("text_redelivered")).inbounds.at(0);
    CHECK_FALSE(redelivered.no_reply);
    CHECK(redelivered.address_context.empty());
}

TEST_CASE("what LINE keeps is fetched from it with the token, and again while it prepares") {
    const auto name = GENERATE("image", "video", "audio", "file");
    drive::channel line(given());
    const auto got = deliver(line, payload(name));
    REQUIRE(got.fetches.size() == 1);
    const auto& fetch = got.fetches[0];
    CHECK(fetch.url == api_content + got.inbounds[0].message_id + "/content");
    CHECK(fetch.provider_id == got.inbounds[0].provider_id);
    CHECK(fetch.attachment == 0);
    CHECK(fetch.retry_status == 202);
    CHECK(drive::find(fetch.headers, "authorization") == "Bearer {{secret:access_token}}");
}

TEST_CASE("what others keep is not fetched from LINE, nor are stickers") {
    const auto name = GENERATE("image_external", "sticker", "text", "location");
    drive::channel line(given());
    CHECK(deliver(line, payload(name)).fetches.empty());
}

TEST_CASE("media come from data_api_base") {
    auto options = given();
    options.options = R"({"channel_secret":"{{secret:channel_secret}}","access_token":"t",
                          "data_api_base":"http://127.0.0.1:9000/line/"})";
    drive::channel line(options);
    const auto got = deliver(line, payload("image"));
    CHECK(got.fetches.at(0).url ==
          "http://127.0.0.1:9000/line/v2/bot/message/" + got.inbounds[0].message_id + "/content");
}

TEST_CASE("following and blocking change whether an address can be reached") {
    struct reach_case {
        std::string payload;
        std::uint32_t reach;
        std::string address;
        bool token;
    };
    const auto each =
        GENERATE(values<reach_case>({{"follow", SELAT_REACH_OPEN, user, true},
                                     {"unfollow", SELAT_REACH_BLOCKED, user, false},
                                     {"join", SELAT_REACH_OPEN, group, true},
                                     {"leave", SELAT_REACH_BLOCKED, group, false},
                                     {"member_joined", SELAT_REACH_UNKNOWN, group, true}}));
    CAPTURE(each.payload);
    drive::channel line(given());
    const auto got = deliver(line, payload(each.payload));
    CHECK(got.http_status() == 200);
    CHECK(got.inbounds.empty());
    REQUIRE(got.addresses.size() == 1);
    CHECK(got.addresses[0].reach == each.reach);
    CHECK(got.addresses[0].address == each.address);
    CHECK(got.addresses[0].at_ms ==
          json::parse(payload(each.payload))["events"][0]["timestamp"].get<std::int64_t>());
    CHECK(got.addresses[0].address_context.empty() != each.token);
}

TEST_CASE("what is no message but tells of the customer becomes attributes") {
    struct attribute_case {
        std::string payload;
        std::string attributes;
    };
    const auto each = GENERATE(values<attribute_case>(
        {{"beacon", R"({"line_beacon":"d41d8cd98f","line_beacon_event":"enter"})"},
         {"account_link",
          R"({"line_account_link":"ok","line_account_link_nonce":"Vb771wDYtXuammKQuSNRRDHY"})"},
         {"video_play_complete", R"({"line_video_completed":"track-id"})"},
         {"membership", R"({"line_membership_event":"joined","line_membership":3189})"}}));
    CAPTURE(each.payload);
    drive::channel line(given());
    const auto got = deliver(line, payload(each.payload));
    CHECK(got.inbounds.empty());
    REQUIRE(got.addresses.size() == 1);
    CHECK(json::parse(got.addresses[0].attributes) == json::parse(each.attributes));
    CHECK(got.addresses[0].address == user);
}

TEST_CASE("an unsent message is taken back") {
    drive::channel line(given());
    const auto got = deliver(line, payload("unsend"));
    REQUIRE(got.amends.size() == 1);
    CHECK(got.amends[0].deleted);
    CHECK(got.amends[0].message_id == "500000000000000001");
    CHECK(got.amends[0].from == user);
    CHECK_FALSE(got.amends[0].provider_id.empty());
}

TEST_CASE("a suspended bot degrades the channel until it is resumed") {
    drive::channel line(given());
    CHECK_FALSE(deliver(line, payload("bot_suspended")).statuses.at(0).running);
    CHECK(deliver(line, payload("bot_resumed")).statuses.at(0).running);
}

TEST_CASE("events that tell nothing are answered 200 and logged") {
    const auto name =
        GENERATE("module", "member_left", "event_of_unknown_type", "text_without_source");
    CAPTURE(name);
    drive::channel line(given());
    const auto got = deliver(line, payload(name));
    CHECK(got.http_status() == 200);
    CHECK(got.inbounds.empty());
    CHECK(got.addresses.empty());
    REQUIRE(got.logs.size() == 1);
    CHECK(got.logs[0].event == "event-ignored");
}

TEST_CASE("LINE's tests of the webhook are answered and store nothing") {
    const auto name = GENERATE("verify", "verify_with_dummy_tokens");
    drive::channel line(given());
    const auto got = deliver(line, payload(name));
    CHECK(got.http_status() == 200);
    CHECK(got.inbounds.empty());
    CHECK(got.addresses.empty());
}

TEST_CASE("the events of a batch are told in order, each to its own address") {
    drive::channel line(given());
    const auto got = deliver(line, payload("batch"));
    REQUIRE(got.inbounds.size() == 2);
    CHECK(json::parse(got.inbounds[0].content)["text"] == "one");
    CHECK(json::parse(got.inbounds[1].content)["text"] == "two");
    CHECK(got.inbounds[1].from == "U44444444444444444444444444444444");
    CHECK(got.order == std::vector<std::uint32_t>{SELAT_ACTION_INBOUND, SELAT_ACTION_INBOUND,
                                                  SELAT_ACTION_ADDRESS, SELAT_ACTION_RESPOND});
}

TEST_CASE("text survives whatever it is made of") {
    const std::string text =
        GENERATE("\x01\x1f\t\b\"\\/", "e\xcc\x81 \xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9",
                 "line one\r\nline two", "{\"text\":\"not me\"}");
    auto body = json::parse(payload("text"));
    body["events"][0]["message"]["text"] = text;
    drive::channel line(given());
    const auto got = deliver(line, body.dump());
    CHECK(json::parse(got.inbounds.at(0).content) == json{{"text", text}});
}

TEST_CASE("an event that is odd never loses those beside it") {
    const auto source = R"("source":{"type":"user","userId":")" + user + R"("})";
    const auto long_text = std::string(1100, 'x');
    const auto very_long = std::string(70'000, '9');
    const auto event = GENERATE_COPY(
        std::string("1"), std::string("null"), std::string("[]"), std::string("{}"),
        R"({"type":"unsend",)" + source + "}",
        R"({"type":"unsend",)" + source + R"(,"unsend":{"messageId":""}})",
        R"({"type":"unsend",)" + source + R"(,"unsend":{"messageId":")" + long_text + R"("}})",
        R"({"type":"unsend",)" + source + R"(,"unsend":7})", R"({"type":"a\nb",)" + source + "}",
        R"({"type":"a\u0000b",)" + source + "}",
        R"({"type":")" + very_long + R"(",)" + source + "}", R"({"type":"message",)" + source + "}",
        R"({"type":"message",)" + source + R"(,"message":[]})",
        R"({"type":"message",)" + source + R"(,"message":{"type":"text","text":null}})",
        R"({"type":"message",)" + source + R"(,"message":{"type":"text","text":"cut \ud83d"}})",
        R"({"type":"message",)" + source + R"(,"message":{"id":")" + long_text +
            R"(","type":"image","quoteToken":")" + very_long + R"("}})",
        R"({"type":"message","webhookEventId":")" + long_text + R"(",)" + source +
            R"(,"message":{"id":"1","type":"text","text":"a","quotedMessageId":")" + long_text +
            R"("}})",
        R"({"type":"message","timestamp":-9223372036854775808,)" + source +
            R"(,"message":{"id":"1","type":"text","text":"a"}})",
        R"({"type":"message","replyToken":")" + very_long + R"(",)" + source +
            R"(,"message":{"id":"1","type":"location","latitude":1,"longitude":"x"}})",
        R"({"type":"follow","source":{"type":"user","userId":")" + long_text + R"("}})",
        R"({"type":"message","source":{"type":"group","groupId":")" + group + R"(","userId":")" +
            long_text + R"("},"message":{"type":"text","text":"a"}})",
        R"({"type":"beacon",)" + source + R"(,"beacon":"no"})",
        R"({"type":"postback",)" + source + R"(,"postback":null})");
    CAPTURE(event.substr(0, 200));
    drive::channel line(given());
    const auto good = json::parse(payload("text"))["events"][0].dump();
    const auto got = deliver(line, R"({"events":[)" + good + "," + event + "," + good + "]}");
    CHECK(got.ok());
    CHECK(got.http_status() == 200);
    CHECK(got.inbounds.size() >= 2);
    for (const auto& each : got.inbounds) {
        CHECK(each.provider_id.size() <= 1024);
        CHECK(each.message_id.size() <= 1024);
        CHECK(each.author.size() <= 1024);
        CHECK(each.reply_to.size() <= 1024);
        CHECK(each.context.size() <= 65'536);
        CHECK(each.address_context.size() <= 65'536);
        CHECK(each.at_ms >= 0);
    }
    for (const auto& each : got.amends) {
        CHECK_FALSE(each.message_id.empty());
    }
    for (const auto& each : got.logs) {
        for (const auto& [name, value] : each.pairs) {
            CHECK(value.size() <= 100);
            CHECK(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
        }
    }
}

TEST_CASE("half of a character is shown as what cannot be shown") {
    drive::channel line(given());
    auto event = json::parse(payload("text"))["events"][0];
    event["message"]["text"] = "HERE";
    auto body = json{{"events", {event}}}.dump();
    body.replace(body.find("HERE"), 4, R"(\\ud83d \ud83d\udc4b \ud83d! \udc4b)");
    const auto got = deliver(line, body);
    REQUIRE(got.inbounds.size() == 1);
    CHECK(json::parse(got.inbounds[0].content)["text"] == "\\ud83d 👋 \uFFFD! \uFFFD");
}
