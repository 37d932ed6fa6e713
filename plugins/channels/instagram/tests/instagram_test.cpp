// What Instagram does otherwise than Messenger; the rest of both is tested with facebook.

#include "plugins/shared/meta/tests/signed_by.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace drive = selat::testing;
using json = nlohmann::json;

namespace {

const std::string account = "17840000000000001";
const std::string adam = "9007001002003";
const std::string own_message = "IM" + std::string(32, 'a');
const std::string mid = "aWdfZAG1faXRlbTox" + std::string(150, 'x');

drive::given given() {
    return {.instance = "instagram-my",
            .options = R"({"app_secret":"{{secret:app_secret}}",
                           "second_app_secret":"{{secret:second_app_secret}}",
                           "verify_token":"{{secret:verify_token}}",
                           "access_token":"{{secret:access_token}}",
                           "account_id":"17840000000000001"})",
            .secrets = {{"app_secret", "s3cret"},
                        {"second_app_secret", "an0ther"},
                        {"verify_token", "w0rd"},
                        {"access_token", "t0ken"}}};
}

drive::outcome post(drive::channel& instagram, const json& entry, const char* secret = "s3cret") {
    json webhook = {{"object", "instagram"}};
    webhook["entry"] = json::array({entry});
    const auto body = webhook.dump();
    return instagram.http(
        {.headers = {{"x-hub-signature-256", meta_test::signature_of(secret, body)}},
         .body = body});
}

drive::outcome tell(drive::channel& instagram, json more, const char* secret = "s3cret") {
    json event = {{"sender", {{"id", adam}}},
                  {"recipient", {{"id", account}}},
                  {"timestamp", 1'750'000'000'123}};
    event.update(more);
    return post(instagram,
                {{"id", account}, {"time", 1}, {"messaging", json::array({std::move(event)})}},
                secret);
}

drive::inbound one_of(const drive::outcome& got) {
    CHECK(got.http_status() == 200);
    REQUIRE(got.inbounds.size() == 1);
    return got.inbounds[0];
}

struct incoming_case {
    std::string message;
    std::string content;
};

json body_of(const drive::outcome& out) {
    INFO(out.error);
    REQUIRE(out.calls.size() == 1);
    return json::parse(out.calls[0].body);
}

}  // namespace

TEST_CASE("what people share at Instagram arrives as content") {
    const auto each = GENERATE(values<incoming_case>({
        {R"({"attachments":[{"type":"like_heart"}]})", R"({"text":"❤️"})"},
        {R"({"attachments":[{"type":"share","payload":{"url":"https://x.example/p"}}]})",
         R"({"cards":[{"title":"Shared post","choices":[{"title":"Open","url":"https://x.example/p"}]}]})"},
        {R"({"attachments":[{"type":"ig_post","payload":{"ig_post_media_id":"1","title":"Cats"}}]})",
         R"({"cards":[{"title":"Cats"}]})"},
        {R"({"attachments":[{"type":"ig_reel","payload":{"reel_video_id":"1",
             "url":"https://x.example/r"}}]})",
         R"({"cards":[{"title":"Shared reel","choices":[{"title":"Open","url":"https://x.example/r"}]}]})"},
        {R"({"attachments":[{"type":"ig_story","payload":{"url":"https://x.example/s"}}]})",
         R"({"cards":[{"title":"Shared story","choices":[{"title":"Open","url":"https://x.example/s"}]}]})"},
        {R"({"attachments":[{"type":"ephemeral"}]})", R"({"unsupported":{"kind":"ephemeral"}})"},
        {R"({"attachments":[{"type":"unsupported_type"}]})",
         R"({"unsupported":{"kind":"unsupported_type"}})"},
        {R"({"is_unsupported":true})", R"({"unsupported":{"kind":"message"}})"},
        {R"({"text":"nice","reply_to":{"story":{"url":"https://x.example/our","id":"88"}}})",
         R"({"text":"nice","cards":[{"title":"In reply to our story",
             "choices":[{"title":"Open","url":"https://x.example/our"}]}]})"},
        {R"({"attachments":[{"type":"audio","payload":{"url":"https://cdn.fbsbx.com/v.mp4"}}]})",
         R"({"attachments":[{"kind":"audio","url":"https://cdn.fbsbx.com/v.mp4"}]})"},
    }));
    CAPTURE(each.message);
    drive::channel instagram(given());
    auto message = json::parse(each.message);
    message["mid"] = mid;
    const auto inbound = one_of(tell(instagram, {{"message", message}}));
    CHECK(json::parse(inbound.content) == json::parse(each.content));
    CHECK(inbound.provider_id == mid);
}

TEST_CASE("a mention in a story is kept as a link, not as a copy, and nothing answers it") {
    drive::channel instagram(given());
    const auto got =
        tell(instagram,
             {{"message",
               {{"mid", mid},
                {"attachments", json::array({{{"type", "story_mention"},
                                              {"payload", {{"url", "https://x.example/m"}}}}})}}}});
    const auto inbound = one_of(got);
    CHECK(got.fetches.empty());
    CHECK(inbound.no_reply);
    CHECK_FALSE(inbound.address_context.empty());
    CHECK(json::parse(inbound.content)["cards"][0]["choices"][0]["url"] == "https://x.example/m");
}

TEST_CASE("an unsent message is marked deleted") {
    drive::channel instagram(given());
    const auto got = tell(instagram, {{"message", {{"mid", mid}, {"is_deleted", true}}}});
    CHECK(got.inbounds.empty());
    REQUIRE(got.amends.size() == 1);
    CHECK(got.amends[0].deleted);
    CHECK(got.amends[0].message_id == mid);
}

TEST_CASE("a read message is read with all that went before it") {
    drive::channel instagram(given());
    const auto got = tell(instagram, {{"read", {{"mid", mid}}}});
    REQUIRE(got.receipts.size() == 1);
    CHECK(got.receipts[0].status == SELAT_RECEIPT_READ);
    CHECK(got.receipts[0].message_id == mid);
    CHECK(got.receipts[0].address == adam);
    CHECK(got.receipts[0].up_to_ms == 0);
}

TEST_CASE("echoes are ours, and messages to oneself are nobody's") {
    drive::channel instagram(given());
    const auto echo =
        one_of(tell(instagram, {{"sender", {{"id", account}}},
                                {"recipient", {{"id", adam}}},
                                {"message", {{"mid", mid}, {"is_echo", true}, {"text", "x"}}}}));
    CHECK(echo.echo);
    CHECK(echo.from == adam);
    const auto self =
        tell(instagram, {{"message", {{"mid", mid}, {"is_self", true}, {"text", "x"}}}});
    CHECK(self.inbounds.empty());
}

TEST_CASE("comments are no messages, in either of their shapes") {
    drive::channel instagram(given());
    const json value = {{"from", {{"id", adam}}}, {"text", "nice"}};
    CHECK(post(instagram, {{"id", account}, {"field", "comments"}, {"value", value}})
              .inbounds.empty());
    CHECK(post(instagram, {{"id", account},
                           {"changes", json::array({{{"field", "comments"}, {"value", value}}})}})
              .http_status() == 200);
}

TEST_CASE("the app's other secret signs as well") {
    drive::channel instagram(given());
    const json message = {{"message", {{"mid", mid}, {"text", "x"}}}};
    CHECK(tell(instagram, message, "an0ther").inbounds.size() == 1);
    CHECK(tell(instagram, message, "a third").http_status() == 401);
}

TEST_CASE("sends go to the token's own account, and carry nothing that does not come back") {
    drive::channel instagram(given());
    const auto got = instagram.send(
        {.op = 7, .message = own_message, .to = adam, .content = R"({"text":"hi"})"});
    CHECK(got.calls.at(0).url == "https://graph.instagram.com/v25.0/me/messages");
    CHECK(body_of(got) == json{{"recipient", {{"id", adam}}},
                               {"messaging_type", "RESPONSE"},
                               {"message", {{"text", "hi"}}}});
}

TEST_CASE("a text has a thousand bytes, whatever its letters") {
    drive::channel instagram(given());
    const auto send = [&](const std::string& text) {
        return instagram.send({.to = adam, .content = json{{"text", text}}.dump()}).code;
    };
    CHECK(send(std::string(1'000, 'x')) == selat::code::ok);
    CHECK(send(std::string(999, 'x') + "é") == selat::code::invalid);
}

TEST_CASE("a heart is the reaction that Instagram takes") {
    drive::channel instagram(given());
    const auto react = [&](const char* emoji) {
        return instagram.send(
            {.to = adam, .content = json{{"reaction", {{"emoji", emoji}, {"to", mid}}}}.dump()});
    };
    CHECK(body_of(react("❤️"))["payload"] == json{{"message_id", mid}, {"reaction", "love"}});
    CHECK(react("👍").code == selat::code::unsupported);
}

TEST_CASE("a profile that may not be looked at yet is no failure") {
    drive::channel instagram(given());
    const auto look_up = instagram.send({.op = 9, .purpose = SELAT_OUT_PROFILE, .to = adam});
    CHECK(look_up.calls.at(0).url ==
          "https://graph.instagram.com/v25.0/" + adam + "?fields=name,username,profile_pic");
    const auto refused = instagram.reply(drive::answer_to(
        look_up.calls[0], 403, R"({"error":{"code":230,"message":"User consent is required"}})"));
    CHECK(refused.sents.size() == 1);
    const auto known = instagram.reply(drive::answer_to(
        look_up.calls[0], 200, R"({"name":null,"username":"adam_k","profile_pic":null})"));
    CHECK(known.addresses.at(0).name == "adam_k");
    CHECK(json::parse(known.addresses.at(0).attributes) == json{{"instagram_username", "adam_k"}});
}
