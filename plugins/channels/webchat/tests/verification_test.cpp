#include "../limits.hpp"
#include "given.hpp"

#include <catch2/catch.hpp>

using namespace webchat;
using namespace webchat::test;

namespace {

json options() {
    return {{"verify_phone", "sms"},
            {"title", "Kedai Kuih"},
            {"prechat", {{"fields", {{{"id", "phone"}, {"type", "phone"}}}}}}};
}

// A visitor whose socket "a" is live and who gave a number; the newest token.
std::string with_phone(drive::channel& channel) {
    const auto token = token_of(channel);
    empty_history(channel, hello(channel, "a", token, 0).histories.at(0));
    const auto given = channel.data(
        "a",
        json({{"type", "prechat"}, {"rid", "p"}, {"answers", {{"phone", "+60123456789"}}}}).dump());
    const auto ack = frames_to(given, "a").at(0);
    CHECK(ack["verify"] == "+60123456789");
    return ack["session_token"];
}

drive::outcome start(drive::channel& channel, const std::string& phone = "+60 12-345 6789") {
    return channel.data("a",
                        json({{"type", "verify.start"}, {"rid", "s"}, {"phone", phone}}).dump());
}

drive::outcome check(drive::channel& channel, const std::string& code = "123456") {
    return channel.data("a", json({{"type", "verify.check"}, {"rid", "k"}, {"code", code}}).dump());
}

}  // namespace

TEST_CASE("a code is asked for in the customer's name, and its way is told") {
    drive::channel channel(instance(options()));
    with_phone(channel);
    const auto asked = start(channel).verifies.at(0);
    CHECK(asked.from.starts_with("visitor:"));
    CHECK(asked.through == "sms");
    CHECK(asked.to == "+60123456789");
    CHECK(asked.title == "Kedai Kuih");
    const auto told = frames_to(channel.verification(drive::answer_to(asked)), "a").at(0);
    CHECK(told["type"] == "ack");
    CHECK(told["rid"] == "s");
    CHECK(told["resend_after"] == 30);
}

TEST_CASE("a code is bound to the page it was asked for on, and to no page of another's") {
    for (const auto& [url, origin] : {std::pair{"https://shop.example/cart?a=1", "shop.example"},
                                      {"https://SHOP.example", "shop.example"},
                                      {"https://bank.example/login", ""},
                                      {"https://shop.example@bank.example/", ""},
                                      {"http://shop.example/", ""},
                                      {"shop.example", ""}}) {
        INFO(url);
        drive::channel channel(instance(options()));
        channel.open("a", here);
        const auto asked = channel.data("a", json({{"type", "hello"},
                                                   {"v", 1},
                                                   {"token", token_of(channel)},
                                                   {"page", {{"url", url}}}})
                                                 .dump());
        empty_history(channel, asked.histories.at(0));
        CHECK(start(channel).verifies.at(0).origin == origin);
    }
}

TEST_CASE("the right code is remembered by the session and told to the other tabs") {
    drive::channel channel(instance(options()));
    const auto token = with_phone(channel);
    empty_history(channel, hello(channel, "b", token).histories.at(0));
    const auto asked = start(channel).verifies.at(0);
    const auto typed = check(channel).verify_codes.at(0);
    CHECK(typed.from == asked.from);
    CHECK(typed.code == "123456");
    auto answer = drive::answer_to(asked, SELAT_VERIFICATION_APPROVED);
    answer.tag = typed.tag;
    const auto told = channel.verification(answer);
    const auto ack = frames_to(told, "a").at(0);
    CHECK(ack["rid"] == "k");
    CHECK_FALSE(ack.contains("verify"));
    CHECK(frames_to(told, "b").at(0)["type"] == "session");
    const auto welcome = frames_to(
        empty_history(channel, hello(channel, "c", ack["session_token"]).histories.at(0)), "c");
    CHECK_FALSE(welcome.at(0).contains("verify"));
}

TEST_CASE("what is wrong with a code is said in the words of the protocol") {
    for (const auto& [status, wait_ms, code] :
         {std::tuple{SELAT_VERIFICATION_WRONG, 0u, "wrong_code"},
          {SELAT_VERIFICATION_MAX_ATTEMPTS, 0u, "expired"},
          {SELAT_VERIFICATION_EXPIRED, 0u, "expired"},
          {SELAT_VERIFICATION_UNCHECKED, 0u, "unavailable"},
          {SELAT_VERIFICATION_REFUSED, 40'000u, "rate_limited"},
          {SELAT_VERIFICATION_REFUSED, 0u, "unsupported"}}) {
        drive::channel channel(instance(options()));
        with_phone(channel);
        auto answer = drive::answer_to(start(channel).verifies.at(0), status);
        answer.tag = check(channel).verify_codes.at(0).tag;
        answer.retry_after_ms = wait_ms;
        const auto told = frames_to(channel.verification(answer), "a").at(0);
        INFO(told.dump());
        CHECK(told["type"] == "nack");
        CHECK(told["code"] == code);
        CHECK(told.value("retry_after", 0) == (wait_ms > 0                          ? 40
                                               : std::string(code) == "unavailable" ? 2
                                                                                    : 0));
    }
}

TEST_CASE("a code that could not be delivered is told when that is known") {
    drive::channel channel(instance(options()));
    with_phone(channel);
    const auto answer = drive::answer_to(start(channel).verifies.at(0), SELAT_VERIFICATION_FAILED);
    const auto told = frames_to(channel.verification(answer), "a").at(0);
    CHECK(told["type"] == "verify.failed");
    CHECK(told["phone"] == "+60123456789");
}

TEST_CASE("a code whose connection is gone is remembered by the others of its visitor") {
    drive::channel channel(instance(options()));
    const auto token = with_phone(channel);
    const auto asked = start(channel).verifies.at(0);
    auto answer = drive::answer_to(asked, SELAT_VERIFICATION_APPROVED);
    answer.tag = check(channel).verify_codes.at(0).tag;
    join(channel, "live", token);
    const auto resuming = hello(channel, "resuming", token).histories.at(0);
    channel.close("a");

    const auto session = frames_to(channel.verification(answer), "live").at(0);
    CHECK(session["type"] == "session");
    CHECK_FALSE(session.contains("verify"));
    const auto welcome = frames_to(empty_history(channel, resuming), "resuming").at(0);
    CHECK_FALSE(welcome.contains("verify"));
    for (const std::string later : {session["session_token"], welcome["session_token"]}) {
        channel.close("next");
        const auto next = hello(channel, "next", later).histories.at(0);
        CHECK_FALSE(frames_to(empty_history(channel, next), "next").at(0).contains("verify"));
    }
}

TEST_CASE("a code whose only connection is gone is remembered when its visitor comes back") {
    drive::channel channel(instance(options()));
    const auto token = with_phone(channel);
    const auto asked = start(channel).verifies.at(0);
    auto answer = drive::answer_to(asked, SELAT_VERIFICATION_APPROVED);
    answer.tag = check(channel).verify_codes.at(0).tag;
    channel.close("a");
    CHECK(channel.verification(answer).writes.empty());

    const auto welcome_of = [&](const std::string& name, const std::string& with) {
        const auto resumed = empty_history(channel, hello(channel, name, with).histories.at(0));
        return frames_to(resumed, name).at(0);
    };
    const auto welcome = welcome_of("back", token);
    CHECK_FALSE(welcome.contains("verify"));
    const auto next = welcome_of("next", welcome["session_token"]);
    CHECK_FALSE(next.contains("verify"));
    CHECK_FALSE(next.contains("session_token"));
}

TEST_CASE("an answer for a connection that is gone is shown to nobody") {
    drive::channel channel(instance(options()));
    with_phone(channel);
    const auto asked = start(channel).verifies.at(0);
    channel.close("a");
    for (const auto status : {SELAT_VERIFICATION_PENDING, SELAT_VERIFICATION_APPROVED,
                              SELAT_VERIFICATION_FAILED, SELAT_VERIFICATION_WRONG}) {
        CHECK(channel.verification(drive::answer_to(asked, status)).writes.empty());
    }
}

TEST_CASE("no code is asked for without a channel, or for what is no number") {
    drive::channel channel(instance(options()));
    with_phone(channel);
    CHECK(frames_to(start(channel, "0123"), "a").at(0)["code"] == "validation");
    CHECK(frames_to(check(channel, ""), "a").at(0)["code"] == "validation");
    CHECK(frames_to(check(channel, std::string(33, '1')), "a").at(0)["code"] == "validation");

    drive::channel plain(instance());
    join(plain, "a", token_of(plain));
    CHECK(frames_to(start(plain), "a").at(0)["code"] == "unsupported");
    CHECK(start(plain).verifies.empty());
}

TEST_CASE("codes are not asked for at any speed") {
    drive::channel channel(instance(options()));
    with_phone(channel);
    std::size_t asked = 0;
    for (int i = 0; i < 20; ++i) {
        asked += check(channel).verify_codes.size();
    }
    CHECK(asked <= max_asks);
}

TEST_CASE("what a visitor types and reads takes nothing from what they may ask") {
    drive::channel channel(instance(options()));
    with_phone(channel);
    for (int i = 0; i < 20; ++i) {
        channel.data("a", json({{"type", "typing"}, {"on", i % 2 == 0}}).dump());
    }
    CHECK(start(channel).verifies.size() == 1);
    CHECK(check(channel).verify_codes.size() == 1);
}
