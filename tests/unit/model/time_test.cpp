// Times as RFC 3339 writes them.

#include <random>

#include "host/model/time.hpp"

#include <catch2/catch.hpp>

using namespace selat::model;

TEST_CASE("a time is written in UTC with milliseconds") {
    CHECK(to_rfc3339(from_ms(0)) == "1970-01-01T00:00:00.000Z");
    CHECK(to_rfc3339(from_ms(1'700'000'000'123)) == "2023-11-14T22:13:20.123Z");
    CHECK(to_rfc3339(from_ms(951'782'400'007)) == "2000-02-29T00:00:00.007Z");
    CHECK(to_rfc3339(from_ms(-1)) == "1969-12-31T23:59:59.999Z");
    CHECK(to_rfc3339(from_ms(253'402'300'799'999)) == "9999-12-31T23:59:59.999Z");
    CHECK(to_rfc3339(from_ms(-62'167'219'200'000)) == "0000-01-01T00:00:00.000Z");
    CHECK(to_rfc3339(from_ms(300'000'000'000'000)).size() == 24);
}

TEST_CASE("a time reads back as itself") {
    std::mt19937_64 random(1);
    for (int i = 0; i < 2000; ++i) {
        const auto at = from_ms(static_cast<std::int64_t>(random() % 4'000'000'000'000));
        REQUIRE(parse_rfc3339(to_rfc3339(at)) == at);
    }
}

TEST_CASE("every form that RFC 3339 knows is read") {
    struct {
        const char* text;
        std::int64_t ms;
    } const cases[] = {{"2023-11-14T22:13:20Z", 1'700'000'000'000},
                       {"2023-11-14T22:13:20.1Z", 1'700'000'000'100},
                       {"2023-11-14T22:13:20.123456789Z", 1'700'000'000'123},
                       {"2023-11-14t22:13:20.5z", 1'700'000'000'500},
                       {"2023-11-14 22:13:20Z", 1'700'000'000'000},
                       {"2023-11-15T06:13:20+08:00", 1'700'000'000'000},
                       {"2023-11-14T18:43:20.250-03:30", 1'700'000'000'250},
                       {"2023-11-14T22:13:20-00:00", 1'700'000'000'000},
                       {"2016-12-31T23:59:60Z", 1'483'228'800'000}};
    for (const auto& each : cases) {
        INFO(each.text);
        const auto read = parse_rfc3339(each.text);
        REQUIRE(read);
        CHECK(to_ms(*read) == each.ms);
    }
}

TEST_CASE("a day is one that there is") {
    CHECK(is_day("2024-07-31"));
    CHECK(is_day("2024-02-29"));
    for (const auto* text : {"", "never", "2023-02-29", "2024-7-31", "24-07-31", "2024-07-31 ",
                             "2024-07-31T00:00:00Z"}) {
        INFO(text);
        CHECK_FALSE(is_day(text));
    }
}

TEST_CASE("what is no time is refused") {
    for (const auto* text : {"",
                             "2023",
                             "2023-11-14",
                             "2023-11-14T22:13:20",
                             "2023-11-14T22:13Z",
                             "2023-13-14T22:13:20Z",
                             "2023-02-29T22:13:20Z",
                             "2023-11-14T24:13:20Z",
                             "2023-11-14T22:60:20Z",
                             "2023-11-14T22:13:61Z",
                             "2023-11-14T22:13:20.Z",
                             "2023-11-14T22:13:20Zx",
                             "2023-11-14T22:13:20+08",
                             "2023-11-14T22:13:20+08:0",
                             "2023-11-14T22:13:20+0800",
                             "2023-11-14T22:13:20+24:00",
                             "2023-11-14T22:13:20+08:60",
                             "2023/11/14T22:13:20Z",
                             "2023-11-14X22:13:20Z",
                             "+023-11-14T22:13:20Z",
                             "2023-11-14T22:13:20.5",
                             "2023-11-14T22:13:20.5+",
                             "2023-11-14T-1:13:20Z"}) {
        INFO(text);
        CHECK_FALSE(parse_rfc3339(text));
    }
}
