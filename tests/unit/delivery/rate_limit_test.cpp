#include "host/delivery/address_rates.hpp"
#include "host/delivery/rate_limit.hpp"

#include <catch2/catch.hpp>

using selat::delivery::rate_limit;
using selat::model::duration;
using clock_time = selat::model::time;

namespace {

constexpr clock_time start{duration{1'700'000'000'000}};

clock_time at(std::int64_t ms) { return start + duration{ms}; }

int taken(rate_limit& rate, clock_time now, int wanted) {
    int count = 0;
    while (count < wanted && rate.take(now)) {
        ++count;
    }
    return count;
}

}  // namespace

TEST_CASE("a second's worth goes at once, then one by one") {
    rate_limit rate(5);
    CHECK(taken(rate, at(0), 100) == 5);
    CHECK(rate.next(at(0)) == at(200));
    CHECK_FALSE(rate.take(at(199)));
    CHECK(rate.take(at(200)));
    CHECK_FALSE(rate.take(at(200)));
    CHECK(taken(rate, at(1'200), 100) == 5);
}

TEST_CASE("a rest does not save up more than a second's worth") {
    rate_limit rate(5);
    CHECK(taken(rate, at(0), 100) == 5);
    CHECK(taken(rate, at(3'600'000), 100) == 5);
}

TEST_CASE("less than one a second still lets the first go at once") {
    rate_limit rate(0.5);
    CHECK(rate.take(at(0)));
    CHECK_FALSE(rate.take(at(1'999)));
    CHECK(rate.next(at(1'999)) == at(2'000));
    CHECK(rate.take(at(2'000)));
}

TEST_CASE("without a limit everything goes, unless the provider asked for a pause") {
    rate_limit rate(0);
    CHECK(taken(rate, at(0), 10'000) == 10'000);
    CHECK(rate.next(at(0)) == at(0));
    rate.pause(at(500));
    CHECK_FALSE(rate.take(at(499)));
    CHECK(rate.next(at(499)) == at(500));
    CHECK(rate.take(at(500)));
}

TEST_CASE("a shorter pause does not end a longer one") {
    rate_limit rate(10);
    rate.pause(at(1'000));
    rate.pause(at(400));
    CHECK_FALSE(rate.take(at(999)));
    CHECK(rate.take(at(1'000)));
}

TEST_CASE("a clock that goes back gives nothing and takes nothing") {
    rate_limit rate(1);
    CHECK(rate.take(at(10'000)));
    CHECK_FALSE(rate.take(at(0)));
    CHECK(rate.take(at(11'000)));
}

TEST_CASE("a clock that was set back an hour holds nothing up for an hour") {
    rate_limit rate(1);
    CHECK(rate.take(at(3'600'000)));
    CHECK(rate.next(at(0)) == at(1'000));
    CHECK(rate.take(at(1'000)));
    CHECK_FALSE(rate.take(at(1'000)));
}

TEST_CASE("a pause lasts as long as was asked for, also when the clock is set back") {
    rate_limit rate(0);
    CHECK(rate.take(at(3'600'000)));
    rate.pause(at(3'630'000));
    CHECK_FALSE(rate.take(at(0)));
    CHECK(rate.next(at(0)) == at(30'000));
    CHECK_FALSE(rate.take(at(29'999)));
    CHECK(rate.take(at(30'000)));
}

TEST_CASE("over any stretch no more goes than the rate and one burst allow") {
    for (const double per_second : {0.3, 1.0, 3.0, 7.5, 80.0, 1'000.0}) {
        INFO(per_second);
        rate_limit rate(per_second);
        std::int64_t now = 0;
        int count = 0;
        while (now < 20'000) {
            count += taken(rate, at(now), 1'000'000);
            const auto next = rate.next(at(now));
            REQUIRE(next > at(now));
            now = (next - start).count();
        }
        const double most = std::max(1.0, per_second) + per_second * 20;
        CHECK(count <= most + 1);
        CHECK(count >= most - per_second - 2);
    }
}

TEST_CASE("each address has a burst and a rate of its own") {
    selat::delivery::address_rates rates(0.5, 3);
    for (int i = 0; i < 3; ++i) {
        CHECK(rates.next("ann", at(0)) == at(0));
        rates.take("ann", at(0));
    }
    CHECK(rates.next("ann", at(0)) == at(2'000));
    CHECK(rates.next("ben", at(0)) == at(0));
    CHECK(rates.next("ann", at(2'000)) == at(2'000));
    rates.take("ann", at(2'000));
    CHECK(rates.next("ann", at(2'000)) == at(4'000));
}

TEST_CASE("addresses that have rested are forgotten") {
    selat::delivery::address_rates rates(1, 2);
    rates.take("ann", at(0));
    for (int i = 0; i < 5'000; ++i) {
        rates.take(std::to_string(i), at(0));
    }
    CHECK(rates.remembered() == 5'001);
    for (int i = 0; i < 5'000; ++i) {
        rates.take("later" + std::to_string(i), at(10'000));
    }
    CHECK(rates.remembered() == 5'000);
    selat::delivery::address_rates none;
    none.take("ann", at(0));
    CHECK(none.remembered() == 0);
    CHECK(none.next("ann", at(0)) == at(0));
}
