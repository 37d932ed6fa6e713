#include "answer.hpp"
#include "line_under_test.hpp"

using namespace line_test;

namespace {

const std::string accepted =
    R"({"sentMessages":[{"id":"461230966842064897","quoteToken":"IStG5h1Tz7b"},{"id":"461230966842064898"}]})";
const std::string bad_token = R"({"message":"Invalid reply token"})";
const std::string key = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

drive::call pushed(drive::channel& line) {
    return line.send({.op = 7, .to = user, .content = R"({"text":"hi"})"}).calls.at(0);
}

drive::call replied(drive::channel& line) {
    return line
        .send({.op = 7,
               .to = user,
               .content = R"({"text":"hi"})",
               .idempotency_key = key,
               .address_context = "1700000000000 token-1"})
        .calls.at(0);
}

}  // namespace

TEST_CASE("accepted messages end the send with their ids and what quotes them") {
    drive::channel line(given());
    const auto end = line.reply(drive::answer_to(pushed(line), 200, accepted));
    REQUIRE(end.sents.size() == 1);
    CHECK(end.sents[0].op == 7);
    CHECK(end.sents[0].provider_ids ==
          std::vector<std::string>{"461230966842064897", "461230966842064898"});
    CHECK(line::read_message_context(end.sents[0].context).quote == "IStG5h1Tz7b");
    CHECK_FALSE(end.sents[0].clear_address_context);
}

TEST_CASE("a used reply token is forgotten") {
    drive::channel line(given());
    const auto end = line.reply(drive::answer_to(replied(line), 200, accepted));
    CHECK(end.sents.at(0).clear_address_context);
}

TEST_CASE("a retry key that was accepted before is success") {
    drive::channel line(given());
    auto body = json::parse(accepted);
    body["message"] = "The retry key is already accepted";
    const auto end = line.reply(
        drive::answer_to(pushed(line), 409, body.dump(), {{"x-line-accepted-request-id", "r1"}}));
    CHECK(end.sents.at(0).provider_ids.size() == 2);
    CHECK(end.faileds.empty());
}

TEST_CASE("an acceptance that cannot be read is an acceptance still") {
    const auto body =
        GENERATE("", "<html>", "{}", R"({"sentMessages":[1,{}]})", R"({"sentMessages":7})");
    drive::channel line(given());
    const auto end = line.reply(drive::answer_to(pushed(line), 200, body));
    CHECK(end.ok());
    CHECK(end.sents.at(0).provider_ids.empty());
}

TEST_CASE("a reply token that does not work falls back to one push of the same messages") {
    drive::channel line(given());
    const auto reply = replied(line);
    const auto fallback = line.reply(drive::answer_to(reply, 400, bad_token));
    REQUIRE(fallback.calls.size() == 1);
    CHECK(fallback.faileds.empty());
    const auto& push = fallback.calls[0];
    CHECK(push.op == 7);
    CHECK(push.url == "https://api.line.me/v2/bot/message/push");
    CHECK(push.repeatable);
    CHECK(drive::find(push.headers, "x-line-retry-key") == key);
    CHECK(json::parse(push.body) ==
          json{{"to", user}, {"messages", json::parse(reply.body)["messages"]}});
    const auto end = line.reply(drive::answer_to(push, 200, accepted));
    CHECK(end.sents.at(0).clear_address_context);
    const auto again = line.reply(drive::answer_to(push, 400, bad_token));
    CHECK(again.calls.empty());
    CHECK(again.faileds.at(0).code == selat::code::invalid);
}

TEST_CASE("silence after a reply is uncertain, and nothing is pushed") {
    drive::channel line(given());
    const auto end =
        line.reply(drive::no_answer_to(replied(line), selat::code::uncertain, "timed out"));
    CHECK(end.calls.empty());
    CHECK(end.faileds.at(0).code == selat::code::uncertain);
    CHECK(end.faileds[0].detail == "timed out");
}

TEST_CASE("a reply that LINE broke on is uncertain, and nothing is pushed") {
    const auto status = GENERATE(408u, 500u, 502u, 503u, 504u);
    drive::channel line(given());
    const auto end =
        line.reply(drive::answer_to(replied(line), status, R"({"message":"Bad Gateway"})"));
    CHECK(end.calls.empty());
    CHECK(end.faileds.at(0).code == selat::code::uncertain);
    CHECK(end.faileds[0].provider_code == std::to_string(status));
}

TEST_CASE("a reply that LINE did not take for its rate is safe to try again") {
    drive::channel line(given());
    const auto end = line.reply(drive::answer_to(
        replied(line), 429,
        R"({"message":"The API rate limit has been exceeded. Try again later."})"));
    CHECK(end.faileds.at(0).code == selat::code::throttled);
}

TEST_CASE("silence after a push is safe to try again") {
    drive::channel line(given());
    const auto end = line.reply(drive::no_answer_to(pushed(line), selat::code::uncertain));
    CHECK(end.faileds.at(0).code == selat::code::timeout);
    const auto unsent = line.reply(drive::no_answer_to(replied(line), selat::code::unavailable));
    CHECK(unsent.faileds.at(0).code == selat::code::unavailable);
}

TEST_CASE("every refusal has its code") {
    struct refusal_case {
        std::uint32_t status;
        std::string message;
        selat::code code;
    };
    const auto each = GENERATE(values<refusal_case>(
        {{400, "The request body has 1 error(s)", selat::code::invalid},
         {400, "Failed to send messages", selat::code::not_found},
         {401, "Authentication failed due to the following reason: invalid token",
          selat::code::denied},
         {403, "Access to this API is not available for your account", selat::code::denied},
         {404, "Not found", selat::code::not_found},
         {408, "", selat::code::unavailable},
         {410, "Gone", selat::code::not_found},
         {413, "", selat::code::invalid},
         {415, "The content type, text/plain, is not supported", selat::code::invalid},
         {429, "The API rate limit has been exceeded. Try again later.", selat::code::throttled},
         {429, "You have reached your monthly limit.", selat::code::wrong_state},
         {500, "Internal server error", selat::code::unavailable},
         {503, "", selat::code::unavailable},
         {302, "", selat::code::internal}}));
    CAPTURE(each.status, each.message);
    drive::channel line(given());
    const auto end = line.reply(
        drive::answer_to(pushed(line), each.status, json{{"message", each.message}}.dump()));
    CHECK(end.sents.empty());
    REQUIRE(end.faileds.size() == 1);
    CHECK(end.faileds[0].op == 7);
    CHECK(end.faileds[0].code == each.code);
    CHECK(end.faileds[0].provider_code == std::to_string(each.status));
}

TEST_CASE("a refusal names the property at fault") {
    drive::channel line(given());
    const auto end = line.reply(drive::answer_to(pushed(line), 400,
                                                 R"-({"message":"The request body has 1 error(s)",
             "details":[{"message":"May not be empty","property":"messages[0].text"}]})-"));
    CHECK(end.faileds.at(0).detail ==
          "The request body has 1 error(s); messages[0].text: May not be empty");
}

TEST_CASE("LINE's wish to wait is passed on") {
    drive::channel line(given());
    const auto end = line.reply(
        drive::answer_to(pushed(line), 429,
                         R"({"message":"The API rate limit has been exceeded. Try again later."})",
                         {{"retry-after", "7"}}));
    CHECK(end.faileds.at(0).retry_after_ms == 7'000);
}

TEST_CASE("reply tokens keep their time") {
    const auto kept = line::write_reply_token("abc", 1'000);
    const auto token = line::read_reply_token(kept);
    CHECK(token.token == "abc");
    CHECK(token.is_fresh(50'999));
    CHECK_FALSE(token.is_fresh(51'000));
    CHECK_FALSE(line::read_reply_token("").is_fresh(0));
    CHECK_FALSE(line::read_reply_token("abc").is_fresh(0));
}
