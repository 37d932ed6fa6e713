// A call is over when it is over, whether Twilio says so once, twice, late or never.

#include "voice_under_test.hpp"

using namespace voice_test;

namespace {

const fields over = about_call({{"CallStatus", "completed"}, {"CallDuration", "61"}});
json say(const std::string& text) { return {{"text", text}, {"call", {{"state", "say"}}}}; }
json gather() { return {{"text", "?"}, {"call", {{"state", "gather"}}}}; }

}  // namespace

TEST_CASE("the end of a call is told with its length, and nothing answers it") {
    on_line line;
    line.ring();
    const auto got = line.post(over, "/status");
    CHECK(got.http_status() == 204);
    CHECK(got.inbounds.at(0).provider_id == sid + ":ended");
    CHECK(got.inbounds[0].no_reply);
    CHECK(call_in(got)["state"] == "completed");
    CHECK(call_in(got)["duration"] == 61);
}

TEST_CASE("what is told late is told with its time") {
    on_line line;
    line.ring();
    const auto at = [&](const std::string& time) {
        return line.post(about_call({{"CallStatus", "completed"}, {"Timestamp", time}}), "/status")
            .inbounds.at(0)
            .at_ms;
    };
    CHECK(at("Tue, 14 Nov 2023 22:13:20 +0000") == 1'700'000'000'000);
    CHECK(at("Wed, 15 Nov 2023 06:13:20 +0800") == 1'700'000'000'000);
    CHECK(at("Sat, 4 Nov 2023 22:13:20 GMT") == 1'699'136'000'000);
    for (const auto* wrong : {"", "now", "Tue, 14 Nvo 2023 22:13:20 +0000", "Tue, 14 Nov 2023",
                              "Tue, 99 Nov 2023 22:13:20 +0000"}) {
        CHECK(at(wrong) == 0);
    }
}

TEST_CASE("every way a call can end is told as Twilio calls it") {
    on_line line;
    line.ring();
    const auto status =
        GENERATE(as<std::string>{}, "completed", "busy", "failed", "no-answer", "canceled");
    CHECK(call_in(line.post(about_call({{"CallStatus", status}})))["state"] == status);
}

TEST_CASE("a flow that waits for the caller hears of the end") {
    on_line line;
    line.ring();
    line.send(gather());
    CHECK_FALSE(line.post(over).inbounds.at(0).no_reply);
    on_line answered;
    answered.ring();
    answered.send(gather());
    answered.post(about_call({{"Digits", "1"}}), "/answer?said=1&turn=1&flow=1");
    CHECK(answered.post(over).inbounds.at(0).no_reply);
}

TEST_CASE("who gave up waiting was missed; who talked with an agent was not") {
    on_line line;
    line.ring();
    line.send(steer("enqueue"), "system");
    CHECK(call_in(line.post(over))["state"] == "missed");
    on_line talked;
    talked.ring();
    talked.send(steer("connect", "+601"), "system");
    talked.post({{"ConferenceSid", conference},
                 {"FriendlyName", sid},
                 {"StatusCallbackEvent", "participant-join"},
                 {"CallSid", leg}},
                "/conference?call=" + sid);
    CHECK(call_in(talked.post(over))["state"] == "completed");
}

TEST_CASE("what was not said when the call ended failed, and agents' phones stop ringing") {
    on_line line;
    line.ring();
    line.send(say("one"));
    const auto asked = line.send(steer("connect", "+601"), "system");
    line.voice.serial_reply(drive::answer_to(asked.calls.back(), 201, json{{"sid", leg}}.dump()));
    const auto done = line.stored(line.post(over));
    REQUIRE(done.receipts.size() == 1);
    CHECK(done.receipts[0].status == SELAT_RECEIPT_FAILED);
    CHECK(done.receipts[0].code == selat::code::wrong_state);
    CHECK(done.receipts[0].message == own_message);
    REQUIRE(done.calls.size() == 1);
    CHECK(has(done.calls[0].url, "/Calls/" + leg + ".json"));
    REQUIRE(done.states.size() == 1);
    CHECK(done.states[0].key == sid);
    CHECK(done.states[0].value.empty());
}

TEST_CASE("an end that could not be stored is not taken for one") {
    on_line line;
    line.ring();
    line.send(say("one"));
    const auto got = line.post(over);
    const auto failed =
        line.voice.stored({.tag = got.inbounds.at(0).tag, .failure = selat::code::unavailable});
    CHECK(failed.states.empty());
    CHECK(has(line.next(0), "one"));
}

TEST_CASE("an end that comes twice changes nothing, and what comes after it finds nobody") {
    on_line line;
    line.ring();
    line.stored(line.post(over));
    const auto again = line.post(over);
    CHECK(again.inbounds.at(0).provider_id == sid + ":ended");
    CHECK(again.inbounds[0].from == customer);
    CHECK(line.stored(again).order.empty());
    CHECK(has(line.next(0), "<Response><Hangup/></Response>"));
    const auto rung = line.ring();
    CHECK(rung.inbounds.empty());
    CHECK(has(rung.responds.at(0).body, "<Hangup/>"));
    CHECK(line.send(say("hello")).faileds.at(0).code == selat::code::wrong_state);
}

TEST_CASE("what the caller pressed before the end, and comes after it, begins nothing") {
    on_line line;
    line.ring();
    const auto end = line.post(over, "/status");
    line.stored(end);
    const auto late = line.post(about_call({{"CallStatus", "completed"}, {"Digits", "5"}}),
                                "/answer?said=1&turn=2&flow=1");
    CHECK(call_in(late)["digits"] == "5");
    CHECK(late.inbounds[0].no_reply);
    CHECK(has(late.responds.at(0).body, "<Hangup/>"));
}

TEST_CASE("what comes while the end of a call is being stored begins nothing anew") {
    on_line line;
    line.ring();
    line.send(gather());
    const auto end = line.post(over, "/status");
    CHECK_FALSE(end.inbounds.at(0).no_reply);
    const auto pressed = line.post(about_call({{"CallStatus", "completed"}, {"Digits", "5"}}),
                                   "/answer?said=1&turn=2&flow=1");
    CHECK(pressed.inbounds.at(0).no_reply);
    CHECK(has(pressed.responds.at(0).body, "<Hangup/>"));
    const auto silent = line.post(about_call({{"CallStatus", "in-progress"}}),
                                  "/next?said=0&turn=3&flow=1&heard=no-input");
    CHECK(silent.inbounds.empty());
    CHECK(has(silent.responds.at(0).body, "<Hangup/>"));
    const auto recorded =
        line.post({{"CallSid", sid}, {"RecordingSid", recording}, {"RecordingStatus", "completed"}},
                  "/recording?flow=1");
    CHECK(recorded.inbounds.at(0).no_reply);
    CHECK(line.ring().inbounds.empty());
    // It is told again when it could not be stored, to the flow that still waits.
    line.voice.stored({.tag = end.inbounds[0].tag, .failure = selat::code::unavailable});
    CHECK_FALSE(line.post(over, "/status").inbounds.at(0).no_reply);
}

TEST_CASE("a call does not begin while its end is being stored") {
    on_line line;
    const auto ended = line.post(over);
    const auto rung = line.ring();
    CHECK(rung.inbounds.empty());
    CHECK(has(rung.responds.at(0).body, "<Hangup/>"));
    line.stored(ended);
    CHECK(line.ring().inbounds.empty());
}

TEST_CASE("a call whose end is told before its beginning does not begin") {
    on_line line;
    const auto ended = line.post(over);
    CHECK(call_in(ended)["state"] == "completed");
    line.stored(ended);
    const auto rung = line.ring();
    CHECK(rung.inbounds.empty());
    CHECK(has(rung.responds.at(0).body, "<Hangup/>"));
}

TEST_CASE("the late end of a call is not taken for the end of the next") {
    on_line line;
    line.ring();
    line.send(gather());
    line.ring({{"CallSid", leg}});
    line.send(gather());
    CHECK(line.post(over).inbounds.at(0).no_reply);
    auto second = over;
    second["CallSid"] = leg;
    CHECK_FALSE(line.post(second).inbounds.at(0).no_reply);
}

TEST_CASE("what is told of a call after its end, and after a restart, makes none") {
    on_line line;
    const auto got = line.post(about_call({{"CallStatus", "completed"},
                                           {"RecordingUrl", "https://x.example"},
                                           {"RecordingSid", recording},
                                           {"Digits", "hangup"}}),
                               "/recorded?said=1&turn=2&flow=1");
    CHECK(got.inbounds.size() == 1);
    CHECK(has(got.responds.at(0).body, "<Response><Hangup/></Response>"));
    CHECK(line.send(say("hello")).faileds.at(0).code == selat::code::wrong_state);
}

TEST_CASE("a call that is to end and does not is hung up") {
    on_line line;
    line.ring();
    line.next(0);
    line.send(steer("hangup"));
    drive::call look;
    look.context = "look " + sid;
    const auto got =
        line.voice.serial_reply(drive::answer_to(look, 200, R"({"status":"in-progress"})"));
    REQUIRE(got.calls.size() == 1);
    CHECK(form_of(got.calls[0]).get("Status") == "completed");
}

TEST_CASE("a recording that comes after the end is the caller's still") {
    on_line line;
    line.ring();
    line.stored(line.post(over));
    const auto got = line.post(
        {{"CallSid", sid}, {"RecordingSid", recording}, {"RecordingStatus", "completed"}});
    CHECK(got.inbounds.at(0).from == customer);
}

TEST_CASE("a call that Twilio is silent about is asked for, and its end found out") {
    on_line line;
    line.voice.timer(SELAT_TIMER_START);
    line.ring();
    line.send(gather());
    line.voice.advance(40'000);
    const auto looked = line.voice.advance(30'000);
    REQUIRE(looked.size() == 2);
    const auto asked = looked.back().calls.empty() ? looked.front() : looked.back();
    REQUIRE(asked.calls.size() == 1);
    CHECK(asked.calls[0].method == "GET");
    CHECK(has(asked.calls[0].url, "/Calls/" + sid + ".json"));
    const auto got = line.voice.serial_reply(
        drive::answer_to(asked.calls[0], 200,
                         json{{"sid", sid}, {"status", "completed"}, {"duration", "30"}}.dump()));
    REQUIRE(got.inbounds.size() == 1);
    CHECK(got.inbounds[0].provider_id == sid + ":ended");
    CHECK(got.inbounds[0].from == customer);
    CHECK_FALSE(got.inbounds[0].no_reply);
    CHECK(call_in(got)["duration"] == 30);
    CHECK(line.stored(got).states.at(0).value.empty());
}

TEST_CASE("a call that goes on, or cannot be asked for, is left alone") {
    on_line line;
    line.ring();
    drive::call asked;
    asked.op = 0;
    asked.context = "look " + sid;
    CHECK(line.voice.serial_reply(drive::answer_to(asked, 200, R"({"status":"in-progress"})"))
              .inbounds.empty());
    CHECK(line.voice.serial_reply(drive::answer_to(asked, 503)).inbounds.empty());
    CHECK(line.voice.serial_reply(drive::no_answer_to(asked, selat::code::unavailable))
              .inbounds.empty());
    CHECK(line.voice.serial_reply(drive::answer_to(asked, 404)).inbounds.size() == 1);
}

TEST_CASE("a caller whom the agents left unheard of is found out") {
    on_line line;
    line.ring();
    line.send(steer("connect", "+601"), "system");
    line.post({{"ConferenceSid", conference},
               {"FriendlyName", sid},
               {"StatusCallbackEvent", "participant-join"},
               {"CallSid", leg}},
              "/conference?call=" + sid);
    drive::call asked;
    asked.op = 0;
    asked.context = "look " + sid;
    const auto looked =
        line.voice.serial_reply(drive::answer_to(asked, 200, R"({"status":"in-progress"})"));
    REQUIRE(looked.calls.size() == 1);
    CHECK(has(looked.calls[0].url, "/Conferences/" + conference + "/Participants.json"));
    CHECK(
        line.voice.serial_reply(drive::answer_to(looked.calls[0], 200, R"({"participants":[1,2]})"))
            .calls.empty());
    const auto alone =
        line.voice.serial_reply(drive::answer_to(looked.calls[0], 200, R"({"participants":[1]})"));
    CHECK(form_of(alone.calls.at(0)).get("Status") == "completed");
}

TEST_CASE("who calls twice at once is talked to on the call that began last") {
    on_line line;
    line.ring();
    line.voice.advance(1000);
    line.ring({{"CallSid", leg}});
    line.voice.advance(1000);
    line.next(0);
    line.send(say("hello"));
    CHECK_FALSE(has(line.next(0), "hello"));
    CHECK(has(line.post(about_call({{"CallSid", leg}}), "/next?said=0&turn=0").responds.at(0).body,
              "hello"));
}

TEST_CASE("calls of before a restart are asked for at once") {
    on_line line;
    line.ring();
    const auto kept = line.send(say("one")).states.at(0);
    auto again = given();
    again.state[kept.key] = kept.value;
    again.state["broken"] = "{";
    on_line restarted(again);
    const auto started = restarted.voice.timer(SELAT_TIMER_START);
    REQUIRE(started.calls.size() == 1);
    CHECK(has(started.calls[0].url, sid));
    CHECK(started.timers.size() == 1);
}

TEST_CASE("a call that does not ask though it was made to is made to again") {
    on_line line;
    line.voice.timer(SELAT_TIMER_START);
    line.ring();
    line.next(0);
    const auto nudge = line.send(say("one")).calls.at(0);
    line.voice.serial_reply(drive::no_answer_to(nudge, selat::code::timeout));
    const auto again = line.voice.advance(20'000);
    REQUIRE(again.size() == 1);
    REQUIRE(again[0].calls.size() == 1);
    CHECK(form_of(again[0].calls[0]).get("Url").starts_with(public_url + "/next?said=0"));
    line.next(0);
    CHECK(line.voice.advance(15'000).at(0).calls.empty());
}

TEST_CASE("a nudge that Twilio refuses because the call is over finds its end") {
    on_line line;
    line.ring();
    line.next(0);
    const auto nudge = line.send(say("one")).calls.at(0);
    const auto got = line.voice.serial_reply(
        drive::answer_to(nudge, 400, R"({"code":21220,"message":"Call is not in-progress"})"));
    CHECK(got.calls.at(0).method == "GET");
    const auto denied = line.voice.serial_reply(drive::answer_to(nudge, 401, R"({"code":20003})"));
    CHECK_FALSE(denied.statuses.at(0).running);
}
