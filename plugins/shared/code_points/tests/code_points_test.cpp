#include "plugins/shared/code_points/code_points.hpp"

#include <catch2/catch.hpp>

using namespace code_points;

TEST_CASE("text is counted in UTF-16 code units") {
    CHECK(length_of("abc") == 3);
    CHECK(length_of("é你") == 2);
    CHECK(length_of("👋") == 2);
    CHECK(length_of("a😀") == 3);
    CHECK(length_of("a\u00e9\u4e2d👋") == 5);
}

TEST_CASE("a place in UTF-16 is found in UTF-8") {
    CHECK(byte_at("a👋b", 0) == 0);
    CHECK(byte_at("a👋b", 1) == 1);
    CHECK(byte_at("a👋b", 2) == 1);
    CHECK(byte_at("a👋b", 3) == 5);
    CHECK(byte_at("a👋b", 4) == 6);
    CHECK(byte_at("a👋b", 99) == 6);
}

TEST_CASE("a cut never splits a character") {
    CHECK(cut("abcdef", 6) == "abcdef");
    CHECK(cut("abcdef", 5) == "abcd…");
    CHECK(cut("a👋👋", 4) == "a👋…");
    CHECK(cut("ab👋👋", 5) == "ab👋…");
    CHECK(cut("ab👋👋", 4) == "ab…");
    CHECK(cut("👋👋", 1) == "…");
    CHECK(cut("short", 5) == "short");
    CHECK(cut("longer", 5) == "long…");
    CHECK(cut("abc", 3) == "abc");
    CHECK(cut("abcd", 3) == "ab…");
    CHECK(cut("a😀bc", 4) == "a😀…");
    CHECK(cut("é😀é", 3) == "é…");
    CHECK(cut("abc", 0).empty());
}
