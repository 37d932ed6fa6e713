#include "condition.hpp"
#include "path.hpp"

#include <catch2/catch.hpp>

using namespace http;

namespace {

const json all = json::parse(R"({
    "body": {"a": {"b": [{"c": 1}, {"c": "two"}]}, "x.y": true, "empty": "", "n": null},
    "query": {"q": "1"}, "header": {"x-id": "h"}, "text": {"all": "raw"}})");

std::string at(const char* where) {
    return as_text(path(where, place("here")).find({all, all["body"]}));
}

std::string fault_of(const char* where) {
    try {
        path(where, place("here"));
    } catch (const selat::refusal& refused) {
        CHECK(refused.code == selat::code::config);
        return refused.text;
    }
    return {};
}

}  // namespace

TEST_CASE("a path leads into the item, the body, the query, a header or the text") {
    CHECK(at("a.b[0].c") == "1");
    CHECK(at("a.b[-1].c") == "two");
    CHECK(at("$.a.b[1].c") == "two");
    CHECK(at("['x.y']") == "true");
    CHECK(at("@query.q") == "1");
    CHECK(at("@header.x-id") == "h");
    CHECK(at("@text.all") == "raw");
    const json text = "word";
    CHECK(as_text(path(".", place("here")).find({all, text})) == "word");
}

TEST_CASE("a path to nothing is nothing, whatever is in the way") {
    for (const auto* where :
         {"a.z", "a.b[7]", "a.b[-7]", "a.b.c", "empty.x", "n.x", "@query.none"}) {
        CAPTURE(where);
        CHECK(at(where).empty());
    }
}

TEST_CASE("a star leads to each, and what is no list is one") {
    const view in{all, all["body"]};
    CHECK(path("a.b[*]", place("here")).all(in).size() == 2);
    CHECK(path("a[*]", place("here")).all(in).size() == 1);
    CHECK(path("z[*]", place("here")).all(in).empty());
}

TEST_CASE("a wrong path is told with its place") {
    CHECK(fault_of("a.b[0") == "here: the path lacks a ]");
    CHECK(fault_of("a..b") == "here: the path has two dots");
    CHECK(fault_of("a.") == "here: the path ends with a dot");
    CHECK(fault_of("a[x]") == "here: in [ ] stands a number, * or 'a name'");
    CHECK(fault_of("@cookie.a") == "here: a path begins with a name, $, @query, @header or @text");
    CHECK(fault_of("$a") == "here: after $ comes . or [");
}

TEST_CASE("the first of several paths that leads to something counts, and filters change it") {
    const view in{all, all["body"]};
    CHECK(field(json{"empty", "n", "a.b[1].c|upper"}, place("here"), nullptr).text(in) == "TWO");
    CHECK(field(json("@query.q|digits"), place("here"), nullptr).text(in) == "1");
    CHECK_THROWS_AS(field(json("a|reverse"), place("here"), nullptr), selat::refusal);
}

TEST_CASE("a condition wants values, presence or absence") {
    const view in{all, all["body"]};
    const auto holds = [&](const json& what) { return condition(what, place("here")).holds(in); };
    CHECK(holds({{"a.b[0].c", 1}}));
    CHECK(holds({{"a.b[0].c", {"0", "1"}}}));
    CHECK_FALSE(holds({{"a.b[0].c", 2}}));
    CHECK(holds({{"['x.y']", true}}));
    CHECK(holds({{"a", "*"}, {"z", nullptr}, {"empty", nullptr}}));
    CHECK_FALSE(holds({{"z", "*"}}));
    CHECK_FALSE(holds({{"a.b[0].c", 1}, {"z", "*"}}));
    CHECK(holds(json::object()));
    CHECK_THROWS_AS(condition(json{{"a", {{"b", 1}}}}, place("here")), selat::refusal);
}
