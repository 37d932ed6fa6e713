#include "sms_under_test.hpp"

using namespace sms_test;

namespace {

drive::call sent(drive::channel& sms) {
    return sms
        .send({.op = 7, .message = own_message, .to = customer, .content = R"({"text":"hi"})"})
        .calls.at(0);
}

std::string refusal(int code, int status) {
    return json{{"code", code},
                {"message", "What Twilio says"},
                {"more_info", "https://www.twilio.com/docs/errors/" + std::to_string(code)},
                {"status", status}}
        .dump();
}

struct refusal_case {
    std::uint32_t status;
    int error;
    selat::code code;
};

}  // namespace

TEST_CASE("what Twilio takes is sent, under its id") {
    drive::channel sms(given());
    const auto end = sms.reply(drive::answer_to(
        sent(sms), 201, json{{"sid", sid}, {"status", "queued"}, {"num_segments", "1"}}.dump()));
    REQUIRE(end.sents.size() == 1);
    CHECK(end.sents[0].op == 7);
    CHECK(end.sents[0].provider_ids == std::vector<std::string>{sid});
}

TEST_CASE("an acceptance that cannot be read is an acceptance still") {
    drive::channel sms(given());
    const auto body = GENERATE(as<std::string>{}, "", "<html>", "{}", R"({"sid":7})", "[]");
    const auto end = sms.reply(drive::answer_to(sent(sms), 201, body));
    CHECK(end.sents.at(0).provider_ids.empty());
}

TEST_CASE("every refusal has its code") {
    const auto each = GENERATE(values<refusal_case>(
        {{400, 21211, selat::code::not_found},   {400, 21614, selat::code::not_found},
         {400, 21612, selat::code::not_found},   {400, 21635, selat::code::not_found},
         {400, 21408, selat::code::config},      {400, 21602, selat::code::invalid},
         {400, 21603, selat::code::config},      {400, 21606, selat::code::config},
         {400, 21608, selat::code::config},      {400, 21609, selat::code::config},
         {400, 21610, selat::code::opted_out},   {400, 21611, selat::code::throttled},
         {400, 21617, selat::code::invalid},     {400, 21620, selat::code::invalid},
         {400, 21623, selat::code::invalid},     {400, 21703, selat::code::config},
         {400, 14107, selat::code::wrong_state}, {401, 20003, selat::code::denied},
         {403, 20003, selat::code::denied},      {404, 20404, selat::code::config},
         {429, 20429, selat::code::throttled},   {400, 99999, selat::code::invalid}}));
    CAPTURE(each.status, each.error);
    drive::channel sms(given());
    const auto end = sms.reply(drive::answer_to(
        sent(sms), each.status, refusal(each.error, static_cast<int>(each.status))));
    CHECK(end.sents.empty());
    REQUIRE(end.faileds.size() == 1);
    CHECK(end.faileds[0].op == 7);
    CHECK(end.faileds[0].code == each.code);
    CHECK(end.faileds[0].provider_code == std::to_string(each.error));
    CHECK(end.faileds[0].detail == "What Twilio says");
}

TEST_CASE("a refusal that cannot be read goes by its status") {
    drive::channel sms(given());
    const auto each =
        GENERATE(values<std::pair<std::uint32_t, selat::code>>({{401, selat::code::denied},
                                                                {404, selat::code::config},
                                                                {418, selat::code::invalid},
                                                                {429, selat::code::throttled},
                                                                {302, selat::code::internal}}));
    const auto body = GENERATE(as<std::string>{}, "", "<html>", R"({"code":"x"})");
    const auto end = sms.reply(drive::answer_to(sent(sms), each.first, body));
    CHECK(end.faileds.at(0).code == each.second);
    CHECK(end.faileds[0].provider_code == std::to_string(each.first));
}

TEST_CASE("what Twilio broke on may have gone out, and is not tried again") {
    drive::channel sms(given());
    const auto status = GENERATE(408u, 500u, 502u, 503u, 504u);
    const auto end = sms.reply(drive::answer_to(sent(sms), status, refusal(20500, 500)));
    CHECK(end.faileds.at(0).code == selat::code::uncertain);
}

TEST_CASE("silence is what the gateway says it is") {
    drive::channel sms(given());
    const auto why = GENERATE(selat::code::uncertain, selat::code::unavailable);
    const auto end = sms.reply(drive::no_answer_to(sent(sms), why, "timed out"));
    CHECK(end.faileds.at(0).code == why);
    CHECK(end.faileds[0].detail == "timed out");
}

TEST_CASE("Twilio's wish to wait is passed on") {
    drive::channel sms(given());
    const auto end =
        sms.reply(drive::answer_to(sent(sms), 429, refusal(20429, 429), {{"retry-after", "7"}}));
    CHECK(end.faileds.at(0).retry_after_ms == 7'000);
    const auto full = sms.reply(drive::answer_to(sent(sms), 400, refusal(21611, 400)));
    CHECK(full.faileds.at(0).retry_after_ms == 300'000);
}

TEST_CASE("a send to who has opted out says so of the address, as it was when the send began") {
    drive::channel sms(given());
    const auto call = sent(sms);
    const auto began = sms.now_ms();
    sms.advance(5'000);
    const auto end = sms.reply(drive::answer_to(call, 400, refusal(21610, 400)));
    REQUIRE(end.addresses.size() == 1);
    CHECK(end.addresses[0].address == customer);
    CHECK(end.addresses[0].reach == SELAT_REACH_OPTED_OUT);
    CHECK(end.addresses[0].at_ms == began);
    CHECK(end.faileds.at(0).code == selat::code::opted_out);
}

TEST_CASE("SMS can only be sent: nothing is edited, taken back or shown as read") {
    drive::channel sms(given());
    const auto purpose = GENERATE(SELAT_OUT_TYPING, SELAT_OUT_READ, SELAT_OUT_EDIT,
                                  SELAT_OUT_DELETE, SELAT_OUT_PROFILE);
    const auto got = sms.send({.purpose = purpose, .to = customer, .content = "{}"});
    CHECK(got.faileds.at(0).code == selat::code::unsupported);
}

TEST_CASE("what the other driver had asked for before the options were changed is let pass") {
    drive::channel sms(given());
    CHECK(sms.open("smsc").order.empty());
    CHECK(sms.data("smsc", "\x01", true).order.empty());
    CHECK(sms.close("smsc").order.empty());
    CHECK(sms.stored({.tag = "deliver"}).order.empty());
}
