// How an execution begins, and what the trigger knows.

#include "run_support.hpp"

#include <catch2/catch.hpp>

using namespace studio::testing;

TEST_CASE("a trigger without a way on ends at once") {
    dry_run run({R"({"initial_state":"T","states":[{"name":"T","type":"trigger",
        "transitions":[{"event":"incomingMessage"},{"event":"incomingCall","next":"T"}]}]})"});
    run.start("hey");
    CHECK(run.status() == "ended");
}

TEST_CASE("the trigger's event is the one that fits") {
    const given_flow both{
        R"({"initial_state":"T","states":[{"name":"T","type":"trigger","transitions":[
        {"event":"incomingMessage","next":"m"},{"event":"incomingConversationMessage","next":"c"},
        {"event":"incomingParent","next":"p"}]},
        {"name":"m","type":"set-variables"},{"name":"c","type":"set-variables"},{"name":"p","type":"set-variables"}]})"};
    dry_run chat(both);
    chat.start("x");
    CHECK(chat.steps()[0] == "T incomingConversationMessage c");
    dry_run sms(both);
    sms.channel_kind = "sms";
    sms.start("x");
    CHECK(sms.steps()[0] == "T incomingMessage m");
    dry_run child(both);
    child.parameters = R"({"a":1})";
    child.parent = R"({"flow":"main","execution":"FN0"})";
    child.start("x");
    CHECK(child.steps()[0] == "T incomingParent p");
}

TEST_CASE("a flow that nobody wrote to begins by its request") {
    dry_run run({R"({"initial_state":"T","states":[{"name":"T","type":"trigger","transitions":[
        {"event":"incomingMessage","next":"m"},{"event":"incomingRequest","next":"r"}]},
        {"name":"m","type":"set-variables"},
        {"name":"r","type":"send-message","properties":{"body":"{{trigger.request.from}} {{trigger.request.to}}"}}]})"});
    run.start_by_request();
    CHECK(run.said() == list{"CH1 visitor-1"});
}

TEST_CASE("a call has its names, and a subflow its data") {
    dry_run call(flow_of(json::parse(
        R"([{"name":"s","type":"send-message","properties":{"body":"{{trigger.call.From}} {{trigger.call.CallSid}}"}}])")));
    call.channel_kind = "voice";
    call.start("x");
    CHECK(call.said() == list{"visitor-1 CH1", R"({"call":{"state":"hangup"}})"});
    dry_run sub(
        {R"({"initial_state":"T","states":[{"name":"T","type":"trigger","transitions":[{"event":"incomingParent","next":"s"}]},
        {"name":"s","type":"send-message","properties":{"body":"{{flow.data.a}}"}}]})"});
    sub.parameters = R"({"a":7})";
    sub.start("x");
    CHECK(sub.said() == list{"7"});
}
