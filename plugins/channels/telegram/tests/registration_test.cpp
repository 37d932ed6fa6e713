#include "telegram_under_test.hpp"

using namespace telegram_test;

namespace {

drive::reply info(const drive::call& call, const json& result) {
    return drive::answer_to(call, 200, json{{"ok", true}, {"result", result}}.dump());
}

}  // namespace

TEST_CASE("at the start the webhook is set, with the secret and what is wanted") {
    drive::channel telegram(given());
    const auto got = telegram.timer(SELAT_TIMER_START);
    REQUIRE(got.calls.size() == 1);
    CHECK(telegram.fill_in(got.calls[0].url) == api + "setWebhook");
    CHECK(got.calls[0].secret_body);
    CHECK(got.calls[0].repeatable);
    CHECK(got.calls[0].body.find(secret) == std::string::npos);
    const auto body = json::parse(telegram.fill_in(got.calls[0].body));
    CHECK(body["url"] == public_url);
    CHECK(body["secret_token"] == secret);
    CHECK(body["allowed_updates"].size() == 9);
    CHECK(body["allowed_updates"].dump().find("message_reaction") != std::string::npos);
    CHECK_FALSE(body.contains("drop_pending_updates"));
    const auto set = telegram.serial_reply(drive::answer_to(
        got.calls[0], 200, R"({"ok":true,"result":true,"description":"Webhook is already set"})"));
    CHECK(set.statuses.at(0).running);
}

TEST_CASE("without https the channel says what is missing, and asks nothing of Telegram") {
    auto plain = given();
    plain.public_url = "http://127.0.0.1:8080/channels/telegram-my";
    drive::channel telegram(plain);
    const auto got = telegram.timer(SELAT_TIMER_START);
    CHECK(got.calls.empty());
    CHECK_FALSE(got.statuses.at(0).running);
    CHECK(got.statuses[0].reason.find("https") != std::string::npos);
    auto own = given({{"api_base", "http://127.0.0.1:8081/"}});
    own.public_url = plain.public_url;
    drive::channel beside(own);
    CHECK(beside.fill_in(beside.timer(SELAT_TIMER_START).calls.at(0).url) ==
          "http://127.0.0.1:8081/bot" + token + "/setWebhook");
}

TEST_CASE("a webhook that Telegram does not take is tried again, later each time") {
    drive::channel telegram(given());
    auto got = telegram.timer(SELAT_TIMER_START);
    std::int64_t before = 0;
    for (int n = 0; n < 3; ++n) {
        const auto end = telegram.serial_reply(
            drive::answer_to(got.calls.at(0), 400,
                             refusal(400, "Bad Request: bad webhook: Failed to resolve host")));
        CHECK_FALSE(end.statuses.at(0).running);
        CHECK(end.statuses[0].reason.find("Failed to resolve host") != std::string::npos);
        REQUIRE(end.timers.size() == 1);
        CHECK(end.timers[0].after_ms > before);
        before = end.timers[0].after_ms;
        got = telegram.advance(before).at(0);
    }
    const auto wait = telegram.serial_reply(drive::answer_to(
        got.calls.at(0), 429,
        refusal(429, "Too Many Requests: retry after 900", {{"retry_after", 900}})));
    CHECK(wait.timers.at(0).after_ms == 900'000);
}

TEST_CASE("from time to time the channel looks whether the webhook still works") {
    drive::channel telegram(given());
    const auto start = telegram.timer(SELAT_TIMER_START);
    const auto set = telegram.serial_reply(
        drive::answer_to(start.calls.at(0), 200, R"({"ok":true,"result":true})"));
    const auto look = telegram.advance(set.timers.at(0).after_ms).at(0);
    CHECK(telegram.fill_in(look.calls.at(0).url) == api + "getWebhookInfo");
    const auto seen = [&](const json& result) {
        return telegram.serial_reply(info(look.calls[0], result));
    };
    CHECK(seen({{"url", public_url}, {"pending_update_count", 0}}).statuses.at(0).running);
    const auto failing = seen({{"url", public_url},
                               {"pending_update_count", 4},
                               {"last_error_date", telegram.now_ms() / 1000 - 5},
                               {"last_error_message", "Connection refused"}});
    CHECK_FALSE(failing.statuses.at(0).running);
    CHECK(failing.statuses[0].reason == "Telegram cannot deliver: Connection refused");
    const auto moved =
        seen({{"url", "https://other.example:8443/123:secret?x"}, {"pending_update_count", 0}});
    CHECK(moved.calls.empty());
    CHECK_FALSE(moved.statuses.at(0).running);
    CHECK(moved.statuses[0].reason ==
          "the bot's webhook was moved elsewhere: https://other.example:8443");
    const auto revoked =
        telegram.serial_reply(drive::answer_to(look.calls[0], 401, refusal(401, "Unauthorized")));
    CHECK_FALSE(revoked.statuses.at(0).running);
    CHECK(revoked.statuses[0].reason == "Telegram refuses the bot: Unauthorized");
    const auto busy = telegram.serial_reply(
        drive::answer_to(look.calls[0], 500, refusal(500, "Internal Server Error: restart")));
    CHECK(busy.statuses.empty());
    CHECK(busy.timers.size() == 1);
    const auto gone = seen({{"url", ""}, {"pending_update_count", 9}});
    CHECK(telegram.fill_in(gone.calls.at(0).url) == api + "setWebhook");
}
