#include "liquid/clock_time.hpp"

#include <catch2/catch.hpp>

namespace {

using studio::liquid::json;
using studio::liquid::read_time;
using studio::liquid::write_time;

constexpr std::int64_t now_ms = 1'772'700'000'123;  // Thursday 2026-03-05 08:40:00.123 UTC

std::string shown(const json& time, std::string_view format) {
    const auto read = read_time(time, now_ms);
    return read ? write_time(*read, format) : "none";
}

}  // namespace

TEST_CASE("times are written as strftime does") {
    struct row {
        const char* format;
        const char* result;
    };
    for (const auto& [format, result] : std::vector<row>{
             {"%Y-%m-%d %H:%M:%S", "2026-03-05 08:40:00"},
             {"%a %A %b %B %h", "Thu Thursday Mar March Mar"},
             {"%y %C %e %j", "26 20  5 064"},
             {"%I:%M %p %P %l %k", "08:40 AM am  8  8"},
             {"%-d/%-m %_m %0e", "5/3  3 05"},
             {"%^a %^B %10A", "THU MARCH   Thursday"},
             {"%s %L %N %3N", "1772700000 123 123000000 123"},
             {"%u %w %U %W %V %G %g", "4 4 09 09 10 2026 26"},
             {"%z %:z %Z", "+0000 +00:00 UTC"},
             {"%D %F %T %R %x %X", "03/05/26 2026-03-05 08:40:00 08:40 03/05/26 08:40:00"},
             {"%r|%c|%v", "08:40:00 AM|Thu Mar  5 08:40:00 2026| 5-MAR-2026"},
             {"100%% %n%t|%Q|%", "100% \n\t|%Q|%"},
         }) {
        INFO(format);
        CHECK(shown("now", format) == result);
    }
}

TEST_CASE("times are read as people and systems write them") {
    struct row {
        json time;
        const char* result;
    };
    for (const auto& [time, result] : std::vector<row>{
             {"now", "2026-03-05 08:40:00 +0000"},
             {"today", "2026-03-05 08:40:00 +0000"},
             {0, "1970-01-01 00:00:00 +0000"},
             {"1772700000", "2026-03-05 08:40:00 +0000"},
             {-1, "1969-12-31 23:59:59 +0000"},
             {"2024-02-29", "2024-02-29 00:00:00 +0000"},
             {"2024-02-29T13:05:09Z", "2024-02-29 13:05:09 +0000"},
             {"2024-02-29T13:05:09.250+08:00", "2024-02-29 13:05:09 +0800"},
             {"2024-02-29 13:05:09 -0430", "2024-02-29 13:05:09 -0430"},
             {"29/02/2024 01:05 pm", "2024-02-29 13:05:00 +0000"},
             {"12:00", "none"},
             {"March 14, 2016", "2016-03-14 00:00:00 +0000"},
             {"14 Mar 2016 12:30", "2016-03-14 12:30:00 +0000"},
             {"Tue, 15 Mar 2016 12:30:00 GMT", "2016-03-15 12:30:00 +0000"},
             {"2023-02-29", "none"},
             {"soon", "none"},
             {"", "none"},
             {nullptr, "none"},
             {1e300, "none"},
         }) {
        INFO(time.dump());
        CHECK(shown(time, "%Y-%m-%d %H:%M:%S %z") == result);
    }
}

TEST_CASE("weeks at the turn of the year are those of ISO 8601") {
    CHECK(shown("2021-01-03", "%G-W%V-%u") == "2020-W53-7");
    CHECK(shown("2024-12-30", "%G-W%V-%u") == "2025-W01-1");
    CHECK(shown("2023-01-01", "%G-W%V-%u") == "2022-W52-7");
}
