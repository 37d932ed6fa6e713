#include "twiml.hpp"

#include <catch2/catch.hpp>

using voice::twiml;

namespace {
const std::string head = R"(<?xml version="1.0" encoding="UTF-8"?>)";
}

TEST_CASE("a document without a verb is a whole one") {
    CHECK(twiml().finish() == head + "<Response></Response>");
}

TEST_CASE("what is said and asked is escaped, and cannot become a verb") {
    twiml out;
    out.add("Say", R"(<Hangup/> & "you" 'n' me ]]>)", {{"voice", R"(a"b<c>&'d)"}});
    CHECK(out.finish() ==
          head +
              R"(<Response><Say voice="a&quot;b&lt;c&gt;&amp;&apos;d">)"
              R"(&lt;Hangup/&gt; &amp; &quot;you&quot; &apos;n&apos; me ]]&gt;</Say></Response>)");
}

TEST_CASE("what XML has no place for is left out") {
    twiml out;
    out.add("Say", std::string("a\x01\x1f\tb\n\0c", 8));
    CHECK(out.finish() == head + "<Response><Say>a\tb\nc</Say></Response>");
    twiml more;
    more.add("Say", "a\xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbd");
    CHECK(more.finish() == head + "<Response><Say>a\xef\xbf\xbd</Say></Response>");
}

TEST_CASE("verbs nest, and what is open is closed in the end") {
    twiml out;
    out.begin("Gather", {{"finishOnKey", ""}}).add("Say", "x").end().begin("Dial").begin("Number");
    out.text("+1");
    CHECK(out.finish() == head + R"(<Response><Gather finishOnKey=""><Say>x</Say></Gather>)"
                                 "<Dial><Number>+1</Number></Dial></Response>");
}
