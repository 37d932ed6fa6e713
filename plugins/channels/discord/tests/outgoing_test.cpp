// What goes out, and what becomes of it.
#include "discord_under_test.hpp"

using namespace discord_test;

namespace {

drive::outgoing_message to_ana(const std::string& content) {
    return {.to = ana, .content = content, .address_context = direct};
}

json body_of(const drive::outcome& outcome) {
    return outcome.calls.empty() ? json() : json::parse(outcome.calls[0].body);
}

drive::outcome answered(connected& t, std::uint32_t status, const std::string& body,
                        drive::header_list headers = {}) {
    const auto out = t.channel.send(to_ana(R"({"text":"x"})"));
    return t.channel.serial_reply(
        drive::answer_to(out.calls.at(0), status, body, std::move(headers)));
}

}  // namespace

TEST_CASE("a message is sent with what lets Discord take it once, and calls nobody") {
    connected t;
    const auto out = t.channel.send(to_ana(R"({"text":"@everyone hi"})"));
    REQUIRE(out.calls.size() == 1);
    CHECK(out.calls[0].url == "https://discord.com/api/v10/channels/" + direct + "/messages");
    CHECK(out.calls[0].repeatable);
    CHECK(body_of(out) == json::parse(R"({"content":"@everyone hi",
        "allowed_mentions":{"parse":[],"replied_user":false},
        "nonce":"7c9e6679742540de944be07fc","enforce_nonce":true})"));
    const auto end = t.channel.serial_reply(
        drive::answer_to(out.calls[0], 200, R"({"id":"99","channel_id":")" + direct + R"("})"));
    CHECK(end.sents.at(0).provider_ids == std::vector<std::string>{"99"});
    CHECK(end.sents[0].address_context == direct);
}

TEST_CASE("somebody who never wrote is written to by opening direct messages first") {
    connected t;
    const auto out = t.channel.send({.to = ana, .content = R"({"text":"hi\nthere"})"});
    CHECK(out.calls.at(0).url == "https://discord.com/api/v10/users/@me/channels");
    CHECK(body_of(out) == json{{"recipient_id", ana}});
    const auto opened = t.channel.serial_reply(
        drive::answer_to(out.calls[0], 200, R"({"id":")" + direct + R"(","type":1})"));
    CHECK(opened.calls.at(0).url == "https://discord.com/api/v10/channels/" + direct + "/messages");
    CHECK(body_of(opened)["content"] == "hi\nthere");
}

TEST_CASE("in a server an answer refers to the customer's message, the newest or the one meant") {
    connected t;
    auto out = t.channel.send(
        {.to = hall + "/" + ana, .content = R"({"text":"hi"})", .address_context = "77"});
    CHECK(out.calls.at(0).url == "https://discord.com/api/v10/channels/" + hall + "/messages");
    CHECK(body_of(out)["message_reference"] ==
          json{{"message_id", "77"}, {"fail_if_not_exists", false}});
    CHECK(body_of(out)["allowed_mentions"]["replied_user"] == true);
    out = t.channel.send({.to = hall + "/" + ana,
                          .content = R"({"text":"hi"})",
                          .reply_to_provider_id = "66",
                          .address_context = "77"});
    CHECK(body_of(out)["message_reference"]["message_id"] == "66");
    CHECK(body_of(t.channel.send({.to = "thread:5", .content = R"({"text":"hi"})"}))["content"] ==
          "hi");
    CHECK(t.channel.send({.to = "everybody", .content = R"({"text":"hi"})"}).faileds.at(0).code ==
          selat::code::invalid);
}

TEST_CASE("choices are buttons in rows, links open by themselves, and clicks tell the payload") {
    connected t;
    json choices = json::array();
    for (int n = 0; n < 6; ++n) {
        choices.push_back({{"title", "Choice " + std::to_string(n)}, {"payload", "same"}});
    }
    choices.push_back({{"title", "Shop"}, {"url", "https://shop.example/"}});
    choices.push_back({{"title", "Call"}, {"url", "tel:+60"}});
    const auto body =
        body_of(t.channel.send(to_ana(json({{"text", "Pick"}, {"choices", choices}}).dump())));
    REQUIRE(body["components"].size() == 2);
    CHECK(body["components"][0]["components"].size() == 5);
    CHECK(body["components"][0]["components"][0] ==
          json{{"type", 2}, {"style", 1}, {"label", "Choice 0"}, {"custom_id", "0:same"}});
    CHECK(body["components"][1]["components"][1] ==
          json{{"type", 2}, {"style", 5}, {"label", "Shop"}, {"url", "https://shop.example/"}});
    CHECK(body["content"] == "Pick\nCall: tel:+60");
}

TEST_CASE("cards are embeds") {
    connected t;
    const auto cards = body_of(t.channel.send(to_ana(
        R"({"cards":[{"title":"Tea","text":"Green","image":"https://x.example/t.png",
                      "choices":[{"title":"Buy","payload":"tea"}]}]})")));
    CHECK(cards["embeds"] == json::parse(R"([{"title":"Tea","description":"Green",
                                              "image":{"url":"https://x.example/t.png"}}])"));
    CHECK(cards["components"][0]["components"][0]["label"] == "Buy");
    CHECK_FALSE(cards.contains("content"));
}

TEST_CASE("what Discord refuses ends as what it means") {
    struct row {
        std::uint32_t status;
        const char* body;
        selat::code code;
    };
    const auto [status, body, code] =
        GENERATE(row{400, R"({"code":50035,"message":"Invalid Form Body"})", selat::code::invalid},
                 row{403, R"({"code":50007,"message":"Cannot send messages to this user"})",
                     selat::code::opted_out},
                 row{403, R"({"code":50278,"message":"no mutual guild"})", selat::code::not_found},
                 row{403, R"({"code":50013,"message":"Missing Permissions"})", selat::code::config},
                 row{404, R"({"code":10003,"message":"Unknown Channel"})", selat::code::not_found},
                 row{400, R"({"code":130000,"message":"overloaded"})", selat::code::unavailable},
                 row{502, "<html>", selat::code::unavailable},
                 row{401, R"({"code":0,"message":"401: Unauthorized"})", selat::code::denied});
    CAPTURE(status, body);
    connected t;
    const auto end = answered(t, status, body);
    REQUIRE(end.faileds.size() == 1);
    CHECK(end.faileds[0].code == code);
}

TEST_CASE("the fields that Discord finds fault with are told") {
    connected t;
    const auto end =
        answered(t, 400,
                 R"({"code":50035,"message":"Invalid Form Body","errors":{"content":{"_errors":
            [{"code":"BASE_TYPE_MAX_LENGTH","message":"Must be 2000 or fewer in length."}]}}})");
    CHECK(end.faileds.at(0).provider_code == "50035");
    CHECK(end.faileds[0].detail == "Invalid Form Body; content: Must be 2000 or fewer in length.");
}

TEST_CASE("a call without an answer may be made again, as the nonce makes it once") {
    connected t;
    const auto out = t.channel.send(to_ana(R"({"text":"x"})"));
    const auto end =
        t.channel.serial_reply(drive::no_answer_to(out.calls.at(0), selat::code::uncertain));
    CHECK(end.faileds.at(0).code == selat::code::timeout);
}

TEST_CASE("an empty bucket holds up its channel alone, until it is full again") {
    connected t;
    answered(t, 200, R"({"id":"1","channel_id":"2"})",
             {{"x-ratelimit-bucket", "abcd"},
              {"x-ratelimit-limit", "5"},
              {"x-ratelimit-remaining", "0"},
              {"x-ratelimit-reset-after", "1.250"}});
    const auto held = t.channel.send(to_ana(R"({"text":"x"})"));
    CHECK(held.calls.empty());
    CHECK(held.faileds.at(0).code == selat::code::unavailable);
    CHECK(held.faileds[0].retry_after_ms == 1'250);
    CHECK(t.channel.send({.to = hall + "/" + ana, .content = R"({"text":"x"})"}).calls.size() == 1);
    t.channel.advance(1'250);
    CHECK(t.channel.send(to_ana(R"({"text":"x"})")).calls.size() == 1);
}

TEST_CASE("429 of a route makes its conversation wait, a global one everybody") {
    connected t;
    const auto route = answered(
        t, 429, R"({"message":"You are being rate limited.","retry_after":0.65,"global":false})",
        {{"x-ratelimit-bucket", "abcd"},
         {"x-ratelimit-remaining", "0"},
         {"x-ratelimit-reset-after", "0.65"}});
    CHECK(route.faileds.at(0).code == selat::code::unavailable);
    CHECK(route.faileds[0].retry_after_ms == 650);
    CHECK(t.channel.send({.to = "thread:5", .content = R"({"text":"x"})"}).calls.size() == 1);
    t.channel.advance(650);

    const auto global = answered(
        t, 429, R"({"message":"You are being rate limited.","retry_after":2.0,"global":true})");
    CHECK(global.faileds.at(0).code == selat::code::throttled);
    CHECK(t.channel.send({.to = "thread:5", .content = R"({"text":"x"})"}).calls.empty());
}

TEST_CASE("once the token is refused, no more calls are made with it") {
    connected t;
    const auto end = answered(t, 401, R"({"message":"401: Unauthorized","code":0})");
    CHECK(end.statuses.at(0).stopped);
    const auto out = t.channel.send(to_ana(R"({"text":"x"})"));
    CHECK(out.calls.empty());
    CHECK(out.faileds.at(0).code == selat::code::denied);
}

TEST_CASE("typing, editing and taking back are calls on the channel") {
    connected t;
    auto wish = to_ana(R"({"on":true})");
    wish.purpose = SELAT_OUT_TYPING;
    CHECK(t.channel.send(wish).calls.at(0).url.ends_with(direct + "/typing"));
    wish = to_ana(R"({"text":"better"})");
    wish.purpose = SELAT_OUT_EDIT;
    wish.target_provider_id = "99";
    const auto edit = t.channel.send(wish);
    CHECK(edit.calls.at(0).method == "PATCH");
    CHECK(edit.calls[0].url.ends_with(direct + "/messages/99"));
    wish.purpose = SELAT_OUT_DELETE;
    const auto removed = t.channel.send(wish);
    CHECK(removed.calls.at(0).method == "DELETE");
    CHECK(t.channel.serial_reply(drive::answer_to(removed.calls[0], 204)).sents.size() == 1);
}
