#include "host/plugins/core.hpp"
#include "host/plugins/manifest.hpp"
#include "host/plugins/note.hpp"
#include "host/plugins/option_schema.hpp"
#include "host/plugins/variants.hpp"

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

TEST_CASE("a limit for each address has a rate and a burst") {
    auto given = least();
    CHECK(plugins::read_manifest(given.dump())->address_rate_limit == 0);
    given["address_rate_limit"] = {{"per_second", 0.5}, {"burst", 45}};
    const auto read = plugins::read_manifest(given.dump());
    REQUIRE(read);
    CHECK(read->address_rate_limit == 0.5);
    CHECK(read->address_burst == 45);
    for (const auto& wrong : {json(1), json{{"per_second", -1}}, json{{"burst", 1.5}}}) {
        given["address_rate_limit"] = wrong;
        CHECK_FALSE(plugins::read_manifest(given.dump()));
    }
}

TEST_CASE("a sunset is a day") {
    auto given = least();
    given["sunset"] = "2024-07-31";
    const auto read = plugins::read_manifest(given.dump());
    REQUIRE(read);
    CHECK(read->sunset == "2024-07-31");
    given["sunset"] = "July 2024";
    const auto refused = plugins::read_manifest(given.dump());
    REQUIRE_FALSE(refused);
    CHECK_THAT(refused.error().text, Contains("sunset"));
}

TEST_CASE("what a channel's addresses are is read") {
    auto given = least();
    CHECK(plugins::read_manifest(given.dump())->address == model::address_kind::none);
    given["address"] = {{"kind", "phone"}};
    CHECK(plugins::read_manifest(given.dump())->address == model::address_kind::phone);
    given["address"] = {{"kind", "email"}};
    CHECK(plugins::read_manifest(given.dump())->address == model::address_kind::email);
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

TEST_CASE("a reply window is read, with the same hours for people unless they have their own") {
    auto given = least();
    CHECK(plugins::read_manifest(given.dump())->capabilities.reply_window.hours == 0);
    given["capabilities"] = json::parse(R"({"reply_window":{"hours":24}})");
    const auto plain = plugins::read_manifest(given.dump());
    REQUIRE(plain);
    CHECK(plain->capabilities.reply_window.hours == 24);
    CHECK(plain->capabilities.reply_window.agent_hours == 24);
    CHECK_FALSE(plain->capabilities.reply_window.templates);
    given["capabilities"]["reply_window"].update({{"agent_hours", 168}, {"templates", true}});
    const auto full = plugins::read_manifest(given.dump());
    REQUIRE(full);
    CHECK(full->capabilities.reply_window.agent_hours == 168);
    CHECK(full->capabilities.reply_window.templates);
}

TEST_CASE("what an instance can follows its options") {
    auto given = least();
    given["options"] =
        json::parse(R"({"properties":{"driver":{"type":"string"},"links":{"type":"boolean"}}})");
    given["capabilities"] =
        json::parse(R"({"attachments":["image"],"reply_window":{"hours":24,"agent_hours":168}})");
    given["variants"] = json::parse(R"([
        {"when":{"driver":"smpp"},"capabilities":{"attachments":null,"typing":true}},
        {"when":{"driver":"smpp","links":false},"capabilities":{"reply_window":{"agent_hours":24}}}])");
    auto read = plugins::read_manifest(given.dump());
    REQUIRE(read);
    const auto whole = std::make_shared<const plugins::manifest>(std::move(*read));
    CHECK(plugins::fitted(whole, json::parse(R"({"driver":"twilio","links":false})")) == whole);
    CHECK(plugins::fitted(whole, json::object()) == whole);

    const auto one = plugins::fitted(whole, json::parse(R"({"driver":"smpp"})"));
    CHECK(one->capabilities.attachments.empty());
    CHECK(one->capabilities.typing);
    CHECK(one->capabilities.reply_window.agent_hours == 168);
    const auto both = plugins::fitted(whole, json::parse(R"({"driver":"smpp","links":false})"));
    CHECK(both->capabilities.typing);
    CHECK(both->capabilities.reply_window.agent_hours == 24);
    CHECK(both->document["capabilities"] ==
          json::parse(R"({"typing":true,"reply_window":{"hours":24,"agent_hours":24}})"));
    CHECK(whole->capabilities.attachments.size() == 1);
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
        {R"({"capabilities":{"reply_window":24}})", "reply_window must be an object"},
        {R"({"capabilities":{"reply_window":{}}})", "reply_window.hours must be 1 or more"},
        {R"({"capabilities":{"reply_window":{"hours":-1}}})", "reply_window.hours"},
        {R"({"capabilities":{"reply_window":{"hours":"24"}}})", "reply_window.hours"},
        {R"({"capabilities":{"reply_window":{"hours":24,"agent_hours":2}}})",
         "reply_window.agent_hours must not be less"},
        {R"({"capabilities":{"reply_window":{"hours":24,"templates":1}}})",
         "reply_window.templates must be true or false"},
        {R"({"capabilities":{"reply_window":{"hours":24,"days":7}}})",
         "reply_window.days is not known"},
        {R"({"variants":{}})", "variants must be an array"},
        {R"({"variants":[{"when":{"x":1}}]})", "needs when and capabilities"},
        {R"({"variants":[{"when":{},"capabilities":{}}]})", "variants.when must name an option"},
        {R"({"variants":[{"when":{"x":1},"capabilities":{}}]})", "names x, which is no option"},
        {R"({"options":{"properties":{"x":{}}},"variants":[{"when":{"x":[]},"capabilities":{}}]})",
         "variants.when must have plain values"},
        {R"({"options":{"properties":{"x":{}}},
             "variants":[{"when":{"x":1},"capabilities":{"typing":7}}]})",
         "capabilities.typing must be true or false"},
        {R"({"address":{}})", "address.kind is required"},
        {R"({"address":{"kind":"fax"}})", "address.kind must be phone or email"},
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

TEST_CASE("what options must be may depend on other options") {
    const auto by_mode = json::parse(R"({"type": "object", "additionalProperties": false,
        "properties": {"mode": {"type": "string", "enum": ["push", "pull"], "default": "push"},
            "token": {"type": "string"}, "every": {"type": "integer"}},
        "if": {"properties": {"mode": {"enum": ["push"]}}},
        "then": {"required": ["token"]},
        "else": {"required": ["every"], "properties": {"every": {"minimum": 5}}}})");
    CHECK(plugins::check_schema(by_mode).empty());
    const auto fault_of = [&](const json& options) {
        const auto faults = plugins::check_options(by_mode, options);
        return faults.empty() ? std::string() : faults.at(0).pointer + " " + faults[0].text;
    };
    CHECK(fault_of(json::object()) == " token is required");
    CHECK(fault_of({{"token", "a"}}).empty());
    CHECK(fault_of({{"mode", "pull"}}) == " every is required");
    CHECK(fault_of({{"mode", "pull"}, {"every", 4}}) == "/every must be at least 5");
    CHECK(fault_of({{"mode", "pull"}, {"every", 5}}).empty());
    auto wrong = by_mode;
    wrong["then"] = {{"requires", {"token"}}};
    CHECK(plugins::check_schema(wrong).at(0).pointer == "/then/requires");
}

TEST_CASE("a mark that a branch alone makes is refused, for it would not count") {
    const auto refused = [](const std::string& then) {
        auto schema = json::parse(R"({"type": "object",
            "properties": {"mode": {"type": "string"}, "token": {"type": "string", "secret": true},
                "account": {"type": "object", "secret": true}},
            "additionalProperties": {"type": "string", "file": true},
            "if": {"required": ["mode"]}})");
        schema["then"] = json::parse(then);
        std::vector<std::string> out;
        for (const auto& each : plugins::check_schema(schema)) {
            out.push_back(each.pointer);
        }
        return out;
    };
    using places = std::vector<std::string>;
    CHECK(refused(R"({"properties": {"mode": {"secret": true}}})") ==
          places{"/then/properties/mode/secret"});
    CHECK(refused(R"({"properties": {"keys": {"items": {"secret": true}}}})") ==
          places{"/then/properties/keys/items/secret"});
    CHECK(refused(R"({"additionalProperties": {"channel": true}})") ==
          places{"/then/additionalProperties/channel"});
    CHECK(refused(R"({"properties": {"mode": {"if": {}, "else": {"secret": true}}}})") ==
          places{"/then/properties/mode/else/secret"});
    CHECK(refused(R"({"properties": {"token": {"secret": true}, "rules": {"file": true},
                     "account": {"properties": {"key": {"secret": true}}},
                     "mode": {"secret": false}}})") == places{});
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
