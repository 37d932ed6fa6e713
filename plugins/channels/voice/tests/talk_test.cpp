// What is said and asked, in which order, and how often Twilio is disturbed for it.

#include "voice_under_test.hpp"

using namespace voice_test;

namespace {

json gather(const json& parameters = json::object()) {
    return {{"text", "Press 1"}, {"call", {{"state", "gather"}, {"parameters", parameters}}}};
}
json say(const std::string& text) { return {{"text", text}, {"call", {{"state", "say"}}}}; }
const std::string second = "IM" + std::string(31, '0') + "2";

}  // namespace

TEST_CASE("what is said before Twilio first asks waits for that") {
    on_line line;
    line.ring();
    const auto got = line.send(say("Welcome"));
    CHECK(got.calls.empty());
    CHECK(got.sents.size() == 1);
    const auto twiml = line.next(0);
    CHECK(has(twiml, "<Say>Welcome</Say><Pause"));
    CHECK(has(twiml, "/next?said=1&amp;turn="));
}

TEST_CASE("a call that waits is made to ask, and once until it has") {
    on_line line;
    line.ring();
    line.next(0);
    const auto first = line.send(say("one"));
    REQUIRE(first.calls.size() == 1);
    CHECK(first.calls[0].op == 0);
    CHECK(first.calls[0].repeatable);
    CHECK(line.voice.fill_in(first.calls[0].url) == "https://" + account + ":" + token +
                                                        "@api.twilio.com/2010-04-01/Accounts/" +
                                                        account + "/Calls/" + sid + ".json");
    CHECK(form_of(first.calls[0]).get("Url").starts_with(public_url + "/next?said=0"));
    CHECK(form_of(first.calls[0]).get("Method") == "POST");
    CHECK(line.send(say("two")).calls.empty());
    CHECK(has(line.next(0), "<Say>one</Say><Say>two</Say>"));
}

TEST_CASE("what is being said is not cut off; what comes meanwhile follows it") {
    on_line line;
    line.ring();
    line.send(say("one"));
    line.next(0);
    CHECK(line.send(say("two"), "flow", second).calls.empty());
    const auto twiml = line.next(1);
    CHECK(has(twiml, "<Say>two</Say>"));
    CHECK_FALSE(has(twiml, "one"));
}

TEST_CASE("words count as delivered when Twilio came to their end, and are said again if not") {
    on_line line;
    line.ring();
    line.send(say("one"));
    CHECK(has(line.next(0), "one"));
    CHECK(line.last.receipts.empty());
    CHECK(has(line.next(0), "one"));
    CHECK_FALSE(has(line.next(1), "one"));
    REQUIRE(line.last.receipts.size() == 1);
    CHECK(line.last.receipts[0].status == SELAT_RECEIPT_DELIVERED);
    CHECK(line.last.receipts[0].message == own_message);
}

TEST_CASE("keys and speech are asked for as the flow says, in our language where it does not") {
    on_line line(given({{"language", "ms-MY"}, {"voice", "Polly.Amy"}}));
    line.ring();
    line.send(gather({{"timeout", "7"}, {"finishOnKey", ""}, {"numDigits", "1"}, {"bad", "x"}}));
    const auto twiml = line.next(0);
    CHECK(has(twiml,
              R"(<Gather input="dtmf speech" action="https://gateway.example/channels/)"
              R"(voice-my/answer?said=1&amp;turn=2&amp;flow=1" method="POST" language="ms-MY")"
              R"( timeout="7" numDigits="1" finishOnKey="">)"
              R"(<Say voice="Polly.Amy" language="ms-MY">Press 1</Say></Gather>)"));
    CHECK(has(twiml, "heard=no-input&amp;flow=1</Redirect></Response>"));
    CHECK_FALSE(has(twiml, "bad"));
}

TEST_CASE("a language that the flow chose goes before ours") {
    on_line line(given({{"language", "ms-MY"}}));
    line.ring();
    line.send(gather({{"language", "zh-TW"}, {"say", {{"language", "en-GB"}, {"loop", "2"}}}}));
    const auto twiml = line.next(0);
    CHECK(has(twiml, R"(language="zh-TW")"));
    CHECK(has(twiml, R"(<Say language="en-GB" loop="2">)"));
}

TEST_CASE("what follows a question waits for its answer") {
    on_line line;
    line.ring();
    line.send(gather());
    line.send(say("after"), "flow", second);
    CHECK_FALSE(has(line.next(0), "after"));
    const auto got = line.post(about_call({{"Digits", "1"}}), "/answer?said=1&turn=2&flow=1");
    CHECK(has(got.responds.at(0).body, "<Say>after</Say>"));
    CHECK(got.receipts.at(0).message == own_message);
}

TEST_CASE("a flow hears that nothing was pressed, and a listening ear does not") {
    on_line line;
    line.ring();
    line.send(gather());
    line.next(0);
    line.next(1, "&heard=no-input&flow=1");
    REQUIRE(line.last.inbounds.size() == 1);
    CHECK(call_in(line.last)["state"] == "no-input");
    CHECK_FALSE(line.last.inbounds[0].no_reply);
    line.next(1, "&heard=no-input");
    CHECK(line.last.inbounds.empty());
}

TEST_CASE("a redirect that tells of the question it left is no second answer") {
    on_line line;
    line.ring();
    line.send(gather());
    line.next(0);
    const auto silent = line.post(about_call({{"Digits", ""}, {"msg", "Gather End"}}),
                                  "/next?said=1&turn=2&heard=no-input&flow=1");
    REQUIRE(silent.inbounds.size() == 1);
    CHECK(call_in(silent)["state"] == "no-input");
    const auto pressed =
        line.post(about_call({{"Digits", "4"}}), "/next?said=1&turn=3&heard=no-input&flow=1");
    REQUIRE(pressed.inbounds.size() == 1);
    CHECK(content_of(pressed)["text"] == "4");
}

TEST_CASE("what a flow made of its variables breaks no document") {
    on_line line;
    line.ring();
    line.send(gather({{"timeout", "soon"},
                      {"numDigits", "4"},
                      {"bargeIn", "perhaps"},
                      {"finishOnKey", ""},
                      {"say", {{"loop", "many"}}}}));
    const auto twiml = line.next(0);
    CHECK(has(twiml, R"(method="POST" numDigits="4" finishOnKey=""><Say>Press 1</Say>)"));
    CHECK(line.send(say(" \n")).code == selat::code::invalid);
}

TEST_CASE("plain words may be answered, for as long as nothing else is said") {
    on_line line;
    line.ring();
    line.send({{"text", "Which?\n1. A\n2. B"}}, "bot");
    const auto twiml = line.next(0);
    CHECK(has(twiml, "<Gather input=\"dtmf speech\""));
    CHECK(has(twiml, "<Say>Which?\n1. A\n2. B</Say></Gather>"));
    CHECK(has(line.next(1), "<Gather"));
    const auto got = line.post(about_call({{"Digits", "2"}}), "/answer?said=1&turn=5");
    CHECK(content_of(got)["text"] == "2");
    CHECK_FALSE(got.inbounds[0].no_reply);
    line.send(say("ok"));
    line.next(1);
    CHECK(has(line.next(2), "<Pause"));
}

TEST_CASE("a recording is played, keys are pressed, long words come in pieces") {
    on_line line;
    line.ring();
    line.send({{"attachments", {{{"kind", "audio"}, {"url", "https://x.example/a.mp3?b&c"}}}},
               {"call", {{"state", "say"}}}});
    CHECK(has(line.next(0), "<Play>https://x.example/a.mp3?b&amp;c</Play>"));
    line.send({{"call", {{"state", "say"}, {"digits", "ww12"}}}});
    CHECK(has(line.next(1), R"(<Play digits="ww12"/>)"));
    std::string text;
    for (int i = 0; i < 1000; ++i) {
        text += "kata ";
    }
    line.send(say(text));
    const auto twiml = line.next(2);
    CHECK(has(twiml, " </Say><Say>") == false);
    CHECK(has(twiml, "</Say><Say>"));
}

TEST_CASE("a voicemail is recorded as the flow says, and silence is told") {
    on_line line;
    line.ring();
    line.send(
        {{"call",
          {{"state", "record"},
           {"parameters", {{"maxLength", "60"}, {"playBeep", "true"}, {"transcribe", "true"}}}}}});
    const auto twiml = line.next(0);
    CHECK(has(twiml, "<Record action="));
    CHECK(has(twiml, R"(maxLength="60" playBeep="true")"));
    CHECK(has(twiml, "recordingStatusCallback="));
    CHECK(has(twiml, R"(transcribe="true")"));
    CHECK(has(twiml, "from=%2B886911111111"));
    line.next(1, "&heard=no-audio&flow=1");
    CHECK(call_in(line.last)["state"] == "no-audio");
}

TEST_CASE("another party is dialed by what its address is") {
    on_line line;
    line.ring();
    const auto dial = [&](const std::string& to, json parameters = json::object()) {
        on_line fresh;
        fresh.ring();
        fresh.send(
            {{"call",
              {{"state", "dial"}, {"to", to}, {"from", customer}, {"parameters", parameters}}}});
        return fresh.next(0);
    };
    CHECK(has(dial("+60311112222", {{"timeout", "20"}}),
              "callerId=\"+886911111111\" timeout=\"20\"><Number>+60311112222</Number></Dial>"));
    CHECK(has(dial("client:aminah"), "<Client>aminah</Client>"));
    CHECK(has(dial("sip:a@b.example", {{"username", "u"}}),
              R"(<Sip username="u">sip:a@b.example</Sip>)"));
    CHECK(has(dial("room", {{"noun", "conference"}}), "<Conference>room</Conference>"));
    CHECK(has(dial("DE1", {{"noun", "sim"}}), "<Sim>DE1</Sim>"));
    CHECK(has(dial("+60311112222, +60311113333,", {{"noun", "number-multi"}}),
              "><Number>+60311112222</Number><Number>+60311113333</Number></Dial>"));
}

TEST_CASE("a flow hears how the other party's call ended, and the caller goes on") {
    on_line line;
    line.ring();
    line.send({{"call", {{"state", "dial"}, {"to", "+60311112222"}}}});
    line.next(0);
    const auto got = line.post(about_call({{"DialCallStatus", "no-answer"}, {"DialCallSid", leg}}),
                               "/dialed?said=1&turn=2&flow=1");
    CHECK(call_in(got)["state"] == "dial-no-answer");
    CHECK_FALSE(got.inbounds[0].no_reply);
    CHECK(has(got.responds.at(0).body, "<Pause"));
}

TEST_CASE("what cannot be said fails, and says why") {
    on_line line;
    line.ring();
    CHECK(line.send({{"call", {{"state", "say"}}}}).code == selat::code::invalid);
    CHECK(line.send({{"call", {{"state", "dial"}}}}).code == selat::code::invalid);
    const auto got = line.send({{"call", {{"state", "levitate"}}}});
    CHECK(got.faileds.at(0).code == selat::code::unsupported);
}

TEST_CASE("a restart loses no word: what was not said yet is said") {
    on_line line;
    line.ring();
    const auto kept = line.send(say("one")).states;
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].key == sid);
    auto again = given();
    again.state[kept[0].key] = kept[0].value;
    on_line restarted(again);
    CHECK(has(restarted.next(0), "<Say>one</Say>"));
    CHECK_FALSE(has(restarted.next(1), "one"));
    CHECK(restarted.last.receipts.at(0).message == own_message);
}
