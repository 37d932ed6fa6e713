#include "dry_run.hpp"

#include <random>

#include <catch2/catch.hpp>

namespace {

using studio::testing::dry_run;
using studio::testing::given_flow;
using studio::testing::json;

class no_roots : public studio::liquid::roots {
public:
    const studio::liquid::json* find(std::string_view) const override { return nullptr; }
};

// True when rendering came to an end, well or not.
bool comes_back(const std::string& source) {
    const auto text = studio::liquid::text::compile(source);
    const no_roots roots;
    studio::liquid::scope scope(roots, 0);
    std::string out;
    const bool good = text.render(scope, out);
    return good || !scope.error().empty();
}

std::string repeated(const std::string& what, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) {
        out += what;
    }
    return out;
}

}  // namespace

TEST_CASE("templates that nest without end are refused") {
    CHECK(comes_back(repeated("{% if a %}", 20'000)));
    CHECK(comes_back("{{ " + repeated("a[", 10'000) + " }}"));
    CHECK(comes_back("{{ " + repeated("(1..", 10'000) + " }}"));
    CHECK(comes_back("{% if " + repeated("a and ", 10'000) + "a %}{% endif %}"));
    CHECK(comes_back("{{ a" + repeated(".b", 10'000) + " }}"));
    CHECK(comes_back("{{ a" + repeated(" | upcase", 10'000) + " }}"));
    CHECK(comes_back(repeated("{%", 50'000)));
    CHECK(comes_back(repeated("{{}}", 50'000)));
    CHECK(comes_back(repeated("{% comment %}", 10'000)));
    CHECK(comes_back(std::string(300'000, 'x') + "{{ a }}"));
}

TEST_CASE("scrambled templates come to an end") {
    const std::vector<std::string> parts = {"{{",
                                            "}}",
                                            "{%",
                                            "%}",
                                            "-",
                                            " if ",
                                            "endif",
                                            " for ",
                                            "x in ",
                                            "(1..9)",
                                            "endfor",
                                            "|",
                                            "split: ''",
                                            "date: '%Y'",
                                            "'",
                                            "\"",
                                            "[",
                                            "]",
                                            ".",
                                            "a",
                                            "1",
                                            " or ",
                                            "==",
                                            "raw",
                                            "endraw",
                                            "comment",
                                            "\xC3",
                                            "\n",
                                            "liquid ",
                                            "assign y = ",
                                            "cycle 1,2",
                                            "truncate: -5",
                                            "slice: -9, 99",
                                            "times: 1e308",
                                            "\0"};
    std::mt19937 random(42);
    for (int round = 0; round < 20'000; ++round) {
        std::string source = "{{";
        for (int i = 0; i < 12; ++i) {
            source += parts[random() % parts.size()];
        }
        REQUIRE(comes_back(source));
    }
}

TEST_CASE("scrambled definitions are refused or run, never more") {
    const std::string base =
        R"({"initial_state":"T","states":[{"name":"T","type":"trigger","transitions":[{"event":"incomingMessage","next":"a"}]},
        {"name":"a","type":"send-and-wait-for-reply","properties":{"body":"{{trigger.message.Body}}","timeout":"5"},"transitions":[{"event":"incomingMessage","next":"b"}]},
        {"name":"b","type":"split-based-on","properties":{"input":"x"},"transitions":[{"event":"noMatch","next":"a"},{"event":"match","next":null,"conditions":[{"type":"regex","arguments":["{{widgets.a.inbound.Body}}"],"value":"\\d+"}]}]}]})";
    std::mt19937 random(7);
    int ran = 0;
    for (int round = 0; round < 3'000; ++round) {
        std::string text = base;
        for (unsigned changes = random() % 4; changes > 0; --changes) {
            text[random() % text.size()] = "{}[]\",:0a%"[random() % 10];
        }
        try {
            dry_run run(given_flow{text});
            run.start("hello");
            if (run.status() == "waiting") {
                run.message("42");
                ++ran;
            }
        } catch (const selat::refusal& refused) {
            CHECK(refused.code == selat::code::config);
        }
    }
    CHECK(ran > 100);
}

TEST_CASE("properties of every wrong kind are refused or taken, never more") {
    const std::vector<json> values = {nullptr,
                                      true,
                                      5,
                                      -1.5,
                                      "text",
                                      "{{",
                                      json::array(),
                                      json::array({1, nullptr, json::object()}),
                                      json::object(),
                                      json::object({{"key", 1}})};
    for (const char* type : {"set-variables", "send-message", "send-and-wait-for-reply",
                             "make-http-request", "run-function", "send-to-flex", "run-subflow",
                             "connect-virtual-agent-v2", "split-based-on", "say-play"}) {
        for (const char* key : {"variables", "body", "timeout", "parameters", "url", "method",
                                "attributes", "workflow", "flow_sid", "connector_name",
                                "content_variables", "media_url", "priority", "input"}) {
            for (const auto& value : values) {
                INFO(type << ' ' << key << ' ' << value);
                const json flow = {
                    {"initial_state", "T"},
                    {"states",
                     {{{"name", "T"},
                       {"type", "trigger"},
                       {"transitions", {{{"event", "incomingMessage"}, {"next", "x"}}}}},
                      {{"name", "x"}, {"type", type}, {"properties", {{key, value}}}}}}};
                try {
                    dry_run run(given_flow{flow.dump()});
                    CHECK_NOTHROW(run.start("hello"));
                } catch (const selat::refusal& refused) {
                    CHECK_FALSE(refused.text.empty());
                }
            }
        }
    }
}

TEST_CASE("answers that nest without end are not parsed") {
    const json flow = json::parse(
        R"({"initial_state":"T","states":[{"name":"T","type":"trigger","transitions":[{"event":"incomingMessage","next":"h"}]},
        {"name":"h","type":"make-http-request","properties":{"method":"GET","url":"https://a.example/"},"transitions":[{"event":"success","next":"s"}]},
        {"name":"s","type":"send-message","properties":{"body":"got {{widgets.h.parsed}}"}}]})");
    for (const auto& body : {std::string(60'000, '['), repeated("{\"a\":", 10'000),
                             std::string("\xFF\xFE"), std::string("{\"a\":1e999}")}) {
        dry_run run(given_flow{flow.dump()});
        run.start("x");
        run.answer(200, "application/json", body);
        CHECK(run.said() == std::vector<std::string>{"got "});
    }
}

TEST_CASE("states that were tampered with are refused or ignored") {
    const json flow = json::parse(
        R"({"initial_state":"T","states":[{"name":"T","type":"trigger","transitions":[{"event":"incomingMessage","next":"a"}]},
        {"name":"a","type":"send-and-wait-for-reply","properties":{"body":"b","timeout":"60"},"transitions":[]}]})");
    for (const char* state : {"", "[]", "5", "{}", R"({"at":5,"n":-1})",
                              R"({"at":"a","w":[],"v":5,"t":"x","m":1,"for":[]})",
                              R"({"at":"T","for":"x","m":1,"n":1})"}) {
        INFO(state);
        dry_run run(given_flow{flow.dump()});
        run.start("x");
        run.restore(state);
        try {
            run.message("y");
            CHECK(run.last().flow_states.size() == 1);
        } catch (const selat::refusal& refused) {
            CHECK(refused.code == selat::code::invalid);
        }
    }
}
