#include "telegram_under_test.hpp"

using namespace telegram_test;

namespace {

const std::string body = json{{"update_id", 1}, {"message", message({{"text", "hello"}})}}.dump();

std::uint32_t status_with(const drive::header_list& headers, const std::string& what = body) {
    drive::channel telegram(given());
    const auto got = telegram.http({.headers = headers, .body = what});
    CHECK((got.http_status() == 200) == !got.inbounds.empty());
    return got.http_status();
}

}  // namespace

TEST_CASE("only who knows the secret is heard") {
    CHECK(status_with({{"x-telegram-bot-api-secret-token", secret}}) == 200);
    CHECK(status_with({{"x-telegram-bot-api-secret-token", secret + "x"}}) == 401);
    CHECK(status_with({{"x-telegram-bot-api-secret-token", "{{secret:secret_token}}"}}) == 401);
    CHECK(status_with({{"x-telegram-bot-api-secret-token", ""}}) == 401);
    CHECK(status_with({}) == 401);
}

TEST_CASE("a body that is no update is refused, and with a wrong secret not even looked at") {
    const auto wrong = GENERATE(as<std::string>{}, "", "{", "[]", "null", "{}",
                                R"({"update_id":"1"})", R"({"message":{}})");
    CAPTURE(wrong);
    CHECK(status_with({{"x-telegram-bot-api-secret-token", secret}}, wrong) == 400);
    CHECK(status_with({{"x-telegram-bot-api-secret-token", "guess"}}, wrong) == 401);
}

TEST_CASE("the answer has no body, which Telegram would carry out") {
    drive::channel telegram(given());
    CHECK(
        update(telegram, {{"message", message({{"text", "hello"}})}}).responds.at(0).body.empty());
}

TEST_CASE("nothing else is served") {
    drive::channel telegram(given());
    CHECK(telegram.http({.path = "/status"}).http_status() == 404);
    CHECK(telegram.http({.method = "GET"}).http_status() == 405);
}

TEST_CASE("without its secrets there is no channel") {
    CHECK_THROWS_AS(drive::channel(given({{"bot_token", nullptr}})), drive::refused);
    CHECK_THROWS_AS(drive::channel(given({{"secret_token", nullptr}})), drive::refused);
}
