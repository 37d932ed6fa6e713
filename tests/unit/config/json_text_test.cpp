#include "support.hpp"

#include <random>

#include "host/config/json_text.hpp"

#include <catch2/catch.hpp>

using namespace selat::config;

namespace {

constexpr auto document = R"({
  "a": [1, {"b": "x,]}"}, [2, 3]],
  "c/d": {"e\"f": null, "~": true},
  "g": -1.5e3
})";

std::string at(std::string_view json, std::string_view pointer) {
    const auto place = place_of(json, pointer, "f");
    return std::to_string(place.line) + ":" + std::to_string(place.column);
}

}  // namespace

TEST_CASE("a pointer leads to the key of a member and to the value of an element") {
    CHECK(at(document, "") == "1:1");
    CHECK(at(document, "/a") == "2:3");
    CHECK(at(document, "/a/0") == "2:9");
    CHECK(at(document, "/a/1") == "2:12");
    CHECK(at(document, "/a/1/b") == "2:13");
    CHECK(at(document, "/a/2/1") == "2:31");
    CHECK(at(document, "/c~1d") == "3:3");
    CHECK(at(document, "/c~1d/e\"f") == "3:11");
    CHECK(at(document, "/c~1d/~0") == "3:25");
    CHECK(at(document, "/g") == "4:3");
}

TEST_CASE("a pointer that leads nowhere means the start") {
    for (const auto* pointer : {"/x", "/a/9", "/a/x", "/g/1", "/a/1/b/c", "/a/", "nonsense/"}) {
        INFO(pointer);
        CHECK(at(document, pointer) == "1:1");
    }
    CHECK(at("", "/a") == "1:1");
    CHECK(at("{\"a", "/a") == "1:1");
}

TEST_CASE("the scanner agrees with a parser on every value of a document") {
    const auto value = nlohmann::json::parse(document).flatten();
    for (const auto& [pointer, each] : value.items()) {
        INFO(pointer);
        CHECK(at(document, pointer) != "1:1");
    }
}

TEST_CASE("broken JSON never stops the scanner") {
    std::mt19937 random(3);
    const std::string letters = "{}[],:\"\\ ab10\n";
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (auto length = random() % 24; length > 0; --length) {
            text += letters[random() % letters.size()];
        }
        for (const auto* pointer : {"/a", "/0", "/a/b/0", "/1/1"}) {
            CHECK(place_of(text, pointer, "f").line >= 1);
        }
    }
}

TEST_CASE("what is not JSON has a place, and so has what is too deep") {
    std::vector<fault> faults;
    CHECK_FALSE(read_json("{\"a\": 1,\n  \"b\" 2}", "f.json", faults));
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].at.file == "f.json");
    CHECK(faults[0].at.line == 2);
    CHECK(faults[0].at.column == 7);
    faults.clear();
    CHECK_FALSE(read_json(std::string(100'000, '['), "f.json", faults));
    CHECK(faults.at(0).text == "not valid JSON: nested more than 200 deep");
    faults.clear();
    CHECK(read_json(document, "f.json", faults)->at("g") == -1500.0);
    CHECK(faults.empty());
}
