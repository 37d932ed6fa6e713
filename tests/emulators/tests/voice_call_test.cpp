// Calls as the emulated Twilio runs them.

#include "tests/emulators/sms/hook.hpp"
#include "tests/emulators/tests/voice_on_a_port.hpp"
#include "tests/emulators/voice/twiml.hpp"

using namespace voice_emulator_test;
using emulators::voice::read_twiml;

namespace {

int error_of(const std::string& verbs) {
    return read_twiml("text/xml", "<Response>" + verbs + "</Response>").error;
}

}  // namespace

TEST_CASE("TwiML is read as strictly as Twilio reads it") {
    CHECK(error_of("") == 0);
    CHECK(error_of(R"(<Say voice="a" language="ms-MY" loop="2">hi &amp; bye</Say>)") == 0);
    CHECK(error_of(
              R"(<Gather input="dtmf speech" action="/a?b=1&amp;c=2"><Say>x</Say></Gather>)") == 0);
    CHECK(error_of(R"(<Dial action="https://x/"><Conference beep="false">r</Conference></Dial>)") ==
          0);
    CHECK(read_twiml("application/json", "{}").error == 12300);
    CHECK(read_twiml("text/xml", "<Response><Say>x</Response>").error == 12100);
    CHECK(read_twiml("text/xml", "<Answer/>").error == 12100);
    for (const auto* wrong :
         {"<say>x</say>", "<Speak>x</Speak>", "<Say></Say>", R"(<Say volume="9">x</Say>)",
          R"(<Pause length="long"/>)", R"(<Gather input="eyes"/>)", R"(<Gather method="PUT"/>)",
          "<Gather><Record/></Gather>", "<Number>+1</Number>", "<Redirect></Redirect>",
          R"(<Redirect>not a url</Redirect>)", R"(<Play digits="12x"/>)",
          R"(<Dial><Conference statusCallbackEvent="start,end">r</Conference></Dial>)"}) {
        INFO(wrong);
        CHECK(error_of(wrong) == 12200);
    }
}

TEST_CASE("a call asks, signed, for what to do, and hears what is said") {
    script_taker gate([](const asked& each) {
        return each.path == "/"       ? R"(<Say>Welcome</Say><Redirect>/more</Redirect>)"
               : each.path == "/more" ? "<Play>https://x.example/a.mp3</Play><Hangup/>"
                                      : "";
    });
    voice_on_a_port line({{"webhook_url", gate.url()}, {"status_url", gate.url("/status")}});
    const auto sid = line.call({{"fields", {{"CallerName", "MEI"}}}});
    CHECK(line.heard(sid, "say") == "Welcome");
    CHECK(line.heard(sid, "play") == "https://x.example/a.mp3");
    CHECK(line.heard(sid, "end") == "");
    const auto first = gate.taken("/").at(0);
    CHECK(first.fields.at("CallSid") == sid);
    CHECK(first.fields.at("CallStatus") == "ringing");
    CHECK(first.fields.at("Direction") == "inbound");
    CHECK(first.fields.at("CallerName") == "MEI");
    CHECK(first.signature == emulators::sms::sign(token, gate.url(), first.fields));
    CHECK(gate.taken("/more").at(0).fields.at("CallStatus") == "in-progress");
    const auto ends = gate.taken("/status");  // told before the end is
    REQUIRE(ends.size() == 1);
    const auto& over = ends[0].fields;
    CHECK(over.at("CallStatus") == "completed");
    CHECK(over.at("CallbackSource") == "call-progress-events");
    CHECK(std::stoi(over.at("CallDuration")) >= 1);
}

TEST_CASE("keys end as the verb says, speech is heard, and silence falls through") {
    script_taker gate([](const asked& each) {
        if (each.path == "/") {
            return R"(<Gather numDigits="2" action="/two"><Say>Two</Say></Gather>)";
        }
        if (each.path == "/two") {
            return R"(<Gather finishOnKey="*" action="/star"/>)";
        }
        if (each.path == "/star") {
            return R"(<Gather input="speech" action="/words"/>)";
        }
        return each.path == "/words" ? R"(<Gather timeout="1"/><Say>Nothing</Say>)" : "";
    });
    voice_on_a_port line({{"webhook_url", gate.url()}, {"patience_ms", 1'000}});
    const auto sid = line.call();
    CHECK(line.heard(sid, "say") == "Two");
    line.control("act", {{"call", sid}, {"digits", "123"}});
    CHECK(gate.first("/two").at("Digits") == "12");
    line.control("act", {{"call", sid}, {"digits", "9*"}});
    const auto star = gate.first("/star");
    CHECK(star.at("Digits") == "9");
    CHECK(star.at("FinishedOnKey") == "*");
    line.control("act", {{"call", sid}, {"speech", "saya"}});
    const auto words = gate.first("/words");
    CHECK(words.at("SpeechResult") == "saya");
    CHECK(words.count("Confidence") == 1);
    CHECK(line.heard(sid, "end") == "");
}

TEST_CASE("who is given time may think longer than the verb says") {
    script_taker gate([](const asked& each) {
        return each.path == "/" ? R"(<Gather timeout="1" numDigits="1" action="/one"/>)" : "";
    });
    voice_on_a_port line({{"webhook_url", gate.url()}, {"step_ms", 1}, {"patience_ms", 20'000}});
    const auto sid = line.call();
    gate.first("/");
    while (body_of(line.get("/Calls/" + sid + ".json"))["status"] != "in-progress") {
        std::this_thread::yield();
    }
    line.control("act", {{"call", sid}, {"digits", "7"}});
    CHECK(gate.first("/one").at("Digits") == "7");
}

TEST_CASE("what is said is recorded, and the recording is there a moment later") {
    script_taker gate([](const asked& each) {
        return each.path == "/" ? R"(<Record action="/done" recordingStatusCallback="/ready" )"
                                  R"(transcribe="true" transcribeCallback="/text"/>)"
               : each.path == "/done" ? "<Hangup/>"
                                      : "";
    });
    voice_on_a_port line({{"webhook_url", gate.url()}, {"patience_ms", 20'000}});
    const auto sid = line.call();
    CHECK(line.heard(sid, "record") == "beep");
    line.control("act", {{"call", sid}, {"speech", "please call back"}, {"digits", "#"}});
    CHECK(line.heard(sid, "end") == "");
    line.look("webhooks?wait_idle_ms=20000");
    const auto done = gate.taken("/done").at(0).fields;
    CHECK(done.at("Digits") == "#");
    CHECK(gate.first("/ready").at("RecordingStatus") == "completed");
    CHECK(gate.first("/text").at("TranscriptionText") == "please call back");
    const auto file = line.get("/Recordings/" + done.at("RecordingSid") + ".wav");
    REQUIRE(file);
    CHECK(file->status == 200);
    CHECK(file->body.substr(0, 4) == "RIFF");
    CHECK(line.get("/Recordings/RE" + std::string(32, '0') + ".mp3")->status == 404);
}

TEST_CASE("another party answers, or is busy, and the caller is told how it went") {
    script_taker gate([](const asked& each) {
        return each.path == "/"
                   ? R"(<Dial action="/done" callerId="+15005550006">+60311112222</Dial>)"
                   : "";
    });
    voice_on_a_port line({{"webhook_url", gate.url()}});
    line.control("people", {{"number", "+60311112222"}, {"answer", "busy"}});
    line.heard(line.call(), "end");
    CHECK(gate.taken("/done").at(0).fields.at("DialCallStatus") == "busy");
    line.control("people", {{"number", "+60311112222"}, {"answer", "yes"}});
    const auto sid = line.call();
    CHECK(line.heard(sid, "bridged") == "+60311112222");
    const auto legs = line.look("calls?number=%2B60311112222")["items"];
    for (const auto& each : legs) {
        line.control("hangup", {{"call", each["sid"]}});
    }
    CHECK(line.heard(sid, "end") == "");
    CHECK(gate.taken("/done").at(1).fields.at("DialCallStatus") == "completed");
}

TEST_CASE("a wrong document ends the call with Twilio's error") {
    script_taker gate([](const asked&) { return "<Speak>x</Speak>"; });
    voice_on_a_port line({{"webhook_url", gate.url()}});
    const auto error = line.heard(line.call(), "error");
    REQUIRE(error.is_string());
    CHECK(error.get<std::string>().starts_with("12200"));
}

TEST_CASE("a caller can be turned away") {
    script_taker gate(
        [](const asked& each) { return each.path == "/" ? R"(<Reject reason="busy"/>)" : ""; });
    voice_on_a_port line({{"webhook_url", gate.url()}, {"status_url", gate.url("/status")}});
    line.call();
    CHECK(gate.first("/status").at("CallStatus") == "busy");
}
