// Hours of a day by a clock that may be put forward and back.

#include "host/model/quiet_hours.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace std::chrono_literals;

namespace {

model::time at(const char* text) { return *model::parse_rfc3339(text); }

std::string until(const model::quiet_hours& quiet, const char* now) {
    const auto end = quiet.end(at(now));
    return end ? model::to_rfc3339(*end) : "none";
}

// Eight hours ahead of UTC, always.
const model::place_clock kuala_lumpur{{{model::time{}, 8h}}};

// One hour ahead, in the summer of 2026 two: from 01:00 UTC on 29 March until 01:00 UTC on 25
// October.
const model::place_clock berlin{
    {{model::time{}, 1h}, {at("2026-03-29T01:00:00Z"), 2h}, {at("2026-10-25T01:00:00Z"), 1h}}};

}  // namespace

TEST_CASE("quiet hours end at their hour, on whichever day that is") {
    const model::quiet_hours night{21h, 8h, kuala_lumpur};
    CHECK(until(night, "2026-03-02T12:59:59.999Z") == "none");
    CHECK(until(night, "2026-03-02T13:00:00Z") == "2026-03-03T00:00:00.000Z");
    CHECK(until(night, "2026-03-02T15:59:00Z") == "2026-03-03T00:00:00.000Z");
    CHECK(until(night, "2026-03-02T16:01:00Z") == "2026-03-03T00:00:00.000Z");
    CHECK(until(night, "2026-03-02T23:59:59.999Z") == "2026-03-03T00:00:00.000Z");
    CHECK(until(night, "2026-03-03T00:00:00Z") == "none");
    const model::quiet_hours noon{12h, 13h + 30min, kuala_lumpur};
    CHECK(until(noon, "2026-03-02T03:59:00Z") == "none");
    CHECK(until(noon, "2026-03-02T04:00:00Z") == "2026-03-02T05:30:00.000Z");
    CHECK(until(noon, "2026-03-02T05:30:00Z") == "none");
}

TEST_CASE("it is known when quiet hours begin next") {
    const model::quiet_hours night{21h, 8h, kuala_lumpur};
    CHECK(night.begin(at("2026-03-02T02:00:00Z")) == at("2026-03-02T13:00:00Z"));
    CHECK(night.begin(at("2026-03-02T13:00:00Z")) == at("2026-03-03T13:00:00Z"));
}

TEST_CASE("without hours it is never quiet, and without a clock they are UTC's") {
    const model::quiet_hours none;
    CHECK_FALSE(none.any());
    CHECK_FALSE(none.end(at("2026-03-02T23:00:00Z")));
    CHECK_FALSE(none.begin(at("2026-03-02T23:00:00Z")));
    CHECK(until({22h, 6h, {}}, "2026-03-02T23:00:00Z") == "2026-03-03T06:00:00.000Z");
}

TEST_CASE("a night in which the clock is put forward or back ends at its hour") {
    const model::quiet_hours night{22h, 7h, berlin};
    CHECK(until(night, "2026-03-28T22:30:00Z") == "2026-03-29T05:00:00.000Z");
    CHECK(until(night, "2026-10-24T21:30:00Z") == "2026-10-25T06:00:00.000Z");
}

TEST_CASE("an hour that the clock skips is the moment at which it does") {
    const model::quiet_hours night{22h, 2h + 30min, berlin};
    CHECK(until(night, "2026-03-28T23:30:00Z") == "2026-03-29T01:00:00.000Z");
    CHECK(until(night, "2026-03-29T01:00:00Z") == "none");
}

TEST_CASE("an hour that comes twice is the first of them") {
    const model::quiet_hours night{22h, 2h + 30min, berlin};
    CHECK(until(night, "2026-10-24T23:30:00Z") == "2026-10-25T00:30:00.000Z");
}

TEST_CASE("whenever it is quiet, it is so until the end that is told, and not then") {
    for (const auto& clock : {kuala_lumpur, berlin}) {
        for (const auto from : {0min, 90min, 600min, 1'320min}) {
            for (const auto to : {30min, 150min, 420min, 1'439min}) {
                const model::quiet_hours quiet{from, to, clock};
                for (auto now = at("2026-03-28T00:00:00Z"); now < at("2026-03-31T00:00:00Z");
                     now += 30min) {
                    const auto end = quiet.end(now);
                    if (!end) {
                        REQUIRE(*quiet.begin(now) > now);
                        REQUIRE(quiet.end(*quiet.begin(now)));
                        continue;
                    }
                    REQUIRE(*end > now);
                    REQUIRE(quiet.end(*end - 1ms));
                    REQUIRE_FALSE(quiet.end(*end));
                }
            }
        }
    }
}
