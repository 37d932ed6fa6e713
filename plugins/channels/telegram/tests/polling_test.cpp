#include "telegram_under_test.hpp"

using namespace telegram_test;

namespace {

drive::given polling_given() {
    auto out = given({{"mode", "polling"}, {"secret_token", ""}});
    out.public_url = "http://127.0.0.1:8080/channels/telegram-my";
    return out;
}

json said(std::int64_t update, const std::string& text) {
    return {{"update_id", update}, {"message", message({{"message_id", update}, {"text", text}})}};
}

drive::reply updates(const drive::call& asked, const json& list) {
    return drive::answer_to(asked, 200, json{{"ok", true}, {"result", list}}.dump());
}

json asked_of(const drive::channel& telegram, const drive::outcome& got) {
    REQUIRE(got.calls.size() == 1);
    CHECK(telegram.fill_in(got.calls[0].url) == api + "getUpdates");
    return json::parse(got.calls[0].body);
}

// A channel that has freed itself of a webhook, and its first question.
drive::outcome first_question(drive::channel& telegram) {
    const auto start = telegram.timer(SELAT_TIMER_START);
    REQUIRE(start.calls.size() == 1);
    CHECK(telegram.fill_in(start.calls[0].url) == api + "deleteWebhook");
    return telegram.serial_reply(
        drive::answer_to(start.calls[0], 200, R"({"ok":true,"result":true})"));
}

}  // namespace

TEST_CASE("a bot that is polled takes its webhook away and asks, and needs no address of ours") {
    drive::channel telegram(polling_given());
    const auto first = first_question(telegram);
    const auto asked = asked_of(telegram, first);
    CHECK(asked["timeout"] == 0);
    CHECK_FALSE(asked.contains("offset"));
    CHECK(asked["limit"] == 100);
    CHECK(asked["allowed_updates"].size() == 9);
    const auto quiet = telegram.serial_reply(updates(first.calls[0], json::array()));
    CHECK(quiet.statuses.at(0).running);
    CHECK(asked_of(telegram, quiet)["timeout"] == 50);
    CHECK(quiet.calls[0].timeout_ms > 50'000);
    CHECK(post(telegram, R"({"update_id":1})").http_status() == 404);
}

TEST_CASE("what was told is confirmed once it is stored, and not before") {
    drive::channel telegram(polling_given());
    const auto first = first_question(telegram);
    const auto got =
        telegram.serial_reply(updates(first.calls[0], {said(70, "one"), said(71, "two")}));
    REQUIRE(got.inbounds.size() == 2);
    CHECK(json::parse(got.inbounds[1].content)["text"] == "two");
    CHECK(got.inbounds[0].provider_id == "70/5001:70");
    CHECK(got.calls.empty());
    REQUIRE(got.states.size() == 1);
    CHECK(json::parse(got.states[0].value)["next"] == 72);
    const auto stored = telegram.stored({.tag = got.states[0].tag});
    const auto next = asked_of(telegram, stored);
    CHECK(next["offset"] == 72);
    CHECK(next["timeout"] == 50);
    // Nothing is left to confirm: numbers that begin anew after a week are heard of.
    telegram.advance(50'000);
    const auto quiet = telegram.serial_reply(updates(stored.calls[0], json::array()));
    CHECK_FALSE(asked_of(telegram, quiet).contains("offset"));
}

TEST_CASE("after a restart polling goes on where it was stored, unless that is a week ago") {
    auto kept = polling_given();
    drive::channel before(polling_given());
    const auto at = before.now_ms();
    kept.state = {{"polled", json{{"next", 72}, {"at", at}}.dump()}};
    drive::channel soon(kept);
    CHECK(asked_of(soon, first_question(soon))["offset"] == 72);
    kept.state = {{"polled", json{{"next", 72}, {"at", at - 7 * 86'400'000ll}}.dump()}};
    drive::channel late(kept);
    CHECK_FALSE(asked_of(late, first_question(late)).contains("offset"));
}

TEST_CASE("a refusal is told, and asked again later each time, or when Telegram says") {
    drive::channel telegram(polling_given());
    auto asked = first_question(telegram);
    std::int64_t before = 0;
    for (int n = 0; n < 3; ++n) {
        const auto end = telegram.serial_reply(
            drive::answer_to(asked.calls.at(0), 502, refusal(502, "Bad Gateway")));
        CHECK_FALSE(end.statuses.at(0).running);
        CHECK(end.statuses[0].reason == "Telegram gives no updates: Bad Gateway");
        REQUIRE(end.timers.size() == 1);
        CHECK(end.timers[0].after_ms > before);
        before = end.timers[0].after_ms;
        asked = telegram.advance(before).at(0);
        CHECK(asked_of(telegram, asked)["timeout"] == 0);
    }
    const auto busy = telegram.serial_reply(
        drive::answer_to(asked.calls.at(0), 429,
                         refusal(429, "Too Many Requests: retry after 90", {{"retry_after", 90}})));
    CHECK(busy.timers.at(0).after_ms == 90'000);
    asked = telegram.advance(90'000).at(0);
    const auto other = telegram.serial_reply(drive::answer_to(
        asked.calls.at(0), 409,
        refusal(409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot "
                "instance is running")));
    CHECK(other.calls.empty());
    CHECK(other.statuses.at(0).reason.find("only one bot instance") != std::string::npos);
    CHECK(other.timers.at(0).after_ms >= 10'000);
    asked = telegram.advance(other.timers[0].after_ms).at(0);
    CHECK(telegram.serial_reply(updates(asked.calls.at(0), json::array())).statuses.at(0).running);
}

TEST_CASE("an answer that breaks off is asked for in smaller parts") {
    drive::channel telegram(polling_given());
    auto asked = first_question(telegram);
    const auto cut = telegram.serial_reply(
        drive::no_answer_to(asked.calls.at(0), selat::code::uncertain, "it is too large"));
    asked = telegram.advance(cut.timers.at(0).after_ms).at(0);
    CHECK(asked_of(telegram, asked)["limit"] == 50);
    const auto got = telegram.serial_reply(updates(asked.calls[0], json::array({said(70, "one")})));
    CHECK(asked_of(telegram, telegram.stored({.tag = got.states.at(0).tag}))["limit"] == 100);
}

TEST_CASE("an answer that becomes too many events is taken in part, and the rest is told again") {
    drive::channel telegram(polling_given());
    const auto first = first_question(telegram);
    json gone = json::array();
    for (int n = 0; n < 1'200; ++n) {
        gone.push_back(n);
    }
    const json removal = {{"update_id", 70},
                          {"deleted_business_messages",
                           {{"business_connection_id", "bc1"},
                            {"chat", {{"id", 5001}, {"type", "private"}}},
                            {"message_ids", gone}}}};
    const auto got = telegram.serial_reply(updates(first.calls[0], {removal, said(71, "later")}));
    CHECK(got.inbounds.empty());
    CHECK(json::parse(got.states.at(0).value)["next"] == 71);
}

TEST_CASE("an update that the gateway does not take is passed over, alone, and polling goes on") {
    drive::channel telegram(polling_given());
    const auto first = first_question(telegram);
    const json bad = {
        {"update_id", 71},
        {"message", message({{"document", {{"file_id", std::string(70'000, 'a')}}}})}};
    CHECK_FALSE(
        telegram.serial_reply(updates(first.calls[0], {said(70, "one"), bad, said(72, "two")}))
            .ok());
    // What it came with is asked for again, one by one.
    auto asked = telegram.advance(20'000).at(0);
    CHECK(asked_of(telegram, asked)["limit"] == 1);
    CHECK_FALSE(asked_of(telegram, asked).contains("offset"));
    const auto one = telegram.serial_reply(updates(asked.calls[0], json::array({said(70, "one")})));
    CHECK(one.inbounds.size() == 1);
    asked = telegram.stored({.tag = one.states.at(0).tag});
    CHECK(asked_of(telegram, asked)["offset"] == 71);
    CHECK(asked_of(telegram, asked)["limit"] == 1);
    CHECK_FALSE(telegram.serial_reply(updates(asked.calls[0], json::array({bad}))).ok());
    const auto passed = telegram.advance(20'000).at(0);
    REQUIRE(passed.logs.size() == 1);
    CHECK(passed.logs[0].event == "update-refused");
    CHECK(drive::find(passed.logs[0].pairs, "update") == "71");
    CHECK(json::parse(passed.states.at(0).value)["next"] == 72);
    asked = telegram.stored({.tag = passed.states[0].tag});
    CHECK(asked_of(telegram, asked)["offset"] == 72);
    const auto two = telegram.serial_reply(updates(asked.calls[0], json::array({said(72, "two")})));
    CHECK(two.inbounds.size() == 1);
    CHECK(two.statuses.at(0).running);
    asked = telegram.stored({.tag = two.states.at(0).tag});
    CHECK(asked_of(telegram, asked)["limit"] == 100);
    CHECK(asked_of(telegram, asked)["timeout"] == 50);
}

TEST_CASE("answers that come at once, with nothing in them, are not asked for in a whirl") {
    drive::channel telegram(polling_given());
    const auto first = first_question(telegram);
    const auto second = telegram.serial_reply(updates(first.calls[0], json::array()));
    const auto hurried = telegram.serial_reply(updates(second.calls[0], json::array()));
    CHECK(hurried.calls.empty());
    REQUIRE(hurried.timers.size() == 1);
    CHECK(telegram.advance(hurried.timers[0].after_ms).at(0).calls.size() == 1);
}

TEST_CASE("what is told while the gateway ends is left for the next run") {
    drive::channel telegram(polling_given());
    const auto first = first_question(telegram);
    telegram.timer(SELAT_TIMER_STOP);
    const auto late =
        telegram.serial_reply(updates(first.calls[0], json::array({said(70, "one")})));
    CHECK(late.inbounds.empty());
    CHECK(late.states.empty());
    CHECK(late.calls.empty());
}

TEST_CASE("a webhook needs a secret, polling none") {
    drive::given nothing = given({{"secret_token", ""}});
    CHECK_THROWS(drive::channel(nothing));
    CHECK_NOTHROW(drive::channel(polling_given()));
}
