#include "google_under_test.hpp"

using namespace google_test;

namespace {

struct outgoing_case {
    std::string content;
    std::string message;  // what is in it beside id and representative
};

drive::outcome send(drive::channel& google, const json& content) {
    return google.send(to_c1(content));
}

}  // namespace

TEST_CASE("content goes out as Google's messages") {
    const auto each = GENERATE(values<outgoing_case>({
        {R"({"text":"Hello"})", R"({"text":"Hello"})"},
        {R"({"text":"Which?","choices":[{"title":"Red","payload":"r"},{"title":"Blue"}]})",
         R"({"text":"Which?","suggestions":[{"reply":{"text":"Red","postbackData":"r"}},
             {"reply":{"text":"Blue","postbackData":"Blue"}}]})"},
        {R"({"choices":[{"title":"Yes"},{"title":"No"}]})",
         R"({"text":"Yes / No","suggestions":[{"reply":{"text":"Yes","postbackData":"Yes"}},
             {"reply":{"text":"No","postbackData":"No"}}]})"},
        {R"({"attachments":[{"kind":"image","url":"https://x.example/a.png","name":"a.png"}]})",
         R"({"image":{"contentInfo":{"fileUrl":"https://x.example/a.png","altText":"a.png",
             "forceRefresh":false}}})"},
        {R"({"attachments":[{"kind":"image","url":"https://x.example/a.gif","mime":"image/gif"}]})",
         R"({"text":"https://x.example/a.gif","suggestions":[{"action":{"text":"Open",
             "postbackData":"https://x.example/a.gif",
             "openUrlAction":{"url":"https://x.example/a.gif"}}}]})"},
        {R"({"attachments":[{"kind":"image","url":"http://x.example/a.png"}]})",
         R"({"text":"http://x.example/a.png","suggestions":[{"action":{"text":"Open",
             "postbackData":"http://x.example/a.png",
             "openUrlAction":{"url":"http://x.example/a.png"}}}]})"},
        {R"({"attachments":[{"kind":"image","url":"https://x.example/a.png","size":6000000}]})",
         R"({"text":"https://x.example/a.png","suggestions":[{"action":{"text":"Open",
             "postbackData":"https://x.example/a.png",
             "openUrlAction":{"url":"https://x.example/a.png"}}}]})"},
        {R"({"cards":[{"title":"Shoe","text":"Red"}]})",
         R"({"richCard":{"standaloneCard":{"cardContent":{"title":"Shoe","description":"Red"}}},
             "fallback":"Shoe\nRed"})"},
        {R"({"cards":[{"title":"A"},{"title":"B","text":"b"}]})",
         R"({"richCard":{"carouselCard":{"cardWidth":"MEDIUM","cardContents":[{"title":"A"},
             {"title":"B","description":"b"}]}},"fallback":"A\n\nB\nb"})"},
    }));
    INFO(each.content);
    drive::channel google(
        given({{"bot_name", "Helper"}, {"bot_avatar", "https://x.example/b.png"}}));
    begin(google);
    const auto out = send(google, json::parse(each.content));
    INFO(out.error);
    REQUIRE(out.calls.size() == 1);
    auto expected = json::parse(each.message);
    expected.update({{"messageId", key},
                     {"representative",
                      {{"representativeType", "BOT"},
                       {"displayName", "Helper"},
                       {"avatarImage", "https://x.example/b.png"}}}});
    CHECK(body_of(out.calls[0]) == expected);
}

TEST_CASE("a send is a repeatable call with the token as a handle, below its conversation") {
    drive::channel google(given({{"api_base", "http://127.0.0.1:9000/google"}}));
    begin(google);
    auto message = to_c1({{"text", "hi"}});
    message.to = "c/1?x";
    const auto call = google.send(message).calls.at(0);
    CHECK(call.op == 7);
    CHECK(call.method == "POST");
    CHECK(call.url == "http://127.0.0.1:9000/google/v1/conversations/c%2F1%3Fx/messages");
    CHECK(drive::find(call.headers, "authorization") == "Bearer {{secret:access_token}}");
    CHECK(call.repeatable);
    CHECK_FALSE(call.secret_body);
}

TEST_CASE("a message is sent under the id that it was given, at every try") {
    drive::channel google(given());
    begin(google);
    const auto out = send(google, {{"text", "hi"}});
    const auto end = google.serial_reply(drive::answer_to(out.calls.at(0), 200, "{}"));
    REQUIRE(end.sents.size() == 1);
    CHECK(end.sents[0].op == 7);
    CHECK(end.sents[0].provider_ids == std::vector<std::string>{key});
    const auto again = send(google, {{"text", "hi"}});
    CHECK(body_of(again.calls.at(0))["messageId"] == key);
    const auto known = google.serial_reply(drive::answer_to(
        again.calls[0], 409, R"({"error":{"code":409,"status":"ALREADY_EXISTS"}})"));
    CHECK(known.sents.size() == 1);
}

TEST_CASE("bots offer a person, where there is room for the chip and it is wanted") {
    drive::channel google(given({{"live_agent", true}}));
    begin(google);
    const auto chip = json{{"liveAgentRequest", json::object()}};
    CHECK(body_of(send(google, {{"text", "hi"}}).calls.at(0))["suggestions"] ==
          json::array({chip}));
    json choices = json::array();
    for (int n = 0; n < 13; ++n) {
        choices.push_back({{"title", std::to_string(n)}});
    }
    const auto full = send(google, {{"text", "hi"}, {"choices", choices}});
    CHECK(body_of(full.calls.at(0))["suggestions"].size() == 13);
}

TEST_CASE("the fallback is the option's where there is one") {
    drive::channel google(given({{"fallback", "Please call us"}}));
    begin(google);
    const auto card = send(google, {{"cards", json::array({{{"title", "A"}}})}});
    CHECK(body_of(card.calls.at(0))["fallback"] == "Please call us");
    CHECK_FALSE(body_of(send(google, {{"text", "hi"}}).calls.at(0)).contains("fallback"));
}

TEST_CASE("what cannot be carried is refused before any call") {
    drive::channel google(given());
    begin(google);
    for (const auto* content :
         {"[]", R"({"attachments":[{"kind":"image","url":"/api/v1/media/ME1"}]})",
          R"({"text":"x","choices":[{"title":"a","url":"ftp://x"}]})", R"({"cards":[{}]})"}) {
        INFO(content);
        auto message = to_c1({});
        message.content = content;
        const auto out = google.send(message);
        CHECK(out.code == selat::code::invalid);
        CHECK(out.calls.empty());
    }
    CHECK(send(google, {{"text", std::string(3073, 'x')}}).code == selat::code::invalid);
    CHECK(send(google, {{"subject", "x"}}).code == selat::code::unsupported);
}

TEST_CASE("typing and read marks are told, edits cannot be") {
    drive::channel google(given());
    begin(google);
    auto typing = to_c1({{"on", true}});
    typing.purpose = SELAT_OUT_TYPING;
    const auto started = google.send(typing).calls.at(0);
    CHECK(started.url.starts_with(api + "/conversations/c1/events?eventId="));
    CHECK(started.url.size() == (api + "/conversations/c1/events?eventId=").size() + 36);
    CHECK(body_of(started) == json::parse(R"({"eventType":"TYPING_STARTED",
                                              "representative":{"representativeType":"BOT"}})"));
    typing.content = R"({"on":false})";
    CHECK(body_of(google.send(typing).calls.at(0))["eventType"] == "TYPING_STOPPED");

    auto read = to_c1({});
    read.purpose = SELAT_OUT_READ;
    read.target_provider_id = "m1";
    const auto marked = google.send(read).calls.at(0);
    CHECK(marked.method == "PATCH");
    CHECK(marked.url == api + "/conversations/c1/messages/m1/receipt");
    CHECK(body_of(marked) == json{{"receiptType", "READ"}});

    auto edit = to_c1({{"text", "x"}});
    edit.purpose = SELAT_OUT_EDIT;
    CHECK(google.send(edit).faileds.at(0).code == selat::code::unsupported);
}
