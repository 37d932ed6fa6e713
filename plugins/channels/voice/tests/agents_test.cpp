// Callers wait for agents, talk with them, are held and passed on.

#include "voice_under_test.hpp"

using namespace voice_test;

namespace {

const std::string phone = "+60199998888";

fields event(const std::string& name, const std::string& of, const std::string& number) {
    return {{"ConferenceSid", conference},
            {"FriendlyName", sid},
            {"AccountSid", account},
            {"StatusCallbackEvent", name},
            {"SequenceNumber", number},
            {"CallSid", of},
            {"Muted", "false"},
            {"Hold", "false"}};
}

// The last that is told of an agent's telephone.
fields agent_status(const std::string& of, const std::string& status) {
    return about_call({{"CallSid", of},
                       {"CallStatus", status},
                       {"Direction", "outbound-api"},
                       {"To", phone},
                       {"From", ours}});
}

const std::string other = "CA" + std::string(31, '0') + "8";
const std::string conference_path = "/conference?call=" + sid;

// A caller who waits.
void wait(on_line& line) {
    line.ring();
    line.next(0);
    line.send(steer("enqueue"), "system");
    line.next(0);
}

// An agent has answered and talks.
void talk(on_line& line) {
    wait(line);
    const auto asked = line.send(steer("connect", phone), "system");
    line.voice.serial_reply(
        drive::answer_to(asked.calls.back(), 201, json{{"sid", leg}, {"status", "queued"}}.dump()));
    line.next(0);
    line.post(event("participant-join", sid, "1"), conference_path);
    line.post(event("participant-join", leg, "2"), conference_path);
}

}  // namespace

TEST_CASE("who waits hears the position and music, again and again") {
    on_line line;
    wait(line);
    const auto twiml = line.next(0);
    CHECK(has(twiml, "<Say>You are number 1 in the queue.</Say>"
                     "<Play>https://gateway.example/channels/voice-my/music.wav</Play><Redirect"));
    line.post(about_call({{"CallSid", leg}, {"From", "+60111"}}));
    CHECK(has(line.next(0), "number 1"));
}

TEST_CASE("the second in the queue hears so, and moves up") {
    on_line line(given({{"waiting", "No. {position}"}, {"music", "https://x.example/m.mp3"}}));
    wait(line);
    const auto second = about_call({{"CallSid", leg}, {"From", "+60111"}, {"Caller", "+60111"}});
    line.post(second);
    line.voice.advance(1000);
    drive::outgoing_message enqueue;
    enqueue.to = "+60111";
    enqueue.content = steer("enqueue").dump();
    line.voice.send(enqueue);
    CHECK(has(line.post(second, "/next?said=0&turn=1").responds.at(0).body, "<Say>No. 2</Say>"));
    line.send(steer("connect", phone), "system");
    CHECK(has(line.post(second, "/next?said=0&turn=2").responds.at(0).body, "<Say>No. 1</Say>"));
}

TEST_CASE("a caller whom an agent takes comes into a conference, and the agent's phone rings") {
    on_line line(given({{"music", "https://x.example/m.mp3"}}));
    wait(line);
    const auto got = line.send(steer("connect", phone), "system");
    REQUIRE(got.calls.size() == 2);
    CHECK(has(got.calls[0].url, "/Calls/" + sid + ".json"));
    const auto form = form_of(got.calls[1]);
    CHECK(has(got.calls[1].url, "/Calls.json"));
    CHECK_FALSE(got.calls[1].repeatable);
    CHECK(form.get("To") == phone);
    CHECK(form.get("From") == ours);
    CHECK(form.get("Url") == public_url + "/agent?call=" + sid);
    CHECK(form.get("StatusCallback") ==
          public_url + "/agent-status?call=" + sid + "&from=" + forms::encode(customer));
    CHECK(got.sents.empty());
    const auto done =
        line.voice.serial_reply(drive::answer_to(got.calls[1], 201, json{{"sid", leg}}.dump()));
    CHECK(done.sents.at(0).provider_ids.at(0) == leg);

    const auto caller = line.next(0);
    CHECK(has(caller, "<Dial action="));
    CHECK(has(caller, R"(<Conference beep="false" startConferenceOnEnter="false" )"
                      R"(endConferenceOnExit="true")"));
    CHECK(has(caller, ">" + sid + "</Conference></Dial></Response>"));
    const auto agent = line.post(about_call({{"CallSid", leg}, {"Direction", "outbound-api"}}),
                                 "/agent?call=" + sid);
    CHECK(has(agent.responds.at(0).body,
              R"(startConferenceOnEnter="true" endConferenceOnExit="false")"));
    CHECK(has(agent.responds[0].body, ">" + sid + "</Conference></Dial></Response>"));
    CHECK(agent.inbounds.empty());
}

TEST_CASE("an agent without a line is told so, and the caller goes on waiting") {
    on_line line;
    wait(line);
    const auto got = line.send(steer("connect"), "system");
    CHECK(got.faileds.at(0).code == selat::code::config);
    CHECK(has(line.next(0), "in the queue"));
}

TEST_CASE("an agent whose line cannot be called fails, and the caller goes back to the queue") {
    on_line line;
    wait(line);
    const auto got = line.send(steer("connect", phone), "system");
    const auto failed = line.voice.serial_reply(drive::answer_to(
        got.calls[1], 400, R"({"code":21211,"message":"Invalid 'To' Phone Number","status":400})"));
    CHECK(failed.faileds.at(0).code == selat::code::not_found);
    CHECK(failed.faileds[0].provider_code == "21211");
    CHECK(has(line.next(0), "in the queue"));
}

TEST_CASE("who joins and leaves is told, and nothing answers it") {
    on_line line;
    wait(line);
    const auto got = line.post(event("participant-join", sid, "1"), conference_path);
    CHECK(got.http_status() == 204);
    CHECK(got.inbounds.at(0).from == customer);
    CHECK(got.inbounds[0].no_reply);
    CHECK(call_in(got)["state"] == "participant-join");
    CHECK(got.inbounds[0].provider_id == conference + ":participant-join:1");
}

TEST_CASE("the caller is held, the agent muted, by the conference") {
    on_line line;
    talk(line);
    struct order {
        std::string state, of, field, value;
    };
    const auto each = GENERATE(values<order>({{"hold", sid, "Hold", "true"},
                                              {"unhold", sid, "Hold", "false"},
                                              {"mute", leg, "Muted", "true"},
                                              {"unmute", leg, "Muted", "false"}}));
    const auto got = line.send(steer(each.state), "agent");
    REQUIRE(got.calls.size() == 1);
    CHECK(
        has(got.calls[0].url, "/Conferences/" + conference + "/Participants/" + each.of + ".json"));
    CHECK(form_of(got.calls[0]).get(each.field) == each.value);
    CHECK(line.voice.serial_reply(drive::answer_to(got.calls[0], 200, "{}")).sents.size() == 1);
    const auto gone = line.voice.serial_reply(
        drive::answer_to(got.calls[0], 404, R"({"code":20404,"message":"no"})"));
    CHECK(gone.faileds.at(0).code == selat::code::wrong_state);
}

TEST_CASE("nobody is held before an agent is on the line") {
    on_line line;
    wait(line);
    CHECK(line.send(steer("hold"), "agent").faileds.at(0).code == selat::code::wrong_state);
    CHECK(line.send(steer("leave"), "agent").faileds.at(0).code == selat::code::wrong_state);
}

TEST_CASE("a cold transfer takes the caller to another number, and ends there") {
    on_line line;
    talk(line);
    const auto got = line.send(steer("transfer", "+60377776666"), "agent");
    REQUIRE(got.calls.size() == 1);
    CHECK(has(form_of(got.calls[0]).get("Url").data(), "/next?"));
    CHECK(has(line.next(0), "<Number>+60377776666</Number>"));
    const auto done =
        line.post(about_call({{"DialCallStatus", "completed"}}), "/dialed?said=1&turn=9");
    CHECK(has(done.responds.at(0).body, "<Response><Hangup/></Response>"));
    CHECK(done.inbounds.at(0).no_reply);
}

TEST_CASE("a caller whom nobody takes at the other number comes back to the queue") {
    on_line line;
    talk(line);
    line.send(steer("transfer", "+60377776666"), "agent");
    CHECK(has(line.next(0), "&amp;back=1"));
    const auto status = GENERATE(as<std::string>{}, "busy", "no-answer", "failed");
    const auto back =
        line.post(about_call({{"DialCallStatus", status}}), "/dialed?said=1&turn=9&back=1");
    CHECK(call_in(back)["state"] == "dial-" + status);
    CHECK(has(back.responds.at(0).body, "in the queue"));
}

TEST_CASE("a warm transfer brings another in, and the first leaves alone") {
    on_line line;
    talk(line);
    const auto got = line.send(steer("consult", "+60377776666"), "agent");
    REQUIRE(got.calls.size() == 1);
    line.voice.serial_reply(drive::answer_to(got.calls[0], 201, json{{"sid", other}}.dump()));
    CHECK(has(line.send(steer("mute"), "agent").calls.at(0).url, leg));
    line.post(event("participant-join", other, "3"), conference_path);
    const auto left = line.send(steer("leave"), "agent");
    CHECK(has(left.calls.at(0).url, "/Calls/" + leg + ".json"));
    CHECK(form_of(left.calls[0]).get("Status") == "completed");
    const auto first_gone = line.post(event("participant-leave", leg, "5"), conference_path);
    CHECK(first_gone.calls.empty());
    const auto all_gone = line.post(event("participant-leave", other, "6"), conference_path);
    REQUIRE(all_gone.calls.size() == 1);
    CHECK(has(all_gone.calls[0].url, "/Calls/" + sid + ".json"));
    CHECK(form_of(all_gone.calls[0]).get("Status") == "completed");
}

TEST_CASE("an agent who does not pick up is told, and the caller is not hung up on") {
    on_line line;
    wait(line);
    const auto asked = line.send(steer("connect", phone), "system");
    line.voice.serial_reply(drive::answer_to(asked.calls.back(), 201, json{{"sid", leg}}.dump()));
    const auto got = line.post(agent_status(leg, "no-answer"), "/agent-status?call=" + sid);
    CHECK(got.calls.empty());
    CHECK(got.inbounds.at(0).from == customer);
    CHECK(call_in(got)["state"] == "agent-no-answer");
    const auto settled = line.stored(got);
    REQUIRE(settled.calls.size() == 1);
    CHECK(has(settled.calls[0].url, "/Calls/" + sid + ".json"));
    CHECK(has(line.next(0), "in the queue"));
}

TEST_CASE("a telephone that was not answered is rung again, and only for an agent") {
    on_line line;
    wait(line);
    const auto asked = line.send(steer("connect", phone), "system");
    line.voice.serial_reply(drive::answer_to(asked.calls.back(), 201, json{{"sid", leg}}.dump()));
    line.stored(line.post(agent_status(leg, "busy"), "/agent-status?call=" + sid));
    CHECK(line.send(steer("connect"), "system").faileds.at(0).code == selat::code::config);
    const auto again = line.send(steer("connect"), "agent");
    REQUIRE_FALSE(again.calls.empty());
    CHECK(form_of(again.calls.back()).get("To") == phone);
    CHECK(has(line.next(0), "<Dial action="));
}

TEST_CASE("a telephone that is busy before we know its call leaves the caller in the queue") {
    on_line line;
    wait(line);
    const auto asked = line.send(steer("connect", phone), "system");
    const auto busy = line.post(agent_status(leg, "busy"), "/agent-status?call=" + sid);
    CHECK(line.stored(busy).calls.empty());
    const auto made = line.voice.serial_reply(
        drive::answer_to(asked.calls.back(), 201, json{{"sid", leg}}.dump()));
    CHECK(made.sents.size() == 1);
    CHECK(has(line.next(0), "in the queue"));
}

TEST_CASE("a second agent who does not pick up does not hang up on the caller") {
    on_line line;
    talk(line);
    line.send(steer("enqueue"), "system");
    line.next(0);
    const auto asked = line.send(steer("connect", "+60177776666"), "system");
    // The first agent's end is told late.
    const auto late = line.post(event("participant-leave", leg, "5"), conference_path);
    CHECK(late.calls.empty());
    CHECK(line.stored(late).calls.empty());
    line.voice.serial_reply(drive::answer_to(asked.calls.back(), 201, json{{"sid", other}}.dump()));
    const auto gone = line.post(agent_status(other, "no-answer"), "/agent-status?call=" + sid);
    CHECK(gone.calls.empty());
    line.stored(gone);
    CHECK(has(line.next(0), "in the queue"));
}

TEST_CASE("an agent who is told to have joined after having left is not there") {
    on_line line;
    wait(line);
    const auto asked = line.send(steer("connect", phone), "system");
    line.voice.serial_reply(drive::answer_to(asked.calls.back(), 201, json{{"sid", leg}}.dump()));
    const auto left = line.post(event("participant-leave", leg, "3"), conference_path);
    REQUIRE(left.calls.size() == 1);
    CHECK(form_of(left.calls[0]).get("Status") == "completed");
    CHECK(
        line.stored(line.post(event("participant-join", leg, "2"), conference_path)).calls.empty());
    CHECK(line.send(steer("mute"), "agent").faileds.at(0).code == selat::code::wrong_state);
}

TEST_CASE("an agent who picks up when the caller has gone is not kept in an empty conference") {
    on_line line;
    wait(line);
    line.stored(line.post(about_call({{"CallStatus", "completed"}})));
    const auto got = line.post(about_call({{"CallSid", leg}, {"Direction", "outbound-api"}}),
                               "/agent?call=" + sid);
    CHECK(has(got.responds.at(0).body, "<Response><Hangup/></Response>"));
}

TEST_CASE("the music of a conference is no call, whoever it is asked for") {
    on_line line;
    wait(line);
    const auto of = GENERATE_COPY(sid, leg);
    const auto got = line.post(
        about_call({{"CallSid", of}, {"ConferenceSid", conference}, {"CallStatus", "in-progress"}}),
        "/wait");
    CHECK(has(got.responds.at(0).body, "<Response><Play loop=\"0\">"));
    CHECK(got.inbounds.empty());
}

TEST_CASE("whose a conference or an agent's leg was is known when all else is forgotten") {
    on_line line;
    wait(line);
    line.send(steer("connect", phone), "system");
    CHECK(has(line.next(0), "/conference?call=" + sid + "&amp;from=%2B886911111111"));
    on_line restarted;
    const auto from = "&from=" + forms::encode(customer);
    CHECK(restarted.post(event("conference-end", sid, "7"), conference_path + from)
              .inbounds.at(0)
              .from == customer);
    CHECK(restarted.post(agent_status(leg, "completed"), "/agent-status?call=" + sid + from)
              .inbounds.at(0)
              .from == customer);
}

TEST_CASE("an agent's telephone of which nothing was told is asked for") {
    on_line line;
    wait(line);
    const auto asked = line.send(steer("connect", phone), "system");
    line.voice.serial_reply(drive::answer_to(asked.calls.back(), 201, json{{"sid", leg}}.dump()));
    line.next(0);
    drive::call look;
    look.context = "look " + sid;
    const auto looked =
        line.voice.serial_reply(drive::answer_to(look, 200, R"({"status":"in-progress"})"));
    REQUIRE(looked.calls.size() == 1);
    CHECK(has(looked.calls[0].url, "/Calls/" + leg + ".json"));
    const auto answer_with = [&](const std::string& status) {
        return line.voice.serial_reply(
            drive::answer_to(looked.calls[0], 200, json{{"status", status}}.dump()));
    };
    CHECK(answer_with("ringing").calls.empty());
    SECTION("it was not answered") {
        CHECK(answer_with("no-answer").calls.size() == 1);
        CHECK(has(line.next(0), "in the queue"));
    }
    SECTION("it was, and the agent talks") {
        CHECK(answer_with("in-progress").calls.empty());
        CHECK(has(line.send(steer("mute"), "agent").calls.at(0).url,
                  "/Conferences/" + sid + "/Participants/" + leg + ".json"));
    }
}

TEST_CASE("words do not tear a caller out of the talk with an agent") {
    on_line line;
    talk(line);
    const auto got = line.send({{"text", "hello"}}, "agent");
    CHECK(got.faileds.at(0).code == selat::code::wrong_state);
    CHECK(got.calls.empty());
}

TEST_CASE("who is passed on to the queue leaves the conference") {
    on_line line;
    talk(line);
    const auto got = line.send(steer("enqueue"), "system");
    CHECK(got.calls.size() == 1);
    CHECK(has(line.next(0), "in the queue"));
}

TEST_CASE("a telephone that rings stops when the caller is passed on to the queue") {
    on_line line;
    wait(line);
    const auto asked = line.send(steer("connect", phone), "system");
    line.voice.serial_reply(drive::answer_to(asked.calls.back(), 201, json{{"sid", leg}}.dump()));
    line.next(0);
    const auto got = line.send(steer("enqueue"), "system");
    REQUIRE(got.calls.size() == 2);
    CHECK(has(got.calls[1].url, "/Calls/" + leg + ".json"));
    CHECK(form_of(got.calls[1]).get("Status") == "completed");
}

TEST_CASE("the call ends when it is hung up, and with the agents' conference") {
    on_line line;
    talk(line);
    CHECK(
        has(line.post(about_call({{"DialCallStatus", "completed"}}), "/dialed?said=0&turn=9&met=1")
                .responds.at(0)
                .body,
            "<Hangup/>"));
    on_line fresh;
    fresh.ring();
    fresh.next(0);
    CHECK(fresh.send(steer("hangup")).sents.size() == 1);
    CHECK(has(fresh.next(0), "<Response><Hangup/></Response>"));
}
