// How an execution goes on from widget to widget, waits, and ends.

#include "run_support.hpp"

#include <catch2/catch.hpp>

using namespace studio::testing;

TEST_CASE("a reply is waited for and used") {
    dry_run run(flow_of(json::parse(ask)));
    run.start("hey");
    CHECK(run.status() == "waiting");
    CHECK(run.last().flow_states[0].takes_messages);
    REQUIRE(run.last().says.size() == 1);
    CHECK(run.last().says[0].author_name == "Bot");
    CHECK(run.last().says[0].to.empty());
    REQUIRE(run.last().timers.size() == 1);
    CHECK(run.last().timers[0].after_ms == 60'000);
    run.message("Siti");
    CHECK(run.last().timers.at(0).after_ms < 0);
    CHECK(run.said() == list{"Name?", "Hi Siti"});
    CHECK(run.status() == "ended");
}

TEST_CASE("a timer that is late changes nothing") {
    dry_run run(flow_of(json::parse(ask)));
    run.start("hey");
    const auto name = run.name();
    const auto before = run.state();
    run.timer_named("ask#0");
    CHECK(run.state() == before);
    CHECK(run.last().flow_states[0].takes_messages);
    run.timer_named(name);
    CHECK(run.said() == list{"Name?", "Too late"});
}

TEST_CASE("a message that was not delivered fires deliveryFailure") {
    dry_run run(flow_of(json::parse(ask)));
    run.start("hey");
    run.send_failed();
    CHECK(run.steps().back() == "lost next -");
    CHECK(json::parse(run.last().flow_states[0].result) == json{{"s", "undelivered"}});
}

TEST_CASE("variables keep their kinds and see one another") {
    dry_run run(
        flow_of(json::parse(R"([{"name":"set","type":"set-variables","properties":{"variables":[
        {"key":"b","value":"{{flow.variables.a}}!","index":"1"},{"key":"a","value":"one","index":"0"},
        {"key":"j","value":"{\"x\":[1]}","parse_as_json":true},{"key":"n","value":" 7 ","type":"number"},
        {"key":"bad","value":"{oops","parse_as_json":"true"},{"key":"later","value":"{{widgets.set.a}}{{flow.variables.j.x[0]}}"}]},
        "transitions":[]}])")));
    run.start("x");
    CHECK(
        json::parse(run.last().flow_states[0].result) ==
        json::parse(R"({"a":"one","b":"one!","j":{"x":[1]},"n":7,"bad":"{oops","later":"one1"})"));
}

TEST_CASE("widgets that cannot run here take their failure event or end, with a warning") {
    dry_run gather(
        flow_of(json::parse(R"([{"name":"g","type":"gather-input-on-call","properties":{"say":"x"},
        "transitions":[{"event":"keypress","next":"g"}]}])")));
    gather.start("x");
    CHECK(gather.status() == "ended");
    CHECK(gather.last().logs.size() == 1);
    dry_run redirect(
        flow_of(json::parse(R"([{"name":"r","type":"add-twiml-redirect","properties":{"url":"x"},
        "transitions":[{"event":"fail","next":"s"}]},{"name":"s","type":"send-message","properties":{"body":"b"}}])")));
    redirect.start("x");
    CHECK(redirect.said() == list{"b"});
}

TEST_CASE("a template that fails ends the widget by its failure event, or the execution") {
    dry_run has(flow_of(json::parse(
        R"([{"name":"s","type":"send-message","properties":{"body":"{{ 1 | divided_by: 0 }}"},
        "transitions":[{"event":"failed","next":"f"}]},{"name":"f","type":"send-message","properties":{"body":"f"}}])")));
    has.start("x");
    CHECK(has.said() == list{"f"});
    dry_run none(
        flow_of(json::parse(R"([{"name":"s","type":"set-variables","properties":{"variables":[
        {"key":"a","value":"{{ 1 | divided_by: 0 }}"}]}}])")));
    none.start("x");
    CHECK(none.status() == "failed: 's': Liquid: divided by 0");
}

TEST_CASE("an execution that does not come to rest is stopped") {
    dry_run itself(flow_of(json::parse(
        R"([{"name":"s","type":"set-variables","transitions":[{"event":"next","next":"s"}]}])")));
    itself.start("x");
    CHECK(itself.status() == "failed: 's' came 10 times in a row");
    CHECK(itself.steps().size() == 10);
    dry_run two(flow_of(json::parse(
        R"([{"name":"a","type":"set-variables","transitions":[{"event":"next","next":"b"}]},
        {"name":"b","type":"set-variables","transitions":[{"event":"next","next":"a"}]}])")));
    two.start("x");
    CHECK(two.status() == "failed: more than 1000 steps");
    CHECK(two.steps().size() == 1'000);
}

TEST_CASE("repeats are counted across waits") {
    dry_run run(flow_of(json::parse(
        R"([{"name":"ask","type":"send-and-wait-for-reply","properties":{"body":"again?","timeout":"3600"},
        "transitions":[{"event":"incomingMessage","next":"ask"}]}])")));
    run.start("x");
    for (int i = 0; i < 8; ++i) {
        run.message("y");
        REQUIRE(run.status() == "waiting");
    }
    run.message("y");
    CHECK(run.status() == "failed: 'ask' came 10 times in a row");
}

TEST_CASE("a state that is not ours is refused, and a widget that is gone fails") {
    dry_run run(flow_of(json::parse(ask)));
    run.start("x");
    run.restore("no json");
    CHECK_THROWS_AS(run.message("x"), selat::refusal);
    run.restore(R"({"at":"gone","n":1,"for":"x#1","m":1})");
    run.message("x");
    CHECK(run.status() == "failed: the flow has no widget 'gone' any more");
}

TEST_CASE("a message that the host will not send is failed at once, and the flow goes that way") {
    const auto given = flow_of(json::parse(R"([{"name":"say","type":"send-message",
        "properties":{"body":"hello"},
        "transitions":[{"event":"sent","next":"sent"},{"event":"failed","next":"task"}]},
        {"name":"sent","type":"send-message","properties":{"body":"sent"},"transitions":[]},
        {"name":"task","type":"set-variables","properties":{"variables":[
         {"key":"why","value":"{{widgets.say.outbound.Status}} {{widgets.say.outbound.ErrorCode}}"}]}}])"));
    dry_run run(given);
    run.blocked = true;
    run.start("x");
    CHECK(run.steps() == list{"Trigger incomingMessage say", "say failed task", "task next -"});
    CHECK(json::parse(run.last().flow_states[0].result) == json{{"why", "failed 21610"}});
    CHECK(run.said() == list{"hello"});  // the host keeps it as one that failed
    dry_run open(given);
    open.start("x");
    CHECK(open.said() == list{"hello", "sent"});
}

TEST_CASE("a delivery that fails later does not disturb where the flow stands") {
    json states = json::parse(ask);
    states.insert(states.begin(),
                  json::parse(R"({"name":"say","type":"send-message","properties":{"body":"hello"},
                   "transitions":[{"event":"sent","next":"ask"},{"event":"failed","next":"late"}]})"));
    dry_run run(flow_of(states));
    run.start("x");
    const auto before = run.state();
    run.send_failed_of(run.last().says.at(0).tag);
    CHECK(run.state() == before);
    run.message("Siti");
    CHECK(run.said().back() == "Hi Siti");
}

TEST_CASE("an execution goes on by the definition that it began with") {
    const auto before = flow_of(json::parse(ask));
    auto states = json::parse(ask);
    states[0]["name"] = "other";
    states[1]["properties"]["body"] = "Changed";
    auto after = flow_of(states);
    dry_run begun(before);
    begun.start("x");
    after.earlier = {before.definition, "no definition"};
    dry_run run(after);
    run.resume_from(begun.state(), begun.name());
    run.message("Siti");
    CHECK(run.said() == list{"Hi Siti"});
    run.start("x");
    run.message("Siti");
    CHECK(run.said() == list{"Hi Siti", "Name?", "Changed"});
}

TEST_CASE("an execution that is 30 days old has ended") {
    const std::int64_t day = 24 * 3600 * 1000;
    dry_run run(flow_of(json::parse(ask)));
    run.start("x");
    const auto old = run.name();
    run.now_ms += 30 * day;
    run.timer_named("ask#0");
    CHECK(run.status() == "waiting");
    run.now_ms += 1;
    const auto state = run.state();
    run.timer_named(old);
    CHECK(run.status() == "ended");
    run.restore(state);
    run.message("hello again");
    CHECK(run.status() == "waiting");
    CHECK(run.said() == list{"Name?", "Name?"});
    CHECK(run.name() != old);
}
