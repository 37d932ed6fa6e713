// One-time codes: what goes out, what may be typed, what it proves, and what of it is on the disk.

#include "code_shop.hpp"

namespace selat::gateway::test::verifications_test {

TEST_CASE("the code that was sent makes the visitor and the number one customer") {
    shop shop;
    const auto before = shop.writes("sms", phone);
    shop.clock.turn(model::duration{1'000});
    const auto visitor = shop.writes("web", "visitor");
    REQUIRE(before.customer != visitor.customer);
    const auto asked = shop.asks();
    CHECK(asked.what == verdict::pending);
    CHECK(asked.tag == "ask");
    CHECK(asked.left == 5);
    CHECK(asked.retry_after == 30'000);
    const auto approved = shop.types(shop.sent_code());
    CHECK(approved.what == verdict::approved);
    CHECK(approved.tag == "type");
    CHECK(approved.id == asked.id);
    const auto one = shop.owner("sms", phone);
    CHECK(one.customer.id == shop.owner("web", "visitor").customer.id);
    CHECK(one.customer.id == before.customer);  // who was known before
    for (const auto& each : one.addresses) {
        CHECK(each.verified ==
              (each.channel == "sms" ? model::evidence::code : model::evidence::none));
    }
    const auto later = shop.writes("sms", phone);
    CHECK(shop.writes("web", "visitor").conversation == later.conversation);
}

TEST_CASE("who proves a number before a first message is its customer at once, and never another") {
    shop shop;
    const auto known = shop.writes("sms", phone);
    shop.asks();
    CHECK(shop.types(shop.sent_code()).what == verdict::approved);
    const auto one = shop.owner("web", "visitor");
    CHECK(one.customer.id == known.customer);
    CHECK(one.customer.id == shop.owner("sms", phone).customer.id);
    CHECK(shop.everything_stored().find(R"("what":)") == std::string::npos);  // nobody was merged
    CHECK(shop.writes("web", "visitor").conversation == known.conversation);
}

TEST_CASE("who verifies for a customer keeps that customer, though the number's is the older one") {
    counter counter;
    const auto number = counter.writes("sms", phone);
    counter.clock.turn(model::duration{1'000});
    const auto caller = counter.writes("web", "visitor");
    counter.serve(number.conversation, "siti");
    counter.serve(caller.conversation, "aminah");
    const auto sent = counter.sends(caller.customer);
    CHECK(sent.about.customer == caller.customer);
    const auto right = counter.checks(caller.customer, sent.about.id, counter.sent_code());
    REQUIRE(right.why.code == code::ok);
    CHECK(right.about.status == model::verification_status::approved);
    CHECK(right.about.customer == caller.customer);
    CHECK(counter.owner("sms", phone).customer.id == caller.customer);
    CHECK(counter.owner("web", "visitor").customer.id == caller.customer);
    const auto later = counter.writes("sms", phone);
    CHECK(later.conversation == caller.conversation);
}

TEST_CASE("a code for who was merged meanwhile is answered with who it became") {
    counter counter;
    const auto caller = counter.writes("web", "visitor");
    const auto other = counter.writes("web", "other");
    const auto sent = counter.sends(caller.customer);
    counter.merge(other.customer, caller.customer);
    const auto right = counter.checks(caller.customer, sent.about.id, counter.sent_code());
    REQUIRE(right.why.code == code::ok);
    CHECK(right.about.customer == other.customer);
    CHECK(counter.owner("sms", phone).customer.id == other.customer);
    counter.open_codes();
    const auto again = counter.checks(caller.customer, sent.about.id, counter.sent_code());
    CHECK(again.about.customer == other.customer);
}

TEST_CASE("the digits are nowhere once they are sent, and in no log line") {
    shop shop;
    shop.asks();
    const auto code = shop.sent_code();
    shop.settle();
    CHECK(code.size() == 6);
    CHECK(shop.everything_stored().find(code) == std::string::npos);
    CHECK(shop.everything_stored().find("••••••") != std::string::npos);
    CHECK_FALSE(shop.logged(code));
    const std::lock_guard lock(shop.guard);
    CHECK(shop.texts.back().find("@shop.example #" + code) != std::string::npos);
}

TEST_CASE("a wrong code counts, five times at most, and the right one is then too late") {
    shop shop;
    shop.asks();
    const auto wrong = shop.wrong_code();
    for (std::uint32_t left = 4; left > 0; --left) {
        const auto heard = shop.types(wrong);
        CHECK(heard.what == verdict::wrong);
        CHECK(heard.left == left);
    }
    CHECK(shop.types(wrong).what == verdict::max_attempts);
    CHECK(shop.types(shop.sent_code()).what == verdict::max_attempts);
}

TEST_CASE("attempts are not given anew by a restart, and a code is still good after one") {
    shop shop;
    shop.asks();
    const auto wrong = shop.wrong_code();
    const auto right = shop.sent_code();
    CHECK(shop.types(wrong).left == 4);
    shop.open_codes();
    CHECK(shop.types(wrong).left == 3);
    shop.open_codes();
    const auto spaced = right.substr(0, 3) + " " + right.substr(3);
    CHECK(shop.types(spaced).what == verdict::approved);
    shop.open_codes();  // who did not hear of it asks again
    CHECK(shop.types(right).what == verdict::approved);
}

TEST_CASE("a code is good for ten minutes, and for who asked for it alone") {
    shop shop;
    shop.asks();
    const auto code = shop.sent_code();
    CHECK(shop.types(code, "stranger").what == verdict::expired);
    shop.clock.turn(code_validity);
    CHECK(shop.types(code).what == verdict::expired);
    CHECK(shop.owner("sms", phone).addresses.size() == 1);
}

TEST_CASE("a new code takes the place of the old") {
    shop shop;
    shop.asks();
    const auto old = shop.sent_code();
    shop.clock.turn(between_codes);
    shop.asks();
    const auto fresh = shop.sent_code();
    if (old != fresh) {
        CHECK(shop.types(old).what == verdict::wrong);
    }
    CHECK(shop.types(fresh).what == verdict::approved);
}

}  // namespace selat::gateway::test::verifications_test
