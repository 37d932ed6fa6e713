#include "../ids.hpp"
#include "../steps.hpp"
#include "../times.hpp"

#include <array>

#include <selat/plugin.hpp>

#include <catch2/catch.hpp>

TEST_CASE("times of any precision and offset are read") {
    CHECK(google::time_ms("2024-01-02T03:04:05Z") == 1704164645000);
    CHECK(google::time_ms("2024-01-02T03:04:05.123456789Z") == 1704164645123);
    CHECK(google::time_ms("2024-01-02T03:04:05.5Z") == 1704164645500);
    CHECK(google::time_ms("2024-01-02T11:04:05+08:00") == 1704164645000);
    CHECK(google::time_ms("2024-01-01T22:04:05-05:00") == 1704164645000);
    for (const auto* text : {"", "yesterday", "2024-02-30T03:04:05Z", "2024-01-02", "1704164645",
                             "2024-01-02T03:04:05", "2024-01-02T03:04:05+0800"}) {
        INFO(text);
        CHECK(google::time_ms(text) == 0);
    }
}

TEST_CASE("ids go into paths without leaving their place, and no handle with them") {
    CHECK(google::in_path("+15550100") == "+15550100");
    CHECK(google::in_path("a/../b?c#{{secret:x}}") == "a%2F..%2Fb%3Fc%23%7B%7Bsecret:x%7D%7D");
    CHECK(google::in_query("a+b&c=d") == "a%2Bb%26c%3Dd");
    CHECK(google::last_of("conversations/c1/messages/m1") == "m1");
    CHECK(google::last_of("m1") == "m1");
}

TEST_CASE("a UUID is one of version 4, and another stands beside it always") {
    const std::array<std::uint8_t, 16> bytes{};
    CHECK(google::uuid(bytes) == "00000000-0000-4000-8000-000000000000");
    CHECK(google::beside("ab0") == "ab1");
    CHECK(google::beside("ab1") == "ab0");
    CHECK(google::beside("abf") == "ab0");
}

TEST_CASE("steps travel whole in a context, and without their bodies where that is too small") {
    google::steps all;
    all.to = "c1";
    all.ids = {"m0"};
    all.renewed = true;
    all.left = {{.what = "joined", .path = "/x", .body = "{}", .note = "Ana", .optional = true},
                {.what = "message", .method = "PATCH", .path = "/y", .body = "b", .id = "m1"}};
    const auto read = google::steps::read(all.written());
    CHECK(read.written() == all.written());
    CHECK_FALSE(read.cut_off);
    CHECK(read.left.at(1).method == "PATCH");
    CHECK(read.left.at(0).note == "Ana");

    all.left[1].body = std::string(SELAT_MAX_TEXT, 'x');
    CHECK(all.written().size() < SELAT_MAX_TEXT);
    const auto cut = google::steps::read(all.written());
    CHECK(cut.cut_off);
    CHECK(cut.left.at(1).id == "m1");
    CHECK(cut.left.at(1).body.empty());
}
