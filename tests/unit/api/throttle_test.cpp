#include "host/api/throttle.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::api;

namespace {

constexpr model::time start = model::from_ms(1'800'000'000'000);
constexpr model::duration second{1000};

}  // namespace

TEST_CASE("attempts beyond the limit wait for the end of the window") {
    throttle throttle({2, 10 * second, 100});
    CHECK_FALSE(throttle.attempt("a", start));
    CHECK_FALSE(throttle.attempt("a", start + second));
    CHECK(throttle.attempt("a", start + 4 * second) == 6 * second);
    CHECK_FALSE(throttle.attempt("b", start + 4 * second));
    CHECK_FALSE(throttle.attempt("a", start + 10 * second));
}

TEST_CASE("a good attempt does not count, and forgetting forgets all") {
    throttle throttle({1, 10 * second, 100});
    CHECK_FALSE(throttle.attempt("a", start));
    throttle.forgive("a");
    CHECK_FALSE(throttle.attempt("a", start));
    CHECK(throttle.attempt("a", start));
    throttle.forget("a");
    CHECK_FALSE(throttle.attempt("a", start));
}

TEST_CASE("memory is bounded, and who keeps trying is remembered in it") {
    throttle throttle({1, 3600 * second, 10});
    CHECK_FALSE(throttle.attempt("steady", start));
    for (int i = 0; i < 1000; ++i) {
        throttle.attempt("key" + std::to_string(i), start);
        CHECK(throttle.attempt("steady", start));
    }
    CHECK(throttle.size() <= 20);
    CHECK_FALSE(throttle.attempt("key0", start));
}

TEST_CASE("an address of IPv6 stands for its network, one of IPv4 for itself") {
    log_in_guard guard;
    const auto exhaust = [&guard](const std::string& prefix) {
        for (int i = 0; i < 60; ++i) {
            REQUIRE_FALSE(
                guard.attempt(prefix + std::to_string(i), "2001:db8::" + std::to_string(i), start));
        }
    };
    exhaust("e");
    CHECK(guard.attempt("new", "2001:db8::ffff", start));
    CHECK_FALSE(guard.attempt("new", "2001:db8:0:1::1", start));
    CHECK_FALSE(guard.attempt("new", "192.0.2.1", start));
}

TEST_CASE("an e-mail is the same in any case") {
    log_in_guard guard;
    for (int i = 0; i < 10; ++i) {
        REQUIRE_FALSE(guard.attempt("aminah@example.com", "192.0.2." + std::to_string(i), start));
    }
    CHECK(guard.attempt("AMINAH@Example.com", "192.0.2.99", start));
    guard.succeeded("Aminah@example.com", "192.0.2.99");
    CHECK_FALSE(guard.attempt("aminah@example.com", "192.0.2.99", start));
}
