// The kit tells each sin of a bad plugin, in the step and the words that lead to it, and lets good
// plugins pass.

#include <algorithm>
#include <filesystem>
#include <vector>

#include "host/conformance/kit.hpp"
#include "host/conformance/made_up.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using Catch::Matchers::Contains;
using conformance::step;
using nlohmann::json;

namespace {

struct examined {
    bool well = false;
    std::vector<step> steps;

    [[nodiscard]] std::vector<step> failed() const {
        std::vector<step> out;
        std::ranges::copy_if(steps, std::back_inserter(out),
                             [](const step& each) { return !each.well; });
        return out;
    }
};

examined examine(const std::string& file, json options = nullptr,
                 std::chrono::milliseconds patience = std::chrono::seconds{30}) {
    conformance::subject subject;
    subject.file = file;
    subject.options = std::move(options);
    subject.program = SELAT_PROGRAM;
    subject.patience = patience;
    examined out;
    const auto done =
        conformance::examine(subject, [&](const step& each) { out.steps.push_back(each); });
    REQUIRE(done);
    out.well = *done;
    return out;
}

std::string bad(const std::string& name) {
    return std::string(SELAT_CONFORMANCE_FOLDER) + "/bad/" + name + "/" + name + ".so";
}

struct expectation {
    const char* plugin;
    const char* step;   // the first that fails
    const char* words;  // in what is said of it
};

void expect(const expectation& expected, const examined& seen) {
    INFO(expected.plugin);
    CHECK_FALSE(seen.well);
    const auto failed = seen.failed();
    REQUIRE_FALSE(failed.empty());
    CHECK_THAT(failed[0].title, Contains(expected.step));
    CHECK_THAT(failed[0].text, Contains(expected.words));
}

}  // namespace

TEST_CASE("good plugins of every kind pass, in C and in C++") {
    for (const auto* file :
         {SELAT_PLUGINS_FOLDER "/echo.so", SELAT_PLUGINS_FOLDER "/skills.so",
          SELAT_PLUGINS_FOLDER "/longest-idle.so", SELAT_CONFORMANCE_FOLDER "/good/c-channel.so"}) {
        INFO(file);
        const auto seen = examine(file);
        for (const auto& each : seen.failed()) {
            UNSCOPED_INFO(each.title << ": " << each.text);
        }
        CHECK(seen.well);
    }
}

TEST_CASE("what is wrong with a file is told without running it") {
    for (const auto& each : std::vector<expectation>{
             {"no-note", "manifest", "carries no Selat manifest"},
             {"wrong-manifest", "manifest", "kind must be one of"},
             {"exports-too-much", "exports the entry alone", "beside selat_module_v1"}}) {
        const auto seen = examine(bad(each.plugin));
        expect(each, seen);
        CHECK(std::ranges::none_of(seen.steps, [](const step& taken) {
            return taken.title.find("opening") != taken.title.npos;
        }));
    }
}

TEST_CASE("a module that does not fit is told before any instance of it is made") {
    for (const auto& each :
         std::vector<expectation>{{"foreign-major", "opening it", "built for plugin ABI 2"},
                                  {"needs-newer-host", "opening it", "it needs SDK 1.9"},
                                  {"crashes-when-opened", "opening it", "SIGABRT"},
                                  {"changes-signals", "opening it", "signal handlers"},
                                  {"takes-any-id", "opening it", "ids that do not exist"},
                                  {"no-table", "opening it", "it has no selat.channel/1"}}) {
        const auto seen = examine(bad(each.plugin));
        expect(each, seen);
        CHECK(seen.failed().size() == 1);
        CHECK_FALSE(seen.steps.back().well);
    }
}

TEST_CASE("a call that breaks the rules fails the step of its function") {
    for (const auto& each : std::vector<expectation>{
             {"throws", "on_http", "fails as internal: boom"},
             {"throws-bare", "on_http", "an exception leaves it: over the border"},
             {"silent", "on_http", "did not answer the request"},
             {"answers-twice", "on_http", "answered the request twice"},
             {"nonsense-content", "on_http", "content is no content"},
             {"huge-actions", "on_http", "more than 4096 actions"},
             {"wrong-place", "on_http", "SAY is not allowed in on_http"},
#ifndef SELAT_TEST_SLOW  // there the kit takes more time to be usual
             {"slow", "on_http", "50 ms are too long"},
#endif
             {"never-ends", "on_send", "neither ended operation 1"},
             {"ends-twice", "on_send", "ended operation 1 twice"},
             {"refuses-create", "instances are made", "token is of another account"},
             {"remembers", "on_http", "another instance does something else"},
             {"reads-the-length", "on_http", "when the record is longer"}}) {
        expect(each, examine(bad(each.plugin)));
    }
}

TEST_CASE("memory that is not the plugin's, and what it leaves, are told") {
    for (const auto& each : std::vector<expectation>{
             {"keeps-options", "on_http", "goes on using what it was lent"},
             {"reads-beyond", "on_http", "reads beyond the end of what it was given"},
             {"writes-back", "on_http", "writes to what it was lent"},
             {"leaves-thread", "instances are made", "the number of threads"},
             {"leaves-file", "instances are made", "the open files"}}) {
        expect(each, examine(bad(each.plugin)));
    }
}

TEST_CASE("a call that hangs is ended, and the steps after it are taken") {
    const auto seen = examine(bad("hangs"), nullptr, std::chrono::seconds{5});
    expect({"hangs", "on_http", "with POST: a JSON object: does not return within 5 s"}, seen);
    const auto sent = std::ranges::find(seen.steps, "on_send", &step::title);
    REQUIRE(sent != seen.steps.end());
    CHECK(sent->well);
}

TEST_CASE("options are made up from what the schema says of them") {
    const auto schema = json::parse(R"({"required":["url","mode","keys","token"],"properties":{
        "url":{"type":"string","format":"uri"},"mode":{"enum":["a","b"]},
        "keys":{"type":"array","minItems":2,"items":{"type":"integer","minimum":7}},
        "token":{"type":"string","pattern":"^[0-9]{3}$","examples":["123"]},
        "name":{"type":"string"}}})");
    auto made = conformance::made_up_options(schema);
    REQUIRE(made);
    CHECK(*made == json::parse(R"({"url":"https://provider.example","mode":"a","keys":[7,7],
                                   "token":"123"})"));

    auto hopeless = schema;
    hopeless["properties"]["token"].erase("examples");
    hopeless["properties"]["token"]["pattern"] = "^never-guessed$";
    const auto none = conformance::made_up_options(hopeless);
    REQUIRE_FALSE(none);
    CHECK_THAT(none.error().text, Contains("option token") && Contains("examples"));

    auto together = schema;
    together["if"] = json::parse(R"({"properties":{"mode":{"enum":["a"]}}})");
    together["then"] = json::parse(R"({"required":["name"]})");
    const auto refused = conformance::made_up_options(together);
    REQUIRE_FALSE(refused);
    CHECK_THAT(refused.error().text, Contains("name is required") && Contains("examples"));
    together["examples"] = json::array({*made});
    (*made)["name"] = "x";
    together["examples"].push_back(*made);
    CHECK(conformance::made_up_options(together) == *made);
}

TEST_CASE("a schema that does not hold what it says is told") {
    const std::pair<const char*, const char*> expected[] = {
        {R"({"properties":{}})", "say additionalProperties: false"},
        {R"({"additionalProperties":false,"properties":{"a":{}}})",
         "options.a takes values of any"},
        {R"({"additionalProperties":false,"properties":{"a":{"type":"string","default":7}}})",
         "the default of options.a"},
        {R"({"additionalProperties":false,"properties":{"a":{"type":"string","examples":[7]}}})",
         "an example of options.a"},
        {R"({"additionalProperties":false,"required":["b"],"properties":{"a":{"type":"string"}}})",
         "b is required"}};
    for (const auto& [schema, words] : expected) {
        INFO(schema);
        CHECK_THAT(conformance::wrong_with_options(json::parse(schema), {}), Contains(words));
    }
    const auto fine =
        json::parse(R"({"additionalProperties":false,"properties":{"a":{"type":"string"}}})");
    CHECK(conformance::wrong_with_options(fine, {}).empty());
    CHECK_THAT(conformance::wrong_with_options(fine, {"a"}), Contains("no secret option"));
}
