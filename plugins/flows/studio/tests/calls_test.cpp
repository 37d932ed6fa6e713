// Flows on a call: what the channel is asked for, and what comes of it.

#include "run_support.hpp"

#include <catch2/catch.hpp>

using namespace studio::testing;

namespace {

const json hang_up = {{"call", {{"state", "hangup"}}}};

json told(const std::string& state, json more = json::object()) {
    more["state"] = state;
    return {{"call", more}};
}

given_flow flow_with(const std::string& type, const json& properties, const list& events,
                     std::string workflows) {
    json states = json::array({{{"name", "w"}, {"type", type}, {"properties", properties}}});
    states[0]["transitions"] = json::array();
    for (const auto& each : events) {
        states[0]["transitions"].push_back({{"event", each}, {"next", each}});
        states.push_back({{"name", each},
                          {"type", "say-play"},
                          {"properties", {{"say", each + "{{widgets.w.Digits}}"}}},
                          {"transitions", json::array()}});
    }
    return flow_of(states, "{}", std::move(workflows));
}

// A call that has come to a flow of one widget, each of whose events says its own name.
class call_with : public dry_run {
public:
    call_with(const std::string& type, const json& properties, const list& events,
              std::string workflows = "[]")
        : dry_run(flow_with(type, properties, events, std::move(workflows))) {
        channel_kind = "voice";
        content(told("ringing", {{"parameters", {{"CallSid", "CA1"}}}}));
    }
};

json asked(const dry_run& run) { return json::parse(run.last().says.at(0).content); }

}  // namespace

TEST_CASE("what is said on a call says how, and the flow goes on") {
    call_with run("say-play",
                  {{"say", "Selamat datang {{trigger.call.CallSid}}"},
                   {"language", "ms-MY"},
                   {"voice", "Polly.Amy"},
                   {"loop", 2}},
                  {});
    CHECK(asked(run) ==
          json::parse(R"({"text":"Selamat datang CA1","call":{"state":"say","parameters":
              {"say":{"language":"ms-MY","voice":"Polly.Amy","loop":"2"}}}})"));
    CHECK(run.status() == "ended");
    CHECK(json::parse(run.last().says.at(1).content) == hang_up);
}

TEST_CASE("a recording is played, and keys are pressed") {
    CHECK(asked(call_with("say-play", {{"play", "https://x.example/a.mp3"}}, {})) ==
          json::parse(R"({"attachments":[{"kind":"audio","url":"https://x.example/a.mp3"}],
              "call":{"state":"say"}})"));
    CHECK(asked(call_with("say-play", {{"digits", "ww12#"}}, {})) ==
          json::parse(R"({"call":{"state":"say","digits":"ww12#"}})"));
}

TEST_CASE("keys or speech are asked for as the widget says") {
    call_with run("gather-input-on-call",
                  {{"say", "Press 1"},
                   {"timeout", 7},
                   {"finish_on_key", ""},
                   {"number_of_digits", "1"},
                   {"gather_language", "ms-MY"},
                   {"hints", "satu, dua"},
                   {"language", "en-GB"}},
                  {"keypress", "speech", "timeout"});
    CHECK(run.status() == "waiting");
    CHECK(run.last().flow_states.at(0).takes_messages);
    CHECK(asked(run) == json::parse(R"({"text":"Press 1","call":{"state":"gather","parameters":{
              "say":{"language":"en-GB"},"timeout":"7","finishOnKey":"","numDigits":"1",
              "language":"ms-MY","hints":"satu, dua"}}})"));
}

TEST_CASE("what the caller does is one of the widget's events") {
    const auto question = [] {
        return call_with("gather-input-on-call", {{"say", "?"}}, {"keypress", "speech", "timeout"});
    };
    auto keys = question();
    keys.content(told("in-progress", {{"digits", "42"}}));
    CHECK(asked(keys)["text"] == "keypress42");
    auto words = question();
    words.content(told("in-progress", {{"speech", "yes"}}));
    CHECK(asked(words)["text"] == "speech");
    auto nothing = question();
    nothing.content(told("no-input"));
    CHECK(asked(nothing)["text"] == "timeout");
    auto other = question();
    other.content({{"text", "written elsewhere"}});
    CHECK(other.status() == "waiting");
}

TEST_CASE("a caller who hangs up ends the flow, and is not hung up on") {
    for (const auto* state : {"completed", "missed", "no-answer", "failed"}) {
        call_with run("gather-input-on-call", {{"say", "?"}}, {"keypress"});
        run.content(told(state));
        CHECK(run.status() == "ended");
        CHECK(run.last().says.empty());
    }
}

TEST_CASE("words that could not be said take the same way") {
    call_with run("record-voicemail", json::object(), {"hangup"});
    run.send_failed_of(run.last().says.at(0).tag);
    CHECK(asked(run)["text"] == "hangup");
}

TEST_CASE("a call begins the flow anew, whatever the one before waited for") {
    call_with run("gather-input-on-call", {{"say", "?"}}, {"keypress"});
    run.content(told("ringing"));
    CHECK(run.status() == "waiting");
    CHECK(run.steps().size() == 2);
    run.content(told("in-progress", {{"digits", "1"}}));
    CHECK(asked(run)["text"] == "keypress1");
}

TEST_CASE("a voicemail ends as the caller ends it") {
    const auto record = [] {
        return call_with("record-voicemail",
                         {{"max_length", "60"}, {"play_beep", "true"}, {"transcribe", true}},
                         {"recordingComplete", "noAudio", "hangup"});
    };
    auto run = record();
    CHECK(asked(run) == json::parse(R"({"call":{"state":"record","parameters":{"maxLength":"60",
        "playBeep":"true","transcribe":"true"}}})"));
    run.content(told("recorded", {{"digits", "#"}, {"parameters", {{"RecordingUrl", "u"}}}}));
    CHECK(asked(run)["text"] == "recordingComplete");
    auto silent = record();
    silent.content(told("no-audio"));
    CHECK(asked(silent)["text"] == "noAudio");
    auto gone = record();
    gone.content(told("recorded", {{"digits", "hangup"}}));
    CHECK(asked(gone)["text"] == "hangup");
}

TEST_CASE("another party is called, and the flow goes on when they are done") {
    call_with run("connect-call-to",
                  {{"noun", "number"},
                   {"to", "+60311112222"},
                   {"caller_id", "{{contact.channel.address}}"},
                   {"timeout", 20},
                   {"record", "true"}},
                  {"callCompleted", "hangup"});
    CHECK(asked(run) ==
          json::parse(R"({"call":{"state":"dial","to":"+60311112222","from":"visitor-1",
              "parameters":{"noun":"number","timeout":"20","record":"record-from-answer"}}})"));
    run.content(told("dial-busy", {{"parameters", {{"DialCallStatus", "busy"}}}}));
    CHECK(asked(run)["text"] == "callCompleted");
    const call_with sip("connect-call-to",
                        {{"noun", "sip"},
                         {"to", "{{contact.channel.address}}"},
                         {"sip_endpoint", "sip:a@b.example"}},
                        {});
    CHECK(asked(sip)["call"]["to"] == "sip:a@b.example");
}

TEST_CASE("a caller in the queue is the agents', and the flow ends without hanging up") {
    for (const auto* type : {"enqueue-call", "send-to-flex"}) {
        call_with run(type,
                      {{"workflow_sid", "main"},
                       {"workflow", "main"},
                       {"channel", "voice"},
                       {"task_attributes", R"({"topic":"bill"})"},
                       {"attributes", R"({"topic":"bill"})"}},
                      {"callComplete"}, R"(["main"])");
        INFO(type);
        REQUIRE(run.tasks().size() == 1);
        CHECK(run.tasks()[0].workflow == "main");
        CHECK(json::parse(run.tasks()[0].attributes) == json{{"topic", "bill"}});
        CHECK(run.status() == "ended");
        CHECK(run.last().says.empty());
    }
    CHECK(call_with("enqueue-call", {{"queue_name", "sales"}}, {}).tasks().at(0).workflow.empty());
}
