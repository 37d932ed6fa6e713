#include "host/store/sqlite/key.hpp"
#include "host/store/sqlite/seen_filter.hpp"

#include <catch2/catch.hpp>

using selat::store::sqlite::key_of;
using selat::store::sqlite::seen_filter;

TEST_CASE("what was added is never called new, and few others are called old") {
    seen_filter filter(1);
    for (std::uint64_t i = 1; i <= 200'000; ++i) {
        filter.add(i, key_of("line", std::to_string(i)));
    }
    int missed = 0;
    int wrong = 0;
    for (std::uint64_t i = 1; i <= 200'000; ++i) {
        missed += filter.ask(key_of("line", std::to_string(i))).maybe ? 0 : 1;
        wrong += filter.ask(key_of("sms", std::to_string(i))).maybe ? 1 : 0;
    }
    CHECK(missed == 0);
    CHECK(wrong < 400);
}

TEST_CASE("deliveries of before are asked for until they are loaded") {
    seen_filter filter(1000);
    CHECK(filter.ask(key_of("line", "x")).below == 1000);
    filter.load(500, key_of("line", "x"));
    filter.covered(1000, 400);
    CHECK(filter.ask(key_of("line", "x")).maybe);
    CHECK(filter.ask(key_of("line", "y")).below == 400);
}

TEST_CASE("the oldest are forgotten when there are too many, and then are asked for") {
    seen_filter filter(1);
    const std::uint64_t far = (std::uint64_t{32} << 19) + 5;
    filter.covered(1, 0);
    filter.add(3, key_of("line", "old"));
    filter.add(far, key_of("line", "new"));
    CHECK(filter.ask(key_of("line", "new")).maybe);
    const auto old = filter.ask(key_of("line", "old"));
    CHECK((old.maybe || old.below > 3));
}
