// Calls and timers of flows: a row each while they are waited for, none after.

#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace scene;
using namespace std::chrono_literals;
using engine::flow_what;
using model::job_kind;

namespace {

engine::input::flow_reply answer_to(const model::job& job) {
    return {job.conversation, job.id, job.execution, job.name, {}};
}

}  // namespace

TEST_CASE("a flow's call is a job with all that it takes to make it, again after a restart") {
    desk desk;
    act::call wish;
    wish.method = "POST";
    wish.url = "https://crm.example/x";
    wish.headers = {{"content-type", "application/json"}};
    wish.body = R"({"a":1})";
    wish.context = "ctx";
    wish.timeout = 7s;
    wish.tag = "crm";
    wish.repeatable = true;
    wish.secret_body = true;
    desk.script.flows["front"] = in_turn({{wish, busy()}, {listening()}});
    desk.inbound("hello");
    const auto job = desk.only(job_kind::flow_call);
    CHECK(job.name == "crm");
    CHECK(job.channel == "front");
    CHECK(job.customer == desk.state.customer.id);
    CHECK(job.execution == desk.open().execution->id);
    CHECK(nlohmann::json::parse(job.payload) ==
          nlohmann::json{
              {"method", "POST"},
              {"url", "https://crm.example/x"},
              {"headers", nlohmann::json::parse(R"([["content-type","application/json"]])")},
              {"body", R"({"a":1})"},
              {"context", "ctx"},
              {"timeout_ms", 7000},
              {"repeatable", true},
              {"secret_body", true}});
    desk.restart();
    desk.take(answer_to(job));
    CHECK(desk.last().what == flow_what::reply);
    CHECK(desk.rows.jobs_of(job_kind::flow_call).empty());
}

TEST_CASE("an answer that nobody waits for any more only goes away") {
    desk desk;
    desk.script.flows["front"] = in_turn({{call("crm"), busy()}, {listening()}});
    desk.inbound("hello");
    const auto job = desk.only(job_kind::flow_call);
    desk.take(answer_to(job));
    const auto steps = desk.script.seen.size();
    desk.take(answer_to(job));  // a second time
    CHECK(desk.script.seen.size() == steps);
    desk.take(engine::input::close{desk.open().id, "done"});
    desk.take(answer_to(job));
    CHECK(desk.script.seen.size() == steps);
}

TEST_CASE("a flow's end takes its calls and timers with it") {
    desk desk;
    desk.script.flows["front"] =
        in_turn({{call("crm"), timer("slow", 60'000), listening()}, {ended()}});
    desk.inbound("hello");
    const auto job = desk.only(job_kind::flow_call);
    const auto decision = desk.inbound("stop");
    CHECK(decision.changes.finished_jobs.size() == 2);
    CHECK(desk.rows.jobs_of(job_kind::flow_call).empty());
    CHECK(desk.rows.jobs_of(job_kind::flow_timer).empty());
    desk.inbound("hello");
    const auto steps = desk.script.seen.size();
    desk.take(answer_to(job));  // of the execution before
    CHECK(desk.script.seen.size() == steps);
}

TEST_CASE("a timer comes due once, by its name") {
    desk desk;
    desk.script.flows["front"] = in_turn({{timer("slow", 60'000), listening()}, {listening()}});
    desk.inbound("hello");
    const auto job = desk.only(job_kind::flow_timer);
    CHECK(job.due == desk.now + 60s);
    desk.restart();
    desk.due(job);
    CHECK(desk.last().what == flow_what::timer);
    CHECK(desk.last().name == "slow");
    const auto steps = desk.script.seen.size();
    desk.due(job);
    CHECK(desk.script.seen.size() == steps);
}

TEST_CASE("setting a timer again moves it, and the old one is too late even when under way") {
    desk desk;
    desk.script.flows["front"] = in_turn({{timer("slow", 60'000), listening()},
                                          {timer("slow", 60'000), listening()},
                                          {timer("slow", -1), listening()}});
    desk.inbound("hello");
    const auto first = desk.only(job_kind::flow_timer);
    desk.now += 30s;
    desk.inbound("wait");
    const auto second = desk.only(job_kind::flow_timer);
    CHECK(second.due == first.due + 30s);
    const auto steps = desk.script.seen.size();
    desk.due(first);
    CHECK(desk.script.seen.size() == steps);
    CHECK(desk.only(job_kind::flow_timer).id == second.id);
    desk.inbound("never mind");
    CHECK(desk.rows.jobs_of(job_kind::flow_timer).empty());
}

TEST_CASE("a timer that is set when it fires is set") {
    desk desk;
    desk.script.flows["front"] = always({timer("tick", 1000), busy()});
    desk.inbound("hello");
    for (int i = 0; i < 3; ++i) {
        const auto before = desk.only(job_kind::flow_timer);
        desk.due(before);
        CHECK(desk.only(job_kind::flow_timer).due == before.due + 1s);
    }
}

TEST_CASE("set and canceled in one step is not set") {
    desk desk;
    desk.script.flows["front"] = always({timer("t", 1000), timer("t", -1), listening()});
    CHECK(desk.inbound("hello").changes.jobs.size() == 1);  // the close timer's
}

TEST_CASE("a subflow's calls end with it, its parent's stay") {
    desk desk;
    desk.script.flows["below"] = in_turn({{call("deep"), listening()}, {ended()}});
    desk.script.flows["front"] =
        in_turn({{timer("whole", 60'000), subflow("below"), busy()}, {listening()}});
    desk.inbound("hello");
    CHECK(desk.rows.jobs_of(job_kind::flow_call).size() == 1);
    desk.inbound("done");
    CHECK(desk.rows.jobs_of(job_kind::flow_call).empty());
    desk.due(desk.only(job_kind::flow_timer));
    CHECK(desk.last().who == "front");
    CHECK(desk.last().what == flow_what::timer);
}

TEST_CASE("what comes for a parent while its subflow runs is told when that is over, in order") {
    desk desk;
    desk.script.flows["below"] = in_turn({{listening()}, {ended()}});
    desk.script.flows["front"] =
        in_turn({{timer("whole", 60'000), call("crm"), subflow("below"), busy()}, {listening()}});
    desk.inbound("hello");
    const auto steps = desk.script.seen.size();
    desk.due(desk.only(job_kind::flow_timer));
    auto answer = answer_to(desk.only(job_kind::flow_call));
    answer.reply.failure = code::timeout;
    answer.reply.body = std::string("\0\xff", 2);
    desk.take(answer);
    CHECK(desk.script.seen.size() == steps);
    CHECK(desk.open().suspended.at(0).awaits.empty());
    desk.restart();
    desk.inbound("done");
    REQUIRE(desk.script.seen.size() == steps + 4);  // the subflow's end, and three for its parent
    const auto* told = &desk.script.seen[steps + 1];
    CHECK(told[0].what == flow_what::subflow);
    CHECK(told[1].what == flow_what::timer);
    CHECK(told[1].name == "whole");
    CHECK(told[2].what == flow_what::reply);
    CHECK(told[2].name == "crm");
    CHECK(told[2].failure == code::timeout);
    CHECK(told[2].reply == answer.reply.body);
}

TEST_CASE("a parent may wait for nothing but what came while its subflow ran") {
    desk desk;
    desk.script.flows["below"] = in_turn({{listening()}, {ended()}});
    desk.script.flows["front"] =
        in_turn({{call("crm"), subflow("below"), busy()}, {busy()}, {listening()}});
    desk.inbound("hello");
    desk.take(answer_to(desk.only(job_kind::flow_call)));
    desk.inbound("done");
    CHECK(desk.last().what == flow_what::reply);
    CHECK(desk.open().handler == model::handler::flow);
}

TEST_CASE("a timer that a parent cancels when it goes on does not fire any more") {
    desk desk;
    desk.script.flows["below"] = in_turn({{listening()}, {ended()}});
    desk.script.flows["front"] = in_turn(
        {{timer("whole", 60'000), subflow("below"), busy()}, {timer("whole", -1), listening()}});
    desk.inbound("hello");
    desk.due(desk.only(job_kind::flow_timer));
    desk.inbound("done");
    CHECK(desk.last().what == flow_what::subflow);
}

TEST_CASE("what came for a parent waits through its next subflow too") {
    desk desk;
    desk.script.flows["below"] = in_turn({{listening()}, {ended()}});
    desk.script.flows["front"] = in_turn({{timer("whole", 60'000), subflow("below"), busy()},
                                          {subflow("below"), busy()},
                                          {listening()}});
    desk.inbound("hello");
    desk.due(desk.only(job_kind::flow_timer));
    desk.inbound("done");
    CHECK(desk.last().who == "below");
    desk.inbound("done");
    CHECK(desk.last().what == flow_what::timer);
}
