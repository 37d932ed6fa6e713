#include "host/routing/attributes.hpp"

#include <catch2/catch.hpp>

using selat::routing::attributes;

TEST_CASE("attributes are read as a tree") {
    const auto parsed = attributes::parse(
        R"({"a": {"b": [1, 2.5, "x", null, true]}, "s": "é", "n": -3, "a2": {}})");
    REQUIRE(parsed);
    const auto root = parsed->root();
    const auto list = root.member("a").member("b");
    CHECK(list.element(0).number() == 1);
    CHECK(list.element(0).integral());
    CHECK(list.element(1).number() == 2.5);
    CHECK_FALSE(list.element(1).integral());
    CHECK(list.element(2).text() == "x");
    CHECK(list.element(3).is_null());
    CHECK(list.element(4).boolean());
    CHECK_FALSE(list.element(5));
    CHECK(root.member("s").text() == "é");
    CHECK(root.member("n").number() == -3);
    CHECK(root.member("a2").kind() == attributes::kind::object);
    CHECK(root.member("missing").member("deeper").is_null());
}

TEST_CASE("of repeated members the last one counts") {
    const auto parsed = attributes::parse(R"({"a": 1, "b": 2, "a": 3})");
    CHECK(parsed->root().member("a").number() == 3);
}

TEST_CASE("what is no JSON object is refused with the place") {
    CHECK(attributes::parse(R"({"a": })").error().text == "not JSON at byte 7");
    for (const auto* text : {"", "[]", "1", "{", "{} x", "null", "\"x\""}) {
        INFO(text);
        CHECK_FALSE(attributes::parse(text));
    }
    CHECK_FALSE(attributes::parse("{\"a\":" + std::string(100'000, '[')));
    CHECK(attributes::parse_or_empty("oops").root().kind() == attributes::kind::object);
}

TEST_CASE("keys of values are equal exactly when the values are") {
    const auto parsed = attributes::parse(
        R"({"v": ["1", 1, 1.0, true, null, [1], ["1"], [], {}, {"a": 1}, {"b": 1}, "1;"]})");
    const auto list = parsed->root().member("v");
    for (std::size_t i = 0; i < 12; ++i) {
        for (std::size_t k = 0; k < 12; ++k) {
            std::string left;
            std::string right;
            list.element(i).append_key(left);
            list.element(k).append_key(right);
            const bool same_number = (i == 1 || i == 2) && (k == 1 || k == 2);
            INFO(left << " " << right);
            CHECK((left == right) == (i == k || same_number));
        }
    }
}
