#include "facebook_under_test.hpp"

using namespace facebook_test;

namespace {

drive::outgoing_message to_siti(const json& content) {
    return {.op = 7, .message = own_message, .to = siti, .content = content.dump()};
}

json body_of(const drive::outcome& out) {
    INFO(out.error);
    REQUIRE(out.calls.size() == 1);
    return json::parse(out.calls[0].body);
}

struct outgoing_case {
    std::string content;
    std::string message;
};

}  // namespace

TEST_CASE("content goes out as Messenger's messages") {
    const auto each = GENERATE(values<outgoing_case>({
        {R"({"text":"Hello"})", R"({"text":"Hello"})"},
        {R"({"attachments":[{"kind":"image","url":"https://x.example/a.png"}]})",
         R"({"attachment":{"type":"image","payload":{"url":"https://x.example/a.png"}}})"},
        {R"({"attachments":[{"kind":"sticker","url":"https://x.example/a.png"}]})",
         R"({"attachment":{"type":"image","payload":{"url":"https://x.example/a.png"}}})"},
        {R"({"attachments":[{"kind":"file","url":"https://x.example/a.pdf"}]})",
         R"({"attachment":{"type":"file","payload":{"url":"https://x.example/a.pdf"}}})"},
        {R"({"text":"Which?","choices":[{"title":"Red","payload":"r"},{"title":"Blue"}]})",
         R"({"text":"Which?","quick_replies":[
             {"content_type":"text","title":"Red","payload":"r"},
             {"content_type":"text","title":"Blue","payload":"Blue"}]})"},
        {R"({"choices":[{"title":"Yes"},{"title":"No"}]})",
         R"({"text":"Yes / No","quick_replies":[
             {"content_type":"text","title":"Yes","payload":"Yes"},
             {"content_type":"text","title":"No","payload":"No"}]})"},
        {R"({"text":"Pay","choices":[{"title":"Open","url":"https://x.example"},{"title":"Later"}]})",
         R"({"attachment":{"type":"template","payload":{"template_type":"button","text":"Pay",
             "buttons":[{"type":"web_url","title":"Open","url":"https://x.example"},
                        {"type":"postback","title":"Later","payload":"Later"}]}}})"},
        {R"({"text":"P","choices":[{"title":"Open","url":"https://x.example"},{"title":"A"},
             {"title":"B"},{"title":"C"}]})",
         R"({"text":"P\nOpen: https://x.example","quick_replies":[
             {"content_type":"text","title":"A","payload":"A"},
             {"content_type":"text","title":"B","payload":"B"},
             {"content_type":"text","title":"C","payload":"C"}]})"},
        {R"({"cards":[{"title":"Shoe","text":"Red","image":"https://x.example/s.png",
             "choices":[{"title":"Buy","payload":"b"}]},{"text":"words alone","image":"https://x.example/t.png"}]})",
         R"({"attachment":{"type":"template","payload":{"template_type":"generic","elements":[
             {"title":"Shoe","subtitle":"Red","image_url":"https://x.example/s.png",
              "buttons":[{"type":"postback","title":"Buy","payload":"b"}]},
             {"title":"words alone","image_url":"https://x.example/t.png"}]}}})"},
        {R"({"cards":[{"title":"Shoe"}]})", R"({"text":"Shoe"})"},
    }));
    CAPTURE(each.content);
    drive::channel facebook(given());
    const auto body = body_of(facebook.send(to_siti(json::parse(each.content))));
    auto message = json::parse(each.message);
    message["metadata"] = own_message;
    CHECK(body == json{{"recipient", {{"id", siti}}},
                       {"messaging_type", "RESPONSE"},
                       {"message", message}});
}

TEST_CASE("a send is a call of the page's, with the token as a handle, that is not repeated") {
    drive::channel facebook(given());
    const auto call = facebook.send(to_siti({{"text", "hi"}})).calls.at(0);
    CHECK(call.url == "https://graph.facebook.com/v25.0/100200300/messages");
    CHECK(drive::find(call.headers, "authorization") == "Bearer {{secret:access_token}}");
    CHECK_FALSE(call.repeatable);
    drive::channel any(given({{"page_id", nullptr}, {"api_version", ""}}));
    CHECK(any.send(to_siti({{"text", "hi"}})).calls.at(0).url ==
          "https://graph.facebook.com/me/messages");
}

TEST_CASE("a reply names what it answers, once") {
    drive::channel facebook(given());
    auto message = to_siti(
        {{"text", "a"},
         {"attachments", json::array({{{"kind", "image"}, {"url", "https://x.example/a.png"}}})}});
    message.reply_to_provider_id = "m_0";
    const auto first = facebook.send(message);
    CHECK(body_of(first)["reply_to"] == json{{"mid", "m_0"}});
    const auto second = facebook.reply(
        drive::answer_to(first.calls[0], 200, R"({"recipient_id":"7","message_id":"m_1"})"));
    CHECK_FALSE(body_of(second).contains("reply_to"));
    CHECK(body_of(second)["message"].contains("attachment"));
}

TEST_CASE("after a day people alone may answer, as human agents, and after a week nobody") {
    constexpr std::int64_t hour = 3'600'000;
    struct window_case {
        std::int64_t age;
        const char* author;
        const char* type;  // null: refused
    };
    const auto each = GENERATE(values<window_case>({{0, "bot", "RESPONSE"},
                                                    {24 * hour, "flow", "RESPONSE"},
                                                    {24 * hour, "agent", "RESPONSE"},
                                                    {24 * hour + 1, "agent", "MESSAGE_TAG"},
                                                    {168 * hour, "agent", "MESSAGE_TAG"},
                                                    {168 * hour + 1, "agent", nullptr},
                                                    {24 * hour + 1, "bot", nullptr},
                                                    {24 * hour + 1, "flow", nullptr},
                                                    {24 * hour + 1, "system", nullptr}}));
    CAPTURE(each.age, each.author);
    drive::channel facebook(given());
    auto message = to_siti({{"text", "hi"}});
    message.author_kind = each.author;
    message.address_context = "1 m_0";
    message.address_context_ms = facebook.now_ms() - each.age;
    const auto got = facebook.send(message);
    if (each.type == nullptr) {
        CHECK(got.calls.empty());
        REQUIRE(got.faileds.size() == 1);
        CHECK(got.faileds[0].code == selat::code::outside_window);
        CHECK(got.faileds[0].provider_code == "10/2018278");
        return;
    }
    const auto body = body_of(got);
    CHECK(body["messaging_type"] == each.type);
    CHECK(body.contains("tag") == (body["messaging_type"] == "MESSAGE_TAG"));
    if (body.contains("tag")) {
        CHECK(body["tag"] == "HUMAN_AGENT");
    }
}

TEST_CASE("an app without the right to it sends nothing as a human agent") {
    drive::channel facebook(given({{"human_agent", false}}));
    auto message = to_siti({{"text", "hi"}});
    message.address_context_ms = facebook.now_ms() - 25 * 3'600'000;
    CHECK(facebook.send(message).faileds.at(0).code == selat::code::outside_window);
}

TEST_CASE("reactions, typing and reading are the page's actions") {
    drive::channel facebook(given());
    CHECK(body_of(facebook.send(to_siti({{"reaction", {{"emoji", "👍"}, {"to", "m_0"}}}}))) ==
          json{{"recipient", {{"id", siti}}},
               {"sender_action", "react"},
               {"payload", {{"message_id", "m_0"}, {"reaction", "👍"}}}});
    CHECK(body_of(facebook.send(to_siti({{"reaction", {{"to", "m_0"}, {"removed", true}}}}))) ==
          json{{"recipient", {{"id", siti}}},
               {"sender_action", "unreact"},
               {"payload", {{"message_id", "m_0"}}}});
    const auto act = [&](std::uint32_t purpose, const char* content) {
        return body_of(facebook.send(
            {.op = 8, .purpose = purpose, .to = siti, .content = content}))["sender_action"];
    };
    CHECK(act(SELAT_OUT_TYPING, R"({"on":true})") == "typing_on");
    CHECK(act(SELAT_OUT_TYPING, R"({"on":false})") == "typing_off");
    CHECK(act(SELAT_OUT_READ, "") == "mark_seen");
}

TEST_CASE("who is known by a reference of the plugin is addressed by it") {
    drive::channel facebook(given());
    auto message = to_siti({{"text", "hi"}});
    message.to = "user_ref:ref-1";
    CHECK(body_of(facebook.send(message))["recipient"] == json{{"user_ref", "ref-1"}});
}

TEST_CASE("what cannot be carried is refused before any call") {
    drive::channel facebook(given());
    for (const auto* content :
         {"[]", R"({"attachments":[{"kind":"image","url":"/api/v1/media/ME1"}]})",
          R"({"reaction":{"emoji":"x","to":"IM0"}})"}) {
        INFO(content);
        auto message = to_siti({});
        message.content = content;
        CHECK(facebook.send(message).code == selat::code::invalid);
    }
    CHECK(facebook.send(to_siti({{"text", std::string(2'000, 'x')}})).code == selat::code::invalid);
    CHECK(facebook.send(to_siti({{"subject", "x"}})).code == selat::code::unsupported);
    CHECK(facebook.send({.purpose = SELAT_OUT_DELETE, .to = siti}).faileds.at(0).code ==
          selat::code::unsupported);
}
