// A flow has the conversation.

#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace scene;
using engine::flow_what;
using model::handler;

namespace {

std::vector<flow_what> whats(const desk& desk) {
    std::vector<flow_what> out;
    for (const auto& each : desk.script.seen) {
        if (!each.bot) {
            out.push_back(each.what);
        }
    }
    return out;
}

}  // namespace

TEST_CASE("a message starts the flow, and goes on with it while it listens") {
    desk desk;
    desk.script.flows["front"] = in_turn({{say("Name?"), listening()}, {say("Hi!"), listening()}});
    desk.inbound("hello");
    CHECK(desk.open().handler == handler::flow);
    CHECK(nlohmann::json::parse(desk.last().message)["content"]["text"] == "hello");
    const auto execution = desk.last().execution;
    desk.inbound("Siti");
    CHECK(desk.last().execution == execution);
    CHECK(desk.last().state == "1");
    CHECK(whats(desk) == std::vector{flow_what::start, flow_what::message});
    CHECK(desk.texts(model::direction::outbound) == std::vector<std::string>{"Name?", "Hi!"});
}

TEST_CASE("the message and what the flow says to it are one commit") {
    desk desk;
    desk.script.flows["front"] = always({say("welcome"), listening()});
    const auto decision = desk.inbound("hello");
    CHECK(decision.changes.messages.size() == 2);
    CHECK(decision.changes.messages[1].author.kind == model::author_kind::flow);
    CHECK(decision.changes.messages[1].author.id == "front");
    CHECK(desk.only(model::job_kind::send).message == decision.changes.messages[1].id);
}

TEST_CASE("an execution survives a restart") {
    desk desk;
    desk.script.flows["front"] = in_turn({{listening()}, {say("second"), listening()}});
    desk.inbound("hello");
    desk.restart();
    desk.inbound("more");
    CHECK(desk.last().state == "1");
    CHECK(desk.texts(model::direction::outbound) == std::vector<std::string>{"second"});
}

TEST_CASE("a message that comes while the flow waits for a call is stored, not fed") {
    desk desk;
    desk.script.flows["front"] = in_turn({{call("crm"), busy()}, {say("found"), listening()}});
    desk.inbound("hello");
    desk.inbound("are you there?");
    CHECK(whats(desk) == std::vector{flow_what::start});
    CHECK(desk.rows.messages.size() == 2);
    const auto job = desk.only(model::job_kind::flow_call);
    engine::input::flow_reply reply{desk.open().id, job.id, job.execution, job.name, {}};
    reply.reply.body = "{}";
    desk.take(reply);
    CHECK(desk.last().what == flow_what::reply);
    CHECK(desk.last().name == "crm");
    CHECK(desk.last().reply == "{}");
    desk.inbound("ah");
    CHECK(desk.last().what == flow_what::message);
}

TEST_CASE("a flow that ends leaves the conversation open for the next message") {
    desk desk;
    desk.script.flows["front"] = always({say("bye"), ended()});
    desk.inbound("hello");
    CHECK(desk.open().handler == handler::none);
    CHECK_FALSE(desk.open().execution);
    desk.inbound("hello again");
    CHECK(whats(desk) == std::vector{flow_what::start, flow_what::start});
}

TEST_CASE("a flow that fails leaves the customer with a person, not alone") {
    struct {
        const char* how;
        play flow;
    } const cases[] = {
        {"says so", always({state(act::flow_status::failed)})},
        {"returns a code",
         [](const step_seen&) { return engine::step_outcome{code::internal, "broken", {}}; }},
        {"does not say where it stands", always({say("hm")})},
        {"waits for nothing", always({busy()})}};
    for (const auto& each : cases) {
        INFO(each.how);
        desk desk;
        desk.script.flows["front"] = each.flow;
        const auto decision = desk.inbound("hello");
        CHECK(desk.open().handler == handler::agent);
        CHECK(desk.rows.tasks.size() == 1);
        REQUIRE_FALSE(decision.logs.empty());
        CHECK(decision.logs[0].event == "flow-failed");
    }
}

TEST_CASE("a flow that is gone from the configuration is a failed one") {
    desk desk;
    desk.inbound("hello");
    desk.script.flows.clear();
    desk.inbound("more");
    CHECK(desk.open().handler == handler::agent);
}

TEST_CASE("a failed flow without a workflow leaves a conversation that the next message restarts") {
    desk desk;
    desk.setup.default_workflow.clear();
    desk.script.flows["front"] = always({state(act::flow_status::failed)});
    desk.inbound("hello");
    CHECK(desk.open().handler == handler::none);
    desk.inbound("hello?");
    CHECK(whats(desk) == std::vector{flow_what::start, flow_what::start});
}

TEST_CASE("an execution ends at its limit of steps") {
    desk desk;
    desk.setup.max_steps = 5;
    desk.script.flows["front"] = always({listening()});
    for (int i = 0; i < 5; ++i) {
        desk.inbound("x");
        CHECK(desk.open().handler == handler::flow);
    }
    desk.inbound("x");
    CHECK(desk.open().handler == handler::agent);
    CHECK(desk.script.seen.size() == 5);
}

TEST_CASE("a flow and a bot that hand each other the conversation come to rest") {
    desk desk;
    desk.script.flows["front"] = always({ask("faq"), busy()});
    desk.script.bots["faq"] = always({answer({}, false, true)});
    const auto decision = desk.inbound("hello");
    CHECK(desk.open().handler == handler::agent);
    CHECK(decision.changes.tasks.size() == 1);
}

TEST_CASE("a handoff makes a task, and the flow hears of it within the step") {
    desk desk;
    desk.script.flows["front"] =
        in_turn({{handoff("main", R"({"topic":"bill"})"), busy()}, {say("One moment"), ended()}});
    const auto decision = desk.inbound("hello");
    CHECK(whats(desk) == std::vector{flow_what::start, flow_what::task});
    CHECK(desk.last().name == "handoff");
    const auto task = nlohmann::json::parse(desk.last().result);
    CHECK(task["id"] == desk.open().task.text());
    CHECK(task["attributes"]["topic"] == "bill");
    CHECK(desk.open().handler == handler::agent);
    CHECK_FALSE(desk.open().execution);
    REQUIRE(decision.effects.new_tasks.size() == 1);
    CHECK(decision.effects.new_tasks[0].id == desk.open().task);
}

TEST_CASE("a handoff that is refused is told, and the flow goes on") {
    desk desk;
    desk.script.flows["front"] = in_turn({{handoff("nowhere"), busy()}, {listening()}});
    desk.inbound("hello");
    CHECK(whats(desk) == std::vector{flow_what::start, flow_what::task_failed});
    CHECK(nlohmann::json::parse(desk.last().result)["error"] == "there is no workflow nowhere");
    CHECK(desk.open().handler == handler::flow);
    CHECK(desk.rows.tasks.empty());
}

TEST_CASE("one conversation has one task: a second handoff is refused") {
    desk desk;
    desk.script.flows["front"] =
        in_turn({{handoff(), busy()}, {handoff(), busy()}, {timer("t", 1000), busy()}});
    desk.inbound("hello");
    CHECK(whats(desk) == std::vector{flow_what::start, flow_what::task, flow_what::task_failed});
    CHECK(desk.rows.tasks.size() == 1);
}

TEST_CASE("while a person has the conversation no flow consumes its messages") {
    desk desk;
    desk.script.flows["front"] = in_turn({{handoff(), busy()}, {listening()}});
    desk.inbound("hello");
    CHECK(desk.open().execution.has_value());
    const auto steps = desk.script.seen.size();
    desk.inbound("to the agent");
    CHECK(desk.script.seen.size() == steps);
}

TEST_CASE("a flow that goes on beside a person cannot take the conversation away") {
    desk desk;
    desk.script.flows["below"] = always({listening()});
    desk.script.flows["front"] = in_turn({{handoff(), busy()},
                                          {timer("t", 1000), busy()},
                                          {ask("faq"), busy()},
                                          {subflow("below"), busy()}});
    desk.inbound("hello");
    desk.due(desk.only(model::job_kind::flow_timer));
    CHECK(desk.open().handler == handler::agent);
    CHECK(whats(desk) == std::vector{flow_what::start, flow_what::task, flow_what::timer,
                                     flow_what::bot, flow_what::start});
    CHECK(desk.script.seen[3].failure == code::wrong_state);
    desk.task(model::task_status::completed, "aminah");
    CHECK(desk.open().handler == handler::flow);
    desk.inbound("more");
    CHECK(desk.last().who == "below");
    CHECK(desk.last().what == flow_what::message);
}

TEST_CASE("a subflow shares the conversation, knows its parent, and returns its variables") {
    desk desk;
    auto done = std::get<act::flow_state>(ended());
    done.result = R"({"name":"Siti"})";
    desk.script.flows["below"] = in_turn({{say("Name?"), listening()}, {done}});
    desk.script.flows["front"] = in_turn({{subflow("below"), busy()}, {listening()}});
    desk.inbound("hello");
    const auto parent = nlohmann::json::parse(desk.last().parent);
    CHECK(parent["flow"] == "front");
    CHECK(parent["execution"] == desk.open().suspended.at(0).id.text());
    CHECK(desk.last().parameters == R"({"depth":1})");
    CHECK(desk.last().message.find("hello") != std::string::npos);
    desk.restart();
    desk.inbound("Siti");
    CHECK(desk.last().who == "front");
    CHECK(desk.last().what == flow_what::subflow);
    CHECK(desk.last().name == "below");
    CHECK(desk.last().failure == code::ok);
    CHECK(desk.last().result == R"({"name":"Siti"})");
    CHECK(desk.open().suspended.empty());
}

TEST_CASE("a subflow that fails fails in its parent, which goes on") {
    desk desk;
    desk.script.flows["below"] = always({state(act::flow_status::failed)});
    desk.script.flows["front"] = in_turn({{subflow("below"), busy()}, {listening()}});
    desk.inbound("hello");
    CHECK(desk.last().what == flow_what::subflow);
    CHECK(desk.last().failure == code::internal);
    CHECK(desk.open().handler == handler::flow);
}

TEST_CASE("flows nest ten deep and no deeper") {
    desk desk;
    desk.script.flows["front"] = [](const step_seen& step) {
        return step.what == flow_what::subflow ? does({listening("refused")})
                                               : does({subflow("front"), busy()});
    };
    desk.inbound("hello");
    CHECK(desk.last().failure == code::wrong_state);
    CHECK(desk.open().suspended.size() == 10);
    CHECK(desk.open().execution->state == "refused");
}

TEST_CASE("what a flow says to another address goes to the customer's own only") {
    desk desk;
    desk.inbound("hello", "sms", "+60111");
    desk.inbound("hello", "sms", "+60222");
    act::say elsewhere;
    elsewhere.content = content("psst");
    elsewhere.to = "+60111";
    desk.script.flows["front"] = always({elsewhere, listening()});
    desk.inbound("more", "sms", "+60222");
    CHECK(desk.rows.messages.back().address == "+60111");
    elsewhere.to = "+60999";
    elsewhere.tag = "there";
    desk.script.flows["front"] = in_turn({{listening()}, {elsewhere, listening()}, {listening()}});
    desk.take(engine::input::hand_over{desk.open().id, handler::flow});
    desk.inbound("more", "sms", "+60222");
    CHECK_FALSE(desk.rows.addresses.contains({"sms", "+60999"}));
    CHECK(desk.last().what == flow_what::send_failed);
    CHECK(desk.last().name == "there");
}

TEST_CASE("nothing automatic goes to who does not want it, and the flow hears that") {
    for (const auto reach : {model::reach::opted_out, model::reach::blocked}) {
        INFO(model::name_of(reach));
        desk desk;
        desk.script.flows["front"] = in_turn(
            {{timer("later", 1000), listening()}, {say("news", "news"), busy()}, {listening()}});
        desk.inbound("hello");
        engine::input::address stop;
        stop.channel = "line";
        stop.update.address = "U1";
        stop.update.reach = reach;
        desk.take(stop);
        desk.due(desk.only(model::job_kind::flow_timer));
        const auto& unsent = desk.rows.messages.back();
        CHECK(unsent.status == model::message_status::failed);
        REQUIRE(unsent.error);
        CHECK(unsent.error->code == code::opted_out);
        CHECK(desk.rows.jobs_of(model::job_kind::send).empty());
        CHECK(desk.last().what == flow_what::send_failed);
        CHECK(desk.last().name == "news");
        CHECK(desk.open().handler == handler::flow);
    }
}

TEST_CASE("a flow that says what will not be sent goes another way within the same step") {
    desk desk;
    desk.script.flows["front"] = [](const step_seen& step) {
        if (step.state.empty()) {
            return does({listening("asked")});
        }
        return step.refused.empty() ? does({say("news", "news#1"), call("crm"), ended()})
                                    : does({say("news", "news#1"), handoff(), ended()});
    };
    desk.inbound("hello");
    engine::input::address stop;
    stop.channel = "line";
    stop.update.address = "U1";
    stop.update.reach = model::reach::opted_out;
    desk.take(stop);
    const auto decision = desk.inbound("more");
    CHECK(desk.last().refused == R"(["news#1"])");
    CHECK(desk.rows.jobs_of(model::job_kind::flow_call).empty());
    CHECK(desk.rows.messages.back().status == model::message_status::failed);
    CHECK(desk.rows.tasks.size() == 1);
}

TEST_CASE("a flow is told of every refusal, and of none that it did not ask about") {
    desk desk;
    act::say elsewhere;
    elsewhere.content = content("x");
    elsewhere.to = "U9";
    elsewhere.tag = "b";
    desk.script.flows["front"] =
        in_turn({{say("a"), say("c", "c"), elsewhere, listening()}, {listening()}});
    desk.inbound("hello");
    std::vector<std::string> told;
    for (const auto& each : desk.script.seen) {
        if (each.what == flow_what::start) {
            told.push_back(each.refused);
        }
    }
    CHECK(told == std::vector<std::string>{"", R"(["b"])"});
}

TEST_CASE("a delivery that fails for good is told to the execution that spoke, by its tag") {
    desk desk;
    desk.script.flows["front"] =
        in_turn({{say("a", "first"), say("b"), listening()}, {listening()}});
    desk.inbound("hello");
    CHECK(desk.rows.messages[2].origin.empty());
    desk.rows.messages[1].status = model::message_status::failed;
    const auto failed = desk.rows.messages[1];
    std::erase_if(desk.rows.jobs,
                  [&](const auto& each) { return each.second.message == failed.id; });
    desk.take(engine::input::send_failed{failed.id, desk.open().id, failed.origin});
    CHECK(desk.last().what == flow_what::send_failed);
    CHECK(desk.last().name == "first");
    const auto steps = desk.script.seen.size();
    desk.take(engine::input::hand_over{desk.open().id, handler::flow});
    desk.take(engine::input::send_failed{failed.id, desk.open().id, failed.origin});
    CHECK(desk.script.seen.size() == steps + 1);  // the new execution's start only
}

TEST_CASE("attributes that a flow sets are merged, and bounded") {
    desk desk;
    act::attributes set;
    set.values = R"({"a":1})";
    act::attributes of_customer;
    of_customer.of_customer = true;
    of_customer.values = R"({"plan":"gold"})";
    act::attributes huge;
    huge.values = nlohmann::json{{"b", std::string(70'000, 'x')}}.dump();
    desk.script.flows["front"] = always({set, of_customer, huge, listening()});
    const auto decision = desk.inbound("hello");
    CHECK(desk.open().attributes == R"({"a":1})");
    CHECK(desk.state.customer.attributes == R"({"plan":"gold"})");
    REQUIRE(decision.logs.size() == 1);
    CHECK(decision.logs[0].event == "attributes-refused");
}

TEST_CASE("what a flow logs is passed on") {
    desk desk;
    act::log line;
    line.event = "widget";
    desk.script.flows["front"] = always({line, listening()});
    CHECK(desk.inbound("hello").logs.at(0).event == "widget");
}
