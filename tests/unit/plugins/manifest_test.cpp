#include "host/plugins/core.hpp"
#include "host/plugins/manifest.hpp"
#include "host/plugins/note.hpp"
#include "host/plugins/option_schema.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

json least() {
    return {{"manifest", 1},
            {"name", "line"},
            {"version", "1.0.0"},
            {"kind", "channel"},
            {"sdk", ">=1.0 <2"}};
}

json schema() {
    return json::parse(R"({"type":"object","required":["token"],"additionalProperties":false,
      "properties":{
        "token":{"type":"string","secret":true,"minLength":3},
        "api_base":{"type":"string","format":"uri","default":"https://api.example"},
        "mode":{"type":"string","enum":["fast","careful"]},
        "retries":{"type":"integer","minimum":0,"maximum":5,"default":2},
        "tags":{"type":"array","items":{"type":"string","pattern":"^[a-z]+$"}},
        "nested":{"type":"object","properties":{"key":{"type":"string","secret":true},
                                                "port":{"type":"integer","default":25}}}}})");
}

}  // namespace

TEST_CASE("a least manifest reads with the defaults") {
    const auto read = plugins::read_manifest(least().dump());
    REQUIRE(read);
    CHECK(read->name == "line");
    CHECK(read->kind == plugins::kind::channel);
    CHECK(read->webhook_methods == std::vector<std::string>{"POST"});
    CHECK(read->max_in_flight == 64);
    CHECK(read->capabilities.text.max == 0);
}

TEST_CASE("paths that take files are paths") {
    auto given = least();
    given["webhook"] = {{"files", {"/files", "/voice"}}};
    const auto read = plugins::read_manifest(given.dump());
    REQUIRE(read);
    CHECK(read->webhook_files == std::vector<std::string>{"/files", "/voice"});
    given["webhook"]["files"] = {"files"};
    CHECK_FALSE(plugins::read_manifest(given.dump()));
}

TEST_CASE("every documented capability is read") {
    auto given = least();
    given["capabilities"] = json::parse(R"({"text":{"max":5000,"unit":"utf16"},"html":true,
        "attachments":["image","sticker"],"attachments_max":3,"caption":true,"location":true,
        "choices":{"max":13,"title_max":20,"links":true},"cards":{"max":10,"image":false},
        "template":true,"delete":true,"receipts":["delivered","read"],"idempotent":true})");
    const auto read = plugins::read_manifest(given.dump());
    REQUIRE(read);
    const auto& can = read->capabilities;
    CHECK(can.text.max == 5000);
    CHECK(can.text.unit == model::text_unit::utf16);
    CHECK(can.attachments ==
          std::set{model::attachment_kind::image, model::attachment_kind::sticker});
    CHECK(can.attachments_max == 3);
    CHECK((can.html && can.caption && can.location && can.template_ && can.delete_));
    CHECK((can.receipt_delivered && can.receipt_read && can.idempotent));
    CHECK(can.choices.max == 13);
    CHECK(can.choices.links);
    CHECK_FALSE(can.cards.image);
    CHECK_FALSE(can.edit);
}

TEST_CASE("what is wrong in a manifest is named") {
    const std::pair<const char*, const char*> wrong[] = {
        {R"({"name":"Line"})", "name must be small letters"},
        {R"({"name":7})", "name must be a text"},
        {R"({"version":"1"})", "version must be like 1.2.0"},
        {R"({"kind":"robot"})", "kind must be one of"},
        {R"({"sdk":"any"})", "sdk must be a range"},
        {R"({"sdk":">=1."})", "sdk must be a range"},
        {R"({"manifest":2})", "format 2"},
        {R"({"max_in_flight":0})", "max_in_flight must be at least 1"},
        {R"({"egress":"x"})", "egress must be an array of texts"},
        {R"({"capabilities":{"text":{"unit":"words"}}})", "capabilities.text.unit"},
        {R"({"capabilities":{"attachments":["hologram"]}})", "hologram"},
        {R"({"webhook":{"max_body":-1}})", "webhook.max_body"},
        {R"({"options":{"properties":{"x":{"type":"colour"}}}})", "options/properties/x/type"},
        {R"({"options":{"properties":{"x":{"pattern":"("}}}})", "regular expression"},
    };
    for (const auto& [patch, words] : wrong) {
        INFO(patch);
        auto given = least();
        given.update(json::parse(patch));
        const auto read = plugins::read_manifest(given.dump());
        REQUIRE_FALSE(read);
        CHECK_THAT(read.error().text, Contains(words));
    }
    for (const auto* text : {"", "[]", "{", "\xff"}) {
        CHECK_FALSE(plugins::read_manifest(text));
    }
}

TEST_CASE("SDK ranges take what they say") {
    struct {
        const char* range;
        std::uint32_t major, minor;
        bool fits;
    } const cases[] = {
        {">=1.0 <2", 1, 0, true},  {">=1.0 <2", 1, 9, true}, {">=1.0 <2", 2, 0, false},
        {">=1.3 <2", 1, 2, false}, {"1", 1, 7, true},        {"=1.3", 1, 3, true},
        {"=1.3", 1, 4, false},     {"<=1", 1, 9, true},      {">1.0", 1, 0, false},
        {">=1.0,<2", 1, 1, true},  {"", 1, 0, false},        {"~1", 1, 0, false},
        {"1.x", 1, 0, false}};
    for (const auto& each : cases) {
        INFO(each.range << " " << each.major << "." << each.minor);
        CHECK(plugins::sdk_fits(each.range, each.major, each.minor) == each.fits);
    }
}

TEST_CASE("good options have no faults") {
    const json good = {{"token", "abc"}, {"mode", "fast"}, {"retries", 5}, {"tags", {"a", "b"}}};
    CHECK(plugins::check_options(schema(), good).empty());
    CHECK(plugins::check_schema(schema()).empty());
}

TEST_CASE("every fault of options is found, at its place") {
    const auto faults = plugins::check_options(
        schema(), json::parse(R"({"mode":"fats","retries":6,"tags":["a","B",3],"api_base":"nowhere",
                                  "tokn":"x","nested":{"port":"x"}})"));
    std::map<std::string, std::string> by_place;
    for (const auto& each : faults) {
        by_place[each.pointer] = each.text;
    }
    CHECK(by_place.size() == 8);
    CHECK(by_place[""] == "token is required");
    CHECK(by_place["/mode"] == "must be one of fast, careful");
    CHECK(by_place["/retries"] == "must be at most 5");
    CHECK(by_place["/tags/1"] == "must match ^[a-z]+$");
    CHECK(by_place["/tags/2"] == "must be a text");
    CHECK(by_place["/tokn"] == "tokn is no option here");
    CHECK(by_place["/nested/port"] == "must be an integer");
    CHECK_THAT(by_place["/api_base"], Contains("URL"));
    for (const auto& each : faults) {
        if (each.pointer == "/tokn") {
            CHECK(each.unknown == "tokn");
            CHECK(each.known.size() == 6);
        }
    }
}

TEST_CASE("lengths count characters, and places are JSON pointers") {
    const json text = {{"type", "object"},
                       {"additionalProperties", {{"type", "string"}, {"minLength", 2}}}};
    CHECK(plugins::check_options(text, {{"a", "éé"}}).empty());
    const auto faults = plugins::check_options(text, {{"a/b~c", "é"}});
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].pointer == "/a~1b~0c");
}

TEST_CASE("defaults fill what is absent, at every depth, and nothing else") {
    const auto filled =
        plugins::apply_defaults(schema(), {{"retries", 0}, {"nested", json::object()}});
    CHECK(filled ==
          json{{"retries", 0}, {"api_base", "https://api.example"}, {"nested", {{"port", 25}}}});
}

TEST_CASE("hosts are read out of URLs") {
    const std::pair<const char*, const char*> cases[] = {
        {"https://Api.Example:8443/x?y", "api.example"},
        {"tcp://smpp.example:2775", "smpp.example"},
        {"https://me:pw@host/", "host"},
        {"wss://[2001:DB8::1]:9/x", "2001:db8::1"},
        {"no url", ""},
        {"://x", ""},
        {"see https://x", ""}};
    for (const auto& [url, host] : cases) {
        INFO(url);
        CHECK(plugins::host_of(url) == host);
    }
    CHECK(plugins::egress_takes("*.example.com", "a.b.example.com"));
    CHECK_FALSE(plugins::egress_takes("*.example.com", "example.com"));
    CHECK_FALSE(plugins::egress_takes("*.example.com", "evilexample.com"));
    CHECK(plugins::egress_takes("API.example", "api.example"));
    CHECK(plugins::egress_takes("*", "anything"));
}

TEST_CASE("what is no ELF file is no plugin") {
    for (const auto& bytes : {std::string{},
                              std::string("\x7f"
                                          "ELF"),
                              std::string(4096, '\x7f')}) {
        const auto note = plugins::read_note(bytes);
        REQUIRE_FALSE(note);
        CHECK_THAT(note.error().text, Contains("not a Selat plugin"));
    }
}
