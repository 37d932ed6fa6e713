#include "conditions.hpp"
#include "pattern.hpp"
#include "unicode.hpp"

#include <catch2/catch.hpp>

TEST_CASE("conditions hold as Studio's do") {
    struct row {
        const char* left;
        const char* kind;
        const char* right;
        bool holds;
    };
    const std::vector<row> rows = {
        {"  Ejen ", "starts_with", "EJ", true},
        {"BAYAR bil", "contains", "bil", true},
        {"ya!", "equal_to", "ya", false},
        {"kata 42", "regex", "\\d+", false},
        {"kata 42", "regex", ".*\\d+", true},
        {"SI", "regex", "s[ií]", true},
        {"Dua", "matches_any_of", "satu, dua ,tiga", true},
        {"", "matches_any_of", "a,,b", true},
        {"7", "greater_than", "6.5", true},
        {"tujuh", "less_than", "9", false},
        {"\u00a0", "is_blank", "Is Blank", true},
        {"08:30", "is_before_time", "8:31", false},
        {"SÍ", "equal_to", "sí", true},
        {"ПРИВЕТ", "equal_to", "привет", true},
        {"ΣΊΣΥΦΟΣ", "equal_to", "σίσυφος", true},
        {"İ", "equal_to", "i", false},
        {" a ", "not_equal_to", "A", false},
        {"", "not_equal_to", "null", true},
        {"hello", "does_not_start_with", "HE", false},
        {"hello", "does_not_contain", "z", true},
        {"x", "does_not_match_any_of", "a, b", true},
        {"b", "does_not_match_any_of", "a, B", false},
        {"", "is_not_blank", "Is Not Blank", false},
        {"x", "is_not_blank", "", true},
        {"8", "less_than", "9", true},
        {"9", "less_than", "9", false},
        {" 10 ", "greater_than", "9", true},
        {"10", "greater_than", "", false},
        {"12abc", "greater_than", "9", false},
        {"", "equal_to", " ", true},
        {"08:30", "is_before_time", "08:31", true},
        {"08:31", "is_before_time", "08:31", false},
        {"23:59", "is_after_time", "08:31", true},
        {"25:00", "is_after_time", "08:31", false},
        {"2026-03-05", "is_before_date", "2026-03-06", true},
        {"2026-03-05", "is_after_date", "2026-02-28", true},
        {"2026-02-30", "is_after_date", "2026-01-01", false},
        {"foobar", "regex", "^(?=foo).*", true},
        {"foobar", "regex", "(unclosed", false},
        {"ab", "regex", "a|ab", true},
    };
    for (const auto& each : rows) {
        INFO(each.left << ' ' << each.kind << ' ' << each.right);
        const auto kind = studio::condition_of(each.kind);
        REQUIRE(kind);
        CHECK(studio::holds(*kind, each.left, each.right) == each.holds);
    }
}

TEST_CASE("there are no other conditions") {
    CHECK_FALSE(studio::condition_of("between"));
    CHECK_FALSE(studio::condition_of(""));
}

TEST_CASE("a pattern that never ends gives up") {
    const studio::pattern greedy("(a+)+b");
    REQUIRE(greedy.error().empty());
    CHECK_FALSE(greedy.matches(std::string(5'000, 'a')));
}

TEST_CASE("a broken pattern says where") {
    CHECK_FALSE(studio::pattern("[a-").error().empty());
    CHECK_FALSE(studio::pattern(std::string(9'000, 'x')).error().empty());
}

TEST_CASE("folding maps every case of a letter to one") {
    for (char32_t point = 0; point < 0x1'0000; ++point) {
        if (point >= 0xD800 && point < 0xE000) {
            continue;
        }
        std::string one;
        studio::append_point(one, point);
        const auto folded = studio::fold_case(one);
        INFO(static_cast<unsigned>(point));
        REQUIRE(studio::fold_case(folded) == folded);
    }
    CHECK(studio::fold_case("ẞ") == "ß");
    CHECK(studio::upper_case("ÿ") == "Ÿ");
    CHECK(studio::lower_case("Ａ") == "ａ");
}

TEST_CASE("broken UTF-8 passes through") {
    const std::string broken = "a\xC3\xFF\xE2\x82";
    CHECK(studio::fold_case(broken) == broken);
    CHECK(studio::length(broken) == 5);
    CHECK(studio::trim("\xFF ") == "\xFF");
}
