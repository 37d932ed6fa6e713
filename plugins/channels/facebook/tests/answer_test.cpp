#include "facebook_under_test.hpp"

using namespace facebook_test;

namespace {

drive::call sent(drive::channel& facebook) {
    return facebook
        .send({.op = 7, .message = own_message, .to = siti, .content = R"({"text":"hi"})"})
        .calls.at(0);
}

std::string error(int code, int subcode = 0) {
    json out = {{"message", "(#1) no"}, {"code", code}};
    if (subcode != 0) {
        out["error_subcode"] = subcode;
    }
    return json{{"error", out}}.dump();
}

drive::call look_up(drive::channel& facebook) {
    const auto got = facebook.send({.op = 9, .purpose = SELAT_OUT_PROFILE, .to = siti});
    REQUIRE(got.calls.size() == 1);
    return got.calls[0];
}

}  // namespace

TEST_CASE("what Messenger took is sent, under its id") {
    drive::channel facebook(given());
    const auto end = facebook.reply(
        drive::answer_to(sent(facebook), 200, R"({"recipient_id":"7","message_id":"m_1"})"));
    REQUIRE(end.sents.size() == 1);
    CHECK(end.sents[0].provider_ids == std::vector<std::string>{"m_1"});
    CHECK(facebook.reply(drive::answer_to(sent(facebook), 200, "x")).sents.size() == 1);
}

TEST_CASE("a refusal ends the send with what it means, also in a 200") {
    drive::channel facebook(given());
    const auto status = GENERATE(400u, 200u);
    const auto end = facebook.reply(drive::answer_to(sent(facebook), status, error(10, 2018278)));
    REQUIRE(end.faileds.size() == 1);
    CHECK(end.faileds[0].code == selat::code::outside_window);
    CHECK(end.faileds[0].provider_code == "10/2018278");
}

TEST_CASE("a conversation that another app has is taken once, and the message goes out then") {
    drive::channel facebook(given());
    const auto first = sent(facebook);
    const auto taking = facebook.reply(drive::answer_to(first, 400, error(100, 2534037)));
    CHECK(taking.faileds.empty());
    REQUIRE(taking.calls.size() == 1);
    CHECK(taking.calls[0].url.ends_with("/100200300/take_thread_control"));
    CHECK(json::parse(taking.calls[0].body) == json{{"recipient", {{"id", siti}}}});
    const auto again =
        facebook.reply(drive::answer_to(taking.calls[0], 200, R"({"success":true})"));
    REQUIRE(again.calls.size() == 1);
    CHECK(again.calls[0].body == first.body);
    const auto end = facebook.reply(drive::answer_to(again.calls[0], 400, error(100, 2534037)));
    CHECK(end.calls.empty());
    CHECK(end.faileds.at(0).code == selat::code::wrong_state);
    const auto refused = facebook.reply(drive::answer_to(taking.calls[0], 400, error(200)));
    CHECK(refused.faileds.at(0).code == selat::code::wrong_state);
}

TEST_CASE("a conversation is not taken where that is not wanted") {
    drive::channel facebook(given({{"take_control", false}}));
    const auto end = facebook.reply(drive::answer_to(sent(facebook), 400, error(2018300)));
    CHECK(end.calls.empty());
    CHECK(end.faileds.at(0).code == selat::code::wrong_state);
}

TEST_CASE("what stops the page degrades the channel") {
    drive::channel facebook(given());
    const auto end = facebook.reply(drive::answer_to(sent(facebook), 400, error(368)));
    CHECK_FALSE(end.statuses.at(0).running);
}

TEST_CASE("a profile is a name, a picture and a language") {
    drive::channel facebook(given());
    const auto call = look_up(facebook);
    CHECK(call.method == "GET");
    CHECK(call.url == "https://graph.facebook.com/v25.0/" + siti +
                          "?fields=first_name,last_name,name,profile_pic,locale");
    CHECK(call.repeatable);
    const auto end = facebook.reply(drive::answer_to(
        call, 200,
        R"({"first_name":"Siti","last_name":"Aminah","profile_pic":"https://x.example/p.jpg","locale":"ms_MY"})"));
    REQUIRE(end.addresses.size() == 1);
    CHECK(end.addresses[0].address == siti);
    CHECK(end.addresses[0].name == "Siti Aminah");
    CHECK(end.addresses[0].picture == "https://x.example/p.jpg");
    CHECK(end.addresses[0].locale == "ms_MY");
    CHECK(end.sents.size() == 1);
}

TEST_CASE("a profile that cannot be had is no failure; a dead token is") {
    drive::channel facebook(given());
    for (const auto& body : {error(100, 33), error(2018218), error(10), std::string("{}")}) {
        const auto end =
            facebook.reply(drive::answer_to(look_up(facebook), body == "{}" ? 200 : 400, body));
        CHECK(end.faileds.empty());
        CHECK(end.sents.size() == 1);
    }
    CHECK(facebook.reply(drive::answer_to(look_up(facebook), 401, error(190))).faileds.at(0).code ==
          selat::code::denied);
    CHECK(facebook.send({.op = 9, .purpose = SELAT_OUT_PROFILE, .to = "user_ref:x"}).calls.empty());
}

TEST_CASE("silence is told as it was") {
    drive::channel facebook(given());
    const auto why = GENERATE(selat::code::uncertain, selat::code::unavailable);
    CHECK(facebook.reply(drive::no_answer_to(sent(facebook), why)).faileds.at(0).code == why);
}
