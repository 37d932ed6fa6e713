#include "template.hpp"

#include <catch2/catch.hpp>

using namespace http;

namespace {

const settings options = [] {
    settings out;
    out.values = {{"from", "me & you"}};
    out.secrets = {{"token", "{{secret:secrets.token}}"}};
    return out;
}();
const json parts = {{"to", "+1 2"},
                    {"text", "a&b<c>\"d\"{{secret:secrets.token}}\r\n"},
                    {"empty", ""},
                    {"n", 7},
                    {"number", "60123456789"},
                    {"list", {"x{", "y"}}};
const names known = {"to", "text", "empty", "n", "number", "list"};
const lookup find = [](std::string_view name) -> const json& {
    const auto found = parts.find(std::string(name));
    return found == parts.end() ? options.value_of(name) : *found;
};

std::string filled(const char* text, writing how) {
    return text_template(text, known, options, place("here")).fill(how, find);
}
std::string fault_of(const char* text) {
    try {
        text_template(text, known, options, place("here"));
    } catch (const selat::refusal& refused) {
        return refused.text;
    }
    return {};
}

}  // namespace

TEST_CASE("what comes into a hole is written as its place needs it") {
    CHECK(filled("x={to}", writing::plain) == "x=+1 2");
    CHECK(filled("/a?x={to}", writing::url) == "/a?x=%2B1%202");
    CHECK(filled("https://a/?b={to}", writing::form) == "https%3A%2F%2Fa%2F%3Fb%3D%2B1%202");
    CHECK(filled("<a>{text}</a>", writing::xml) ==
          "<a>a&amp;b&lt;c&gt;&quot;d&quot;&#123;&#123;secret:secrets.token&#125;&#125;\r\n</a>");
    CHECK(filled("{values.from}", writing::plain) == "me & you");
    CHECK(filled("{{not a hole}}", writing::plain) == "{not a hole}");
}

TEST_CASE("nobody's text names a secret or ends a header") {
    for (const auto how : {writing::url, writing::form, writing::xml, writing::header}) {
        CHECK(filled("{text}", how).find("{{secret:") == std::string::npos);
    }
    CHECK(filled("{text}", writing::header).find('\n') == std::string::npos);
    const json_template body({{"a", "{text}"}, {"b", "{list}"}}, known, options, place("here"));
    const auto text = body.fill(find);
    CHECK(text.find("{{") == std::string::npos);
    CHECK(text.find("x{") == std::string::npos);
    CHECK(json::parse(text) == json{{"a", parts["text"]}, {"b", parts["list"]}});
}

TEST_CASE("secrets stay handles") {
    CHECK(filled("Bearer {secret.token}", writing::header) == "Bearer {{secret:secrets.token}}");
    const json_template body({{"key", "{secret.token}"}, {"to", "{to}"}}, known, options,
                             place("here"));
    CHECK(json::parse(body.fill(find)) ==
          json{{"key", "{{secret:secrets.token}}"}, {"to", "+1 2"}});
}

TEST_CASE("in JSON a hole alone keeps its kind, and what is empty is left out") {
    const json_template body(
        json::parse(
            R"({"n":"{n}","text":"{n}!","list":"{list}","gone":"{empty}","too":"-{empty}-",
                        "in":[{"to":"{to}"},"{empty}"],"fixed":{"a":[1,true,null]}})"),
        known, options, place("here"));
    CHECK(json::parse(body.fill(find)) ==
          json::parse(R"({"n":7,"text":"7!","list":["x{","y"],"in":[{"to":"+1 2"}],
                         "fixed":{"a":[1,true,null]}})"));
}

TEST_CASE("filters change what comes into a hole") {
    CHECK(filled("{to|digits}", writing::plain) == "12");
    CHECK(filled("{number|plus}", writing::plain) == "+60123456789");
    CHECK(filled("{to|plus}", writing::plain) == "+1 2");
    CHECK(filled("{n|plus}", writing::plain) == "7");  // a short code
    CHECK(filled("{values.from|plus}", writing::plain) == "me & you");
    CHECK(filled("{values.from|upper}", writing::plain) == "ME & YOU");
    CHECK(filled("{n|base64}", writing::plain) == "Nw==");
}

TEST_CASE("a wrong template is told with its place") {
    CHECK(fault_of("{nothing}").starts_with("here: nothing is called nothing; known are to, text"));
    CHECK(fault_of("{values.x}") == "here: the option values has no x");
    CHECK(fault_of("{secret.x}") == "here: the option secrets has no x");
    CHECK(fault_of("{secret.token|upper}") == "here: a secret cannot be changed");
    CHECK(fault_of("{to|shout}").starts_with("here: there is no filter shout"));
    CHECK(fault_of("{to") == "here: a brace has no other half; write {{ or }} for one in the text");
    CHECK(fault_of("to}") == "here: a brace has no other half; write {{ or }} for one in the text");
}
