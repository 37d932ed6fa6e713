#include "telegram_under_test.hpp"

using namespace telegram_test;

namespace {

drive::outcome answered(drive::channel& telegram, std::uint32_t status, const std::string& body,
                        const drive::header_list& headers = {}) {
    const auto sent = send(telegram, {{"text", "x"}});
    return telegram.serial_reply(drive::answer_to(sent.calls.at(0), status, body, headers));
}

}  // namespace

TEST_CASE("every refusal of Telegram's has its meaning") {
    struct row {
        int status;
        std::string text;
        selat::code code;
    };
    const auto row = GENERATE(values<struct row>({
        {400, "Bad Request: chat not found", selat::code::not_found},
        {400, "Bad Request: message text is empty", selat::code::invalid},
        {400, "Bad Request: message is too long", selat::code::invalid},
        {400, "Bad Request: can't parse entities: unsupported start tag", selat::code::invalid},
        {400, "Bad Request: BUTTON_DATA_INVALID", selat::code::invalid},
        {400, "Bad Request: reply markup is too long", selat::code::invalid},
        {400, "Bad Request: message to edit not found", selat::code::not_found},
        {400, "Bad Request: message can't be edited", selat::code::wrong_state},
        {400, "Bad Request: message can't be deleted for everyone", selat::code::wrong_state},
        {400, "Bad Request: message thread not found", selat::code::not_found},
        {400, "Bad Request: not enough rights to send text messages to the chat",
         selat::code::wrong_state},
        {400, "Bad Request: PEER_ID_INVALID", selat::code::not_found},
        {400, "Bad Request: BUSINESS_PEER_USAGE_MISSING", selat::code::wrong_state},
        {401, "Unauthorized", selat::code::denied},
        {401, "Unauthorized: invalid token specified", selat::code::denied},
        {403, "Forbidden: bot was blocked by the user", selat::code::opted_out},
        {403, "Forbidden: user is deactivated", selat::code::not_found},
        {403, "Forbidden: bot can't initiate conversation with a user", selat::code::not_found},
        {403, "Forbidden: bot was kicked from the supergroup chat", selat::code::opted_out},
        {403, "Forbidden: bot is not a member of the channel chat", selat::code::opted_out},
        {403, "Forbidden: the group chat was deleted", selat::code::not_found},
        {403, "Forbidden: something new", selat::code::not_found},
        {404, "Not Found", selat::code::config},
        {404, "Not Found: method not found", selat::code::config},
        {409, "Conflict: terminated by other getUpdates request", selat::code::config},
        {413, "Request Entity Too Large", selat::code::invalid},
        {429, "Too Many Requests: retry after 7", selat::code::throttled},
        {500, "Internal Server Error: restart", selat::code::unavailable},
        {502, "Bad Gateway", selat::code::unavailable},
    }));
    CAPTURE(row.text);
    drive::channel telegram(given());
    const auto got =
        answered(telegram, static_cast<std::uint32_t>(row.status), refusal(row.status, row.text));
    REQUIRE(got.faileds.size() == 1);
    CHECK(got.faileds[0].code == row.code);
    CHECK(got.faileds[0].detail == row.text);
    CHECK(got.faileds[0].provider_code == std::to_string(row.status));
}

TEST_CASE("how long to wait is what Telegram says, in the body or the header") {
    drive::channel telegram(given());
    const auto in_body = answered(
        telegram, 429, refusal(429, "Too Many Requests: retry after 7", {{"retry_after", 7}}));
    CHECK(in_body.faileds.at(0).retry_after_ms == 7000);
    const auto in_header = answered(telegram, 429, "<html>", {{"retry-after", "9"}});
    CHECK(in_header.faileds.at(0).retry_after_ms == 9000);
    CHECK(in_header.faileds[0].detail == "<html>");
}

TEST_CASE("who has blocked the bot is not written to again, as of when the send began") {
    drive::channel telegram(given());
    const auto sent = send(telegram, {{"text", "x"}});
    const auto began = telegram.now_ms();
    telegram.advance(5'000);
    const auto got = telegram.serial_reply(drive::answer_to(
        sent.calls.at(0), 403, refusal(403, "Forbidden: bot was blocked by the user")));
    CHECK(got.addresses.at(0).reach == SELAT_REACH_BLOCKED);
    CHECK(got.addresses[0].address == "5001");
    CHECK(got.addresses[0].at_ms == began);
}

TEST_CASE("a group that moved is written to at its new place, now and later") {
    drive::channel telegram(given());
    const auto sent = send(telegram, {{"text", "x"}}, "-5");
    const auto moved = refusal(400, "Bad Request: group chat was upgraded to a supergroup chat",
                               {{"migrate_to_chat_id", -1005}});
    const auto again = telegram.serial_reply(drive::answer_to(sent.calls.at(0), 400, moved));
    CHECK(called(telegram, again)["chat_id"] == -1005);
    CHECK(again.addresses.at(0).address == "-5");
    const auto next = telegram.send({.to = "-5",
                                     .content = R"({"text":"y"})",
                                     .address_context = again.addresses[0].address_context});
    CHECK(called(telegram, next)["chat_id"] == -1005);
    const auto twice = telegram.serial_reply(drive::answer_to(again.calls.at(0), 400, moved));
    CHECK(twice.faileds.size() == 1);
}

TEST_CASE("silence after a message is no reason to say it twice") {
    drive::channel telegram(given());
    const auto sent = send(telegram, {{"text", "x"}});
    using enum selat::code;
    CHECK(telegram.serial_reply(drive::no_answer_to(sent.calls.at(0), uncertain))
              .faileds.at(0)
              .code == uncertain);
    CHECK(telegram.serial_reply(drive::no_answer_to(sent.calls.at(0), unavailable))
              .faileds.at(0)
              .code == unavailable);
    const auto typing =
        telegram.send({.purpose = SELAT_OUT_TYPING, .to = "5001", .content = R"({"on":true})"});
    CHECK(telegram.serial_reply(drive::no_answer_to(typing.calls.at(0), uncertain))
              .faileds.at(0)
              .code == timeout);
}

TEST_CASE("what went half out is not begun again") {
    drive::channel telegram(given());
    const auto sent =
        send(telegram, {{"text", std::string(1025, 'a')},
                        {"attachments", {{{"kind", "image"}, {"url", "https://m.example/1"}}}}});
    const auto then = telegram.serial_reply(drive::answer_to(sent.calls.at(0), 200, taken(40)));
    const auto end = telegram.serial_reply(
        drive::answer_to(then.calls.at(0), 429, refusal(429, "Too Many Requests: retry after 7")));
    CHECK(end.faileds.at(0).code == selat::code::uncertain);
    const auto lost =
        telegram.serial_reply(drive::no_answer_to(then.calls.at(0), selat::code::unavailable));
    CHECK(lost.faileds.at(0).code == selat::code::uncertain);
}

TEST_CASE("an answer that is not Telegram's is no word of it") {
    drive::channel telegram(given());
    CHECK(answered(telegram, 200, "<html>welcome to our wifi</html>").faileds.at(0).code ==
          selat::code::uncertain);
}
