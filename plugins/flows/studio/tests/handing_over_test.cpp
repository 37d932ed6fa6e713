// Who a flow gives the conversation to: people, bots and other flows.

#include "run_support.hpp"

#include <catch2/catch.hpp>

using namespace studio::testing;

TEST_CASE("people get the conversation with its attributes") {
    json states = json::parse(
        R"([{"name":"flex","type":"send-to-flex","properties":{"workflow":"WW1","channel":"TC1",
        "attributes":"{\"name\":{{trigger.message.Body | to_json}},\"skills\":[\"a\"]}","priority":"5","timeout":"60"},
        "transitions":[{"event":"callComplete","next":"done"},{"event":"failedToEnqueue","next":"no"}]},
        {"name":"done","type":"send-message","properties":{"body":"{{widgets.flex.sid}}"}},
        {"name":"no","type":"send-message","properties":{"body":"no"}}])");
    const auto given = flow_of(states, R"({"WW1":"main"})", R"(["main"])");
    dry_run run(given);
    run.start("A \"B\"");
    REQUIRE(run.tasks().size() == 1);
    CHECK(run.tasks()[0].workflow == "main");
    CHECK(json::parse(run.tasks()[0].attributes) ==
          json::parse(R"({"name":"A \"B\"","skills":["a"]})"));
    CHECK(run.tasks()[0].priority == 5);
    CHECK(run.tasks()[0].timeout_ms == 60'000);
    CHECK(run.tasks()[0].task_channel.empty());
    CHECK(run.said() == list{"WT1"});
    for (const json& none : {json(), json(""), json("{{flow.variables.none}}")}) {
        states[0]["properties"]["timeout"] = none;
        dry_run patient(flow_of(states, R"({"WW1":"main"})", R"(["main"])"));
        patient.start("x");
        REQUIRE(patient.tasks().size() == 1);
        CHECK(patient.tasks()[0].timeout_ms == 3'600'000);
    }
    dry_run refused(given);
    refused.tasks_succeed = false;
    refused.start("x");
    CHECK(refused.said() == list{"no"});
    dry_run unbound(flow_of(states));
    unbound.start("x");
    CHECK(unbound.said() == list{"no"});
    states[0]["properties"]["attributes"] = "{not json}";
    dry_run broken(flow_of(states, R"({"WW1":"main"})", R"(["main"])"));
    broken.start("x");
    CHECK(broken.said() == list{"no"});
    CHECK(broken.tasks().empty());
}

TEST_CASE("a task's attributes have 1024 characters at most") {
    const auto says = [](std::size_t characters) {
        std::string value;
        while (value.size() / 2 + 8 < characters) {
            value += "é";
        }
        const json states = {
            {{"name", "flex"},
             {"type", "send-to-flex"},
             {"properties",
              {{"workflow", ""}, {"channel", "chat"}, {"attributes", "{\"a\":\"" + value + "\"}"}}},
             {"transitions", {{{"event", "failedToEnqueue"}, {"next", "no"}}}}},
            {{"name", "no"}, {"type", "send-message"}, {"properties", {{"body", "no"}}}}};
        dry_run run(flow_of(states));
        run.start("x");
        return run.said();
    };
    CHECK(says(1'024).empty());
    CHECK(says(1'025) == list{"no"});
}

TEST_CASE("a bot has the conversation until it ends, hands off, fails or hears nothing") {
    const auto given = flow_of(json::parse(R"([{"name":"bot","type":"connect-virtual-agent-v2",
        "properties":{"connector_name":"helper","timeout":30,"parameters":[{"key":"lang","value":"ms"}]},
        "transitions":[{"event":"completed","next":"c"},{"event":"live-agent-handoff","next":"h"},
                       {"event":"failed","next":"f"},{"event":"timeout","next":"t"}]},
        {"name":"c","type":"send-message","properties":{"body":"c {{widgets.bot.VirtualAgentStatus}}"}},
        {"name":"h","type":"send-message","properties":{"body":"h {{widgets.bot.inbound.Body}}"}},
        {"name":"f","type":"send-message","properties":{"body":"f"}},{"name":"t","type":"send-message","properties":{"body":"t"}}])"),
                               R"({"helper":"faq"})", "[]", R"(["faq"])");
    const auto after = [&](const json& result, selat::code code) {
        dry_run run(given);
        run.start("x");
        CHECK(run.last().ask_bots.at(0).bot == "faq");
        CHECK(run.last().ask_bots.at(0).parameters == R"({"lang":"ms"})");
        CHECK(run.last().ask_bots.at(0).timeout_ms == 30'000);
        run.bot(result, code, "please");
        return run.said().at(0);
    };
    CHECK(after({{"handoff", false}}, selat::code::ok) == "c completed");
    CHECK(after({{"handoff", true}}, selat::code::ok) == "h please");
    CHECK(after({{"handoff", false}}, selat::code::internal) == "f");
    CHECK(after({{"handoff", false}}, selat::code::timeout) == "t");
}

TEST_CASE("a subflow gets parameters and gives variables back") {
    const auto given =
        flow_of(json::parse(R"([{"name":"sub","type":"run-subflow","properties":{"flow_sid":"FW1",
        "flow_revision":"LatestPublished","parameters":[{"key":"t","value":"1","type":"string"},{"key":"j","value":"[1]","type":"array"}]},
        "transitions":[{"event":"completed","next":"c"},{"event":"failed","next":"f"}]},
        {"name":"c","type":"send-message","properties":{"body":"{{widgets.sub.answer}}"}},
        {"name":"f","type":"send-message","properties":{"body":"f"}}])"),
                R"({"FW1":"other"})", "[]", "[]", R"(["other"])");
    dry_run run(given);
    run.start("x");
    CHECK(run.last().subflows.at(0).flow == "other");
    CHECK(json::parse(run.last().subflows.at(0).parameters) == json::parse(R"({"t":"1","j":[1]})"));
    run.subflow({{"answer", "42"}});
    CHECK(run.said() == list{"42"});
    dry_run broken(given);
    broken.start("x");
    broken.subflow(json::object(), selat::code::internal);
    CHECK(broken.said() == list{"f"});
}

TEST_CASE("inside a subflow the parent's parameters are known") {
    dry_run run(
        {R"({"initial_state":"T","states":[{"name":"T","type":"trigger","transitions":[{"event":"incomingParent","next":"s"}]},
        {"name":"s","type":"send-message","properties":{"body":"{{trigger.parent.parameters.a}} {{trigger.parent.flow_sid}}"}}]})"});
    run.parameters = R"({"a":[1,2]})";
    run.parent = R"({"flow":"main","execution":"FN0"})";
    run.start("x");
    CHECK(run.said() == list{"12 main"});
}
