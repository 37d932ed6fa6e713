// How interactions are answered: by their token while it lives, then as the bot itself may.
#include "interactions_under_test.hpp"

using namespace discord_test;

namespace {

constexpr std::int64_t quarter_of_an_hour = 15 * 60'000;
const std::string by_token =
    "https://discord.com/api/v10/webhooks/" + application + "/aW50ZXJhY3Rpb24";

drive::outgoing_message to(const drive::inbound& whom, const std::string& content) {
    return {.to = whom.from, .content = content, .address_context = whom.address_context};
}

json body_in(const drive::outcome& outcome) {
    return outcome.calls.empty() ? json() : json::parse(outcome.calls[0].body);
}

bool carries_token(const drive::call& call) {
    for (const auto& [name, value] : call.headers) {
        if (name == "authorization") {
            return true;
        }
    }
    return false;
}

drive::inbound hears(posted_to& t, const json& more = json::object()) {
    return t.tell(interaction(2, chat("hi"), more)).inbounds.at(0);
}

// The first answer to who was heard, taken by Discord.
drive::sent answers(posted_to& t, const drive::inbound& whom) {
    const auto out = t.channel.send(to(whom, R"({"text":"hello"})"));
    return t.answered(out.calls.at(0), 200, R"({"id":"201","channel_id":"5"})").sents.at(0);
}

}  // namespace

TEST_CASE("the first answer takes the place of the thinking bot, further ones stand behind it") {
    posted_to t;
    auto ana_here = hears(t);
    const auto first = t.channel.send(to(ana_here, R"({"text":"@everyone hello"})"));
    REQUIRE(first.calls.size() == 1);
    CHECK(first.calls[0].method == "PATCH");
    CHECK(first.calls[0].url == by_token + "/messages/@original");
    CHECK(first.calls[0].repeatable);
    CHECK_FALSE(carries_token(first.calls[0]));
    CHECK(body_in(first) == json::parse(R"({"content":"@everyone hello",
        "allowed_mentions":{"parse":[],"replied_user":false}})"));
    const auto sent = t.answered(first.calls[0], 200, R"({"id":"201","channel_id":"5"})");
    REQUIRE(sent.sents.size() == 1);
    CHECK(sent.sents[0].provider_ids == std::vector<std::string>{"201"});
    ana_here.address_context = sent.sents[0].address_context;
    const auto second = t.channel.send(to(ana_here, R"({"text":"more"})"));
    CHECK(second.calls.at(0).method == "POST");
    CHECK(second.calls[0].url == by_token);
    CHECK_FALSE(second.calls[0].repeatable);  // no nonce makes it once
}

TEST_CASE("after a click, and after words that acknowledged, every answer stands behind") {
    posted_to t;
    const auto clicked = t.tell(interaction(3, {{"component_type", 2}, {"custom_id", "0:a"}}));
    CHECK(t.channel.send(to(clicked.inbounds.at(0), R"({"text":"x"})")).calls.at(0).url ==
          by_token);
    posted_to told({{"acknowledgement", "Wait."}});
    CHECK(told.channel.send(to(hears(told), R"({"text":"x"})")).calls.at(0).url == by_token);
}

TEST_CASE("who was to be answered alone is, for a quarter of an hour and not after") {
    posted_to t({{"ephemeral", true}});
    const auto whom = hears(t, in_a_server());
    CHECK(body_in(t.channel.send(to(whom, R"({"text":"x"})")))["flags"] == 64);
    t.channel.advance(quarter_of_an_hour);
    const auto late = t.channel.send(to(whom, R"({"text":"x"})"));
    CHECK(late.calls.empty());
    CHECK(late.faileds.at(0).code == selat::code::outside_window);
}

TEST_CASE("after a quarter of an hour the bot itself writes, and in a server calls the person") {
    posted_to t;
    const auto here = hears(t);
    const auto there = hears(t, in_a_server());
    t.channel.advance(quarter_of_an_hour);
    const auto direct_one = t.channel.send(to(here, R"({"text":"x"})"));
    CHECK(direct_one.calls.at(0).url ==
          "https://discord.com/api/v10/channels/" + direct + "/messages");
    CHECK(carries_token(direct_one.calls[0]));
    CHECK(body_in(direct_one)["enforce_nonce"] == true);
    const auto in_hall = t.channel.send(to(there, R"({"text":"x"})"));
    CHECK(in_hall.calls.at(0).url == "https://discord.com/api/v10/channels/" + hall + "/messages");
    CHECK(body_in(in_hall)["content"] == "<@" + ana + "> x");
    CHECK(body_in(in_hall)["allowed_mentions"]["users"] == json::array({ana}));
    const auto refused =
        t.answered(in_hall.calls[0], 403, R"({"code":50001,"message":"Missing Access"})");
    CHECK(refused.faileds.at(0).code == selat::code::outside_window);
    const auto full = t.channel.send(to(there, json{{"text", std::string(2'000, 'x')}}.dump()));
    CHECK(body_in(full)["content"] == std::string(2'000, 'x'));
}

TEST_CASE("an answer that overtakes our word to Discord that the command was taken is sent again") {
    posted_to t;
    const auto out = t.channel.send(to(hears(t), R"({"text":"x"})"));
    const auto early =
        t.answered(out.calls.at(0), 404, R"({"code":10015,"message":"Unknown Webhook"})");
    CHECK(early.calls.empty());
    CHECK(early.faileds.at(0).code == selat::code::unavailable);
    CHECK(early.faileds[0].retry_after_ms == 250);
}

TEST_CASE("a token that Discord has ended already is given up for the bot itself") {
    posted_to t;
    const auto out = t.channel.send(to(hears(t), R"({"text":"x"})"));
    t.channel.advance(10'000);
    const auto [status, body] =
        GENERATE(std::pair{404u, R"({"code":10015,"message":"Unknown Webhook"})"},
                 std::pair{401u, R"({"code":50027,"message":"Invalid Webhook Token"})"});
    const auto next = t.answered(out.calls.at(0), status, body);
    CHECK(next.calls.at(0).url == "https://discord.com/api/v10/channels/" + direct + "/messages");
    CHECK(next.statuses.empty());  // it was not the bot's token
    CHECK(t.answered(next.calls[0], 200, R"({"id":"9","channel_id":")" + direct + R"("})")
              .sents.at(0)
              .provider_ids == std::vector<std::string>{"9"});
}

TEST_CASE("when the person has dismissed the first answer, the next stands alone") {
    posted_to t;
    const auto out = t.channel.send(to(hears(t), R"({"text":"x"})"));
    const auto next =
        t.answered(out.calls.at(0), 404, R"({"code":10008,"message":"Unknown Message"})");
    CHECK(next.calls.at(0).url == by_token);
}

TEST_CASE("a follow-up whose end is unknown is not sent again") {
    posted_to t;
    auto whom = hears(t);
    whom.address_context = answers(t, whom).address_context;
    const auto out = t.channel.send(to(whom, R"({"text":"x"})"));
    CHECK(t.channel.serial_reply(drive::no_answer_to(out.calls.at(0), selat::code::uncertain))
              .faileds.at(0)
              .code == selat::code::uncertain);
    CHECK(t.answered(out.calls[0], 502, "<html>").faileds.at(0).code == selat::code::uncertain);
    CHECK(t.answered(out.calls[0], 429, R"({"retry_after":1.5,"global":false})")
              .faileds.at(0)
              .retry_after_ms == 1'500);
}

TEST_CASE("answers by a token have a bucket of their own, beside what the whole bot may") {
    posted_to t;
    const auto whom = hears(t);
    const auto out = t.channel.send(to(whom, R"({"text":"x"})"));
    const auto empty = drive::answer_to(out.calls.at(0), 200, R"({"id":"201"})",
                                        {{"x-ratelimit-bucket", "hooks"},
                                         {"x-ratelimit-remaining", "0"},
                                         {"x-ratelimit-reset-after", "2"}});
    t.channel.serial_reply(empty);
    CHECK(t.channel.send(to(whom, R"({"text":"x"})")).faileds.at(0).retry_after_ms == 2'000);
    auto other = interaction(2, chat("hi"));
    other["token"] = "b3RoZXI";
    const auto ben = t.tell(other).inbounds.at(0);
    CHECK(t.channel.send(to(ben, R"({"text":"x"})")).calls.size() == 1);

    const auto plain = t.channel.send({.to = "thread:5", .content = R"({"text":"x"})"});
    t.answered(plain.calls.at(0), 429, R"({"retry_after":9,"global":true})");
    CHECK(t.channel.send({.to = "thread:6", .content = R"({"text":"x"})"}).calls.empty());
    CHECK(t.channel.send(to(ben, R"({"text":"x"})")).calls.size() == 1);
}

TEST_CASE("what went out by a token is changed and taken back by it while it lives") {
    posted_to t;
    const auto whom = hears(t, in_a_server());
    const auto sent = answers(t, whom);
    auto wish = to(whom, R"({"text":"better"})");
    wish.purpose = SELAT_OUT_EDIT;
    wish.target_provider_id = "201";
    wish.target_context = sent.context;
    CHECK(t.channel.send(wish).calls.at(0).url == by_token + "/messages/201");
    wish.purpose = SELAT_OUT_DELETE;
    CHECK(t.channel.send(wish).calls.at(0).method == "DELETE");
    t.channel.advance(quarter_of_an_hour);
    CHECK(t.channel.send(wish).calls.at(0).url ==
          "https://discord.com/api/v10/channels/" + hall + "/messages/201");
}

TEST_CASE("typing is shown in direct messages; elsewhere Discord shows that an answer is coming") {
    posted_to t;
    auto wish = to(hears(t), R"({"on":true})");
    wish.purpose = SELAT_OUT_TYPING;
    CHECK(t.channel.send(wish).calls.at(0).url.ends_with(direct + "/typing"));
    auto there = to(hears(t, in_a_server()), R"({"on":true})");
    there.purpose = SELAT_OUT_TYPING;
    const auto out = t.channel.send(there);
    CHECK(out.calls.empty());
    CHECK(out.sents.size() == 1);
}

TEST_CASE("without the bot's token interactions are still answered by theirs") {
    posted_to t;
    const auto whom = hears(t);
    const auto plain = t.channel.send({.to = "thread:5", .content = R"({"text":"x"})"});
    const auto refused = t.answered(plain.calls.at(0), 401, R"({"code":0,"message":"401"})");
    CHECK_FALSE(refused.statuses.at(0).stopped);
    CHECK(t.channel.send({.to = "thread:5", .content = R"({"text":"x"})"}).faileds.at(0).code ==
          selat::code::denied);
    CHECK(t.channel.send(to(whom, R"({"text":"x"})")).calls.size() == 1);
}
