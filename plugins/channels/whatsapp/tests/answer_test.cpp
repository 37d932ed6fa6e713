#include "whatsapp_under_test.hpp"

using namespace whatsapp_test;

namespace {

drive::call sent(drive::channel& whatsapp, std::uint32_t attempt = 1) {
    return whatsapp
        .send({.op = 7,
               .attempt = attempt,
               .message = own_message,
               .to = ann,
               .content = R"({"text":"hi"})"})
        .calls.at(0);
}

std::string error(int code) {
    return json{{"error", {{"message", "no"}, {"code", code}, {"fbtrace_id", "A"}}}}.dump();
}

}  // namespace

TEST_CASE("what WhatsApp took is sent, under its id") {
    drive::channel whatsapp(given());
    const auto end = whatsapp.reply(drive::answer_to(
        sent(whatsapp), 200,
        R"({"messaging_product":"whatsapp","contacts":[{"input":"+15557770001","wa_id":"15557770001"}],
            "messages":[{"id":"wamid.B","message_status":"accepted"}]})"));
    REQUIRE(end.sents.size() == 1);
    CHECK(end.sents[0].op == 7);
    CHECK(end.sents[0].provider_ids == std::vector<std::string>{"wamid.B"});
    CHECK(end.addresses.empty());
}

TEST_CASE("a number that WhatsApp knows under another is the same customer at both") {
    drive::channel whatsapp(given());
    const auto end = whatsapp.reply(drive::answer_to(
        sent(whatsapp), 200,
        R"({"contacts":[{"input":"+15557770001","wa_id":"15557770009"}],"messages":[{"id":"wamid.B"}]})"));
    CHECK(end.sents.size() == 1);
    REQUIRE(end.addresses.size() == 2);
    CHECK(end.addresses[0].address == ann);
    CHECK(end.addresses[1].address == "+15557770009");
    CHECK(end.addresses[0].identity == end.addresses[1].identity);
}

TEST_CASE("an acceptance that cannot be read is an acceptance still") {
    drive::channel whatsapp(given());
    for (const auto* body :
         {"", "<html>", "{}", "[]", R"({"messages":7})", R"({"messages":[{}]})"}) {
        const auto end = whatsapp.reply(drive::answer_to(sent(whatsapp), 200, body));
        CHECK(end.ok());
        CHECK(end.sents.at(0).provider_ids.empty());
    }
}

TEST_CASE("a refusal ends the send with what it means, also in a 200") {
    drive::channel whatsapp(given());
    const auto status = GENERATE(400u, 200u);
    const auto end = whatsapp.reply(drive::answer_to(sent(whatsapp), status, error(131026)));
    CHECK(end.sents.empty());
    REQUIRE(end.faileds.size() == 1);
    CHECK(end.faileds[0].op == 7);
    CHECK(end.faileds[0].code == selat::code::not_found);
    CHECK(end.faileds[0].provider_code == "131026");
    CHECK(end.statuses.empty());
}

TEST_CASE("what stops the account degrades the channel") {
    drive::channel whatsapp(given());
    const auto end = whatsapp.reply(drive::answer_to(sent(whatsapp), 403, error(131031)));
    CHECK(end.faileds.at(0).code == selat::code::config);
    CHECK_FALSE(end.statuses.at(0).running);
}

TEST_CASE("a pair that writes too fast waits longer with each try") {
    drive::channel whatsapp(given());
    const auto wait = [&](std::uint32_t attempt) {
        return whatsapp.reply(drive::answer_to(sent(whatsapp, attempt), 400, error(131056)))
            .faileds.at(0)
            .retry_after_ms;
    };
    CHECK(wait(1) == 4'000);
    CHECK(wait(3) == 64'000);
}

TEST_CASE("silence is told as it was") {
    drive::channel whatsapp(given());
    const auto why = GENERATE(selat::code::uncertain, selat::code::unavailable);
    const auto end = whatsapp.reply(drive::no_answer_to(sent(whatsapp), why));
    CHECK(end.faileds.at(0).code == why);
}

TEST_CASE("an instance needs its secrets and its number") {
    for (const auto* name : {"app_secret", "verify_token", "access_token", "phone_number_id"}) {
        auto options = given();
        auto all = json::parse(options.options);
        all.erase(name);
        options.options = all.dump();
        CHECK_THROWS(drive::channel(options));
    }
}
