// One-time codes: how many, how long, and what becomes of them when something does not go well.

#include "code_shop.hpp"

namespace selat::gateway::test::code_refusals_test {

TEST_CASE("one number gets a code in half a minute and five an hour, from whoever asks") {
    shop shop;
    CHECK(shop.asks("a").what == verdict::pending);
    const auto soon = shop.asks("b");
    CHECK(soon.what == verdict::refused);
    CHECK(soon.why == code::throttled);
    CHECK(soon.retry_after == 30'000);
    for (const auto* each : {"c", "d", "e", "f"}) {
        shop.clock.turn(between_codes);
        CHECK(shop.asks(each).what == verdict::pending);
    }
    shop.clock.turn(between_codes);
    const auto many = shop.asks("g");
    CHECK(many.why == code::throttled);
    CHECK(many.retry_after == 3'600'000 - 5 * 30'000);
    shop.open_codes();  // a restart forgets none of them
    CHECK(shop.asks("g").why == code::throttled);
    shop.clock.turn(model::duration{static_cast<std::int64_t>(many.retry_after)});
    CHECK(shop.asks("g").what == verdict::pending);
}

TEST_CASE("one visitor asks for five an hour, to whatever numbers") {
    shop shop;
    for (int n = 0; n < 5; ++n) {
        CHECK(shop.asks("visitor", phone + std::to_string(n)).what == verdict::pending);
        shop.clock.turn(between_codes);
    }
    CHECK(shop.asks("visitor", phone + "9").why == code::throttled);
    CHECK(shop.asks("other", phone + "9").what == verdict::pending);
}

TEST_CASE("a code is refused with the reason") {
    shop shop;
    CHECK(shop.asks("visitor", phone, "line").why == code::not_found);
    CHECK(shop.asks("visitor", "").why == code::invalid);
    CHECK(shop.asks("visitor", "+60 12").why == code::invalid);
    CHECK(shop.texts.empty());
    shop.sms->edit().capabilities.text.max = 0;
    CHECK(shop.asks().why == code::unsupported);
    shop.sms->edit().capabilities.text.max = 100;
    shop.store.fail(true);
    CHECK(shop.asks().why == code::unavailable);
    shop.store.fail(false);
    shop.writes("sms", phone);
    work stop;
    act::address_update update;
    update.address = phone;
    update.reach = model::reach::opted_out;
    stop.what = engine::input::address{"sms", update};
    shard::post(shop.shard_parts, "sms", phone, std::move(stop));
    shop.settle();
    CHECK(shop.asks().why == code::opted_out);
    CHECK(shop.texts.empty());
}

TEST_CASE("who asked hears when the code cannot be delivered, and it is good no more") {
    shop shop;
    shop.fails = code::not_found;
    CHECK(shop.asks().what == verdict::pending);
    const auto failed = shop.next();
    CHECK(failed.what == verdict::failed);
    CHECK(failed.why == code::not_found);
    CHECK(failed.tag == "ask");
    CHECK(shop.types(shop.sent_code()).what == verdict::expired);
}

TEST_CASE("a code that is no longer good does not go out, and who asked hears so") {
    shop shop;
    shop.fails = code::unavailable;
    const auto asked = shop.asks();
    CHECK(asked.what == verdict::pending);
    shop.run_until([&] {
        const std::lock_guard lock(shop.guard);
        return shop.texts.size() == 1;
    });
    shop.settle();
    shop.parts->channels.erase("sms");  // out of order for a while
    shop.clock.turn(code_validity);
    shop.settle();
    shop.parts->channels["sms"] = shop.sms;
    shop.fails = code::ok;
    shop.clock.turn(model::duration{60'000});
    const auto failed = shop.next();
    CHECK(failed.what == verdict::failed);
    CHECK(failed.why == code::timeout);
    CHECK(failed.id == asked.id);
    CHECK(shop.texts.size() == 1);
}

TEST_CASE("a check that could not be written down does not count, and can be made again") {
    shop shop;
    shop.asks();
    const auto code = shop.sent_code();
    shop.store.fail(true);
    CHECK(shop.types(code).what == verdict::unchecked);
    shop.store.fail(false);
    CHECK(shop.types(code).what == verdict::approved);
}

TEST_CASE("a wrong code that could not be written down takes no attempt, not even the last") {
    shop shop;
    shop.asks();
    const auto code = shop.sent_code();
    const auto wrong = shop.wrong_code();
    const auto types_in_vain = [&] {
        shop.store.fail(true);
        const auto heard = shop.types(wrong);
        shop.store.fail(false);
        CHECK(heard.what == verdict::unchecked);
        return heard.left;
    };
    CHECK(types_in_vain() == 5);
    for (std::uint32_t left = 4; left > 0; --left) {
        CHECK(shop.types(wrong).left == left);
    }
    CHECK(types_in_vain() == 1);
    CHECK(shop.types(code).what == verdict::approved);
}

TEST_CASE("codes that nobody needs any more are forgotten") {
    shop shop;
    shop.asks();
    shop.sent_code();
    shop.settle();
    CHECK(jobs(shop).size() == 1);
    shop.clock.turn(codes_counted);
    shop.settle();
    CHECK(jobs(shop).empty());
}

TEST_CASE("a code that is sent or checked while the clock jumps is forgotten after its answer") {
    shop shop;
    shop.asks("first", phone + "1");
    const auto code = shop.sent_code();
    shop.settle();
    const bool is_typed = GENERATE(true, false);
    shop.store.close();
    if (is_typed) {
        shop.serial_call(act::verify_code{"type", "first", code});
    } else {
        shop.serial_call(act::verify{"ask", "second", "sms", phone + "2", "en", "Shop", ""});
    }
    shop.run_until([&] { return shop.store.waiting() != 0; });
    shop.clock.turn(codes_counted);
    shop.store.open();
    CHECK(shop.next().what == (is_typed ? verdict::approved : verdict::pending));
    shop.run_until([&] { return shop.outbox->waiting() == 0; });
    shop.settle();
    CHECK(jobs(shop).empty());
}

TEST_CASE("a code says who asks, in the customer's language, within one SMS") {
    CHECK(code_words("en-GB", "Shop", "123456", "") ==
          "123456 is your code for Shop. It is valid for 10 minutes. Do not share it.");
    CHECK(code_words("ms", "", "123456", "").starts_with("123456 ialah kod anda."));
    CHECK(code_words("id-ID", "Toko", "123456", "").find("Toko") != std::string::npos);
    CHECK(code_words("zh-Hans", "", "123456", "").find("123456") != std::string::npos);
    CHECK(code_words("TA", "", "123456", "").find("123456") != std::string::npos);
    CHECK(code_words("fr", "", "123456", "").starts_with("123456 is your code."));
    CHECK(code_words("en", "", "123456", "evil\n.example").ends_with("share it."));
    CHECK(code_words("en", "{0}{1}", "123456", "").find("{0}{1}") != std::string::npos);
    CHECK(typed_code(" 123-456 ") == "123456");
    for (int n = 0; n < 100; ++n) {
        const auto code = make_code();
        CHECK(code.size() == 6);
        CHECK(code.find_first_not_of("0123456789") == std::string::npos);
    }
}

}  // namespace selat::gateway::test::code_refusals_test
