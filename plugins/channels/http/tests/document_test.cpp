#include "document.hpp"
#include "encodings.hpp"
#include "xml.hpp"

#include "plugins/shared/base64/base64.hpp"

#include <catch2/catch.hpp>

using namespace http;

TEST_CASE("a body is read as its content type, or its beginning, says") {
    CHECK(read_body(R"({"a":1})", format::automatic, "application/json; charset=utf-8") ==
          json{{"a", 1}});
    CHECK(read_body("a=1&b=x+y%20z&b=2", format::automatic, "application/x-www-form-urlencoded") ==
          json::parse(R"({"a":"1","b":["x y z","2"]})"));
    CHECK(read_body("<a>1</a>", format::automatic, "text/xml") == json{{"a", "1"}});
    CHECK(read_body(R"([1])", format::automatic, "text/plain") == json{1});
    CHECK(read_body("<a/>", format::automatic, "") == json{{"a", ""}});
    CHECK(read_body("0: Accepted", format::automatic, "text/plain") == json("0: Accepted"));
    CHECK(read_body("", format::json, "").is_null());
    CHECK(read_body("{", format::json, "").is_discarded());
}

TEST_CASE("XML is elements by name, lists where they repeat, attributes and text") {
    CHECK(read_xml(R"(<?xml version="1.0"?><!-- c --><s:r xmlns:s="u" v='1 &amp; 2'>
        <m id="1">a &lt; b</m><m id="2"><![CDATA[<raw>]]></m><e/><t>&#x4f60;&#22909;</t></s:r>)") ==
          json::parse(R"({"r":{"@xmlns:s":"u","@v":"1 & 2","m":[{"@id":"1","#text":"a < b"},
              {"@id":"2","#text":"<raw>"}],"e":"","t":"你好"}})"));
}

TEST_CASE("what is no XML, or dangerous XML, is refused") {
    for (const auto* text :
         {"", "<", "<a", "<a>", "<a></b>", "<a>&unknown;</a>", "<a>&#0;</a>", "<a>&#xd800;</a>",
          "<a b></a>", "<a b=c></a>", "<a/><b/>", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
          "<a><![CDATA[</a>", "<a><!-- </a>"}) {
        CAPTURE(text);
        CHECK(read_xml(text).is_discarded());
    }
    std::string deep;
    for (int n = 0; n < 1'000; ++n) {
        deep += "<a>";
    }
    CHECK(read_xml(deep).is_discarded());
}

TEST_CASE("JSON that is too deep is cut, not followed") {
    std::string deep(100'000, '[');
    CHECK(read_body(deep + std::string(100'000, ']'), format::json, "").is_array());
}

TEST_CASE("digits and base64 of any shape are read, anything else is not") {
    CHECK(from_hex("00fF") == std::string("\x00\xff", 2));
    CHECK_FALSE(from_hex("0"));
    CHECK_FALSE(from_hex("zz"));
    CHECK(base64::decoded("aGk=") == "hi");
    CHECK(base64::decoded("aGk") == "hi");
    CHECK(base64::decoded("-_-_") == base64::decoded("+/+/"));
    CHECK_FALSE(base64::decoded("a"));
    CHECK_FALSE(base64::decoded("a b c"));
}
