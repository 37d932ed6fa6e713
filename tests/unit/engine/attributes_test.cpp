// Attributes merge, within bounds.

#include "host/engine/attributes.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace selat;
using nlohmann::json;

TEST_CASE("a patch merges as RFC 7396 says") {
    const auto merged = engine::merged(R"({"a":1,"b":{"c":1,"d":2}})", R"({"a":null,"b":{"c":3}})");
    REQUIRE(merged);
    CHECK(json::parse(*merged) == json{{"b", {{"c", 3}, {"d", 2}}}});
}

TEST_CASE("claims fill in what is not there") {
    const auto claimed = engine::claimed(R"({"a":1})", R"({"a":2,"b":3})");
    REQUIRE(claimed);
    CHECK(json::parse(*claimed) == json{{"a", 1}, {"b", 3}});
}

TEST_CASE("what is no object of bounded depth and size is refused") {
    const std::string deep =
        R"({"a":)" + std::string(200'000, '[') + std::string(200'000, ']') + "}";
    const std::string large = json{{"b", std::string(70'000, 'x')}}.dump();
    for (const auto& patch : {std::string("[]"), std::string("{"), std::string("1"), std::string(),
                              std::string("{\"a\":\"\xff\"}"), deep, large}) {
        INFO(patch.substr(0, 40));
        CHECK_FALSE(engine::merged(R"({"a":1})", patch));
        CHECK_FALSE(engine::claimed(R"({"a":1})", patch));
    }
}

TEST_CASE("attributes that are too large already may shrink") {
    const std::string large = json{{"a", std::string(70'000, 'x')}, {"b", 1}}.dump();
    CHECK(engine::merged(large, R"({"b":null})"));
    CHECK_FALSE(engine::merged(large, R"({"c":1})"));
}

TEST_CASE("attributes that cannot be read begin anew") {
    CHECK(engine::merged("nonsense", R"({"a":1})").value() == R"({"a":1})");
}
