#include "moment.hpp"

#include <catch2/catch.hpp>

TEST_CASE("times are read as providers write them") {
    constexpr std::int64_t at = 1'700'000'000'000;
    for (const auto* text :
         {"1700000000", "1700000000000", "1700000000.0", "2023-11-14T22:13:20Z",
          "2023-11-14T22:13:20", "2023-11-14 22:13:20", "2023/11/14 22:13:20",
          "2023-11-14T22:13:20.000Z", "2023-11-14T22:13:20.000+0000", "2023-11-14T23:13:20+01:00",
          "2023-11-14T17:13:20.000000-0500", "2023-11-15T06:13:20+08"}) {
        CAPTURE(text);
        CHECK(http::read_moment(text) == at);
    }
    CHECK(http::read_moment("2023-11-14T22:13:20.25Z") == at + 250);
    CHECK(http::read_moment("2024-02-29 00:00") == 1'709'164'800'000);
}

TEST_CASE("what is no time is none") {
    for (const auto* text : {"", "yesterday", "-5", "0", "1e300", "nan", "2023-13-01 00:00",
                             "2023-11-14", "2023-11-14T22:13:20 o'clock", "9999-01-01T00:00:00Z"}) {
        CAPTURE(text);
        CHECK(http::read_moment(text) == 0);
    }
}
