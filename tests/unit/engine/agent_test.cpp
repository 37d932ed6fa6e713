// People have the conversation: tasks made, taken, ended.

#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace scene;
using namespace std::chrono_literals;
using model::event_type;
using model::handler;
using model::task_status;

namespace {

desk with_agent(const std::string& agent = "aminah") {
    desk out;
    out.script.flows["front"] = always({handoff(), ended()});
    out.inbound("hello");
    if (!agent.empty()) {
        out.task(task_status::assigned, agent);
    }
    return out;
}

std::vector<std::string> told_to(const engine::decision& decision, event_type type) {
    std::vector<std::string> out;
    for (const auto& each : decision.changes.events) {
        if (each.type == type) {
            out.push_back(each.agent);
        }
    }
    return out;
}

}  // namespace

TEST_CASE("a task carries customer, conversation and flow, and the flow's word wins") {
    desk desk;
    desk.inbound("hello");
    desk.take(engine::input::patch_customer{
        "Siti", "ms-MY", R"({"vip":true,"topic":"customer","customer_id":"forged"})"});
    act::attributes set;
    set.values = R"({"topic":"conversation","helpline":"home"})";
    desk.script.flows["front"] =
        always({set, handoff("main", R"({"topic":"flow","ignoreAgent":"x"})"), ended()});
    desk.inbound("bill");
    const auto& task = desk.rows.tasks.at(desk.open().task);
    CHECK(nlohmann::json::parse(task.attributes) ==
          nlohmann::json{{"vip", true},
                         {"topic", "flow"},
                         {"helpline", "home"},
                         {"language", "ms"},
                         {"channelType", "line"},
                         {"channel", "line"},
                         {"channelSid", desk.open().id.text()},
                         {"conversationSid", desk.open().id.text()},
                         {"customer_id", desk.state.customer.id.text()},
                         {"customerAddress", "U1"},
                         {"from", "U1"},
                         {"name", "Siti"},
                         {"customerName", "Siti"},
                         {"direction", "inbound"},
                         {"ignoreAgent", "x"},
                         {"transferTargetType", ""},
                         {"targetSid", ""},
                         {"isContactlessTask", false},
                         {"known_worker", nullptr}});
}

TEST_CASE("a task has the workflow, channel kind, priority and life that were asked for") {
    desk desk;
    desk.setup.workflows.insert("vip");
    auto wish = std::get<act::handoff>(handoff("vip"));
    wish.priority = 7;
    wish.timeout = 60s;
    wish.task_channel = "voice";
    desk.script.flows["front"] = always({wish, ended()});
    desk.inbound("hello", "sms", "+60");
    auto task = desk.rows.tasks.at(desk.open().task);
    CHECK(task.workflow == "vip");
    CHECK(task.priority == 7);
    CHECK(task.expires == desk.now + 60s);
    CHECK(task.task_channel == "voice");
    CHECK(task.status == task_status::pending);

    desk.task(task_status::canceled);
    desk.script.flows["front"] = always({handoff(), ended()});
    desk.inbound("again", "sms", "+60");
    task = desk.rows.tasks.at(desk.open().task);
    CHECK(task.workflow == "main");
    CHECK(task.priority == 0);
    CHECK(task.expires == desk.now + 24h);
    CHECK(task.task_channel == "sms");
}

TEST_CASE("the wait in a queue counts as agent, and messages are stored for whoever comes") {
    auto desk = with_agent({});
    CHECK(desk.open().handler == handler::agent);
    CHECK(desk.open().agent.empty());
    const auto decision = desk.inbound("hurry");
    CHECK(decision.changes.messages.size() == 1);
    CHECK(decision.changes.tasks.empty());
    CHECK(decision.changes.events[0].agent.empty());
}

TEST_CASE("who accepts has the conversation, through wrapping, until the task is over") {
    auto desk = with_agent();
    CHECK(desk.open().agent == "aminah");
    desk.task(task_status::wrapping, "aminah");
    CHECK(desk.open().agent == "aminah");
    CHECK(desk.inbound("one more thing").changes.events[0].agent == "aminah");
    desk.task(task_status::completed, "aminah");
    CHECK(desk.open().agent.empty());
    CHECK(desk.open().handler == handler::none);
    CHECK(desk.state.customer.last_agent == "aminah");
}

TEST_CASE("a task that is over, however, never orphans its conversation") {
    for (const auto over : {task_status::completed, task_status::canceled}) {
        auto desk = with_agent();
        const auto task = desk.open().task;
        desk.task(over);
        CHECK(desk.state.open.size() == 1);
        CHECK(desk.open().handler == handler::none);
        desk.inbound("hello again");
        CHECK(desk.open().handler == handler::agent);
        CHECK(desk.open().task != task);
        CHECK(desk.rows.tasks.size() == 2);
    }
}

TEST_CASE("the next task knows who served the customer last") {
    auto desk = with_agent();
    desk.task(task_status::completed, "aminah");
    desk.inbound("again");
    const auto attributes = nlohmann::json::parse(desk.rows.tasks.at(desk.open().task).attributes);
    CHECK(attributes["known_worker"] == "aminah");
}

TEST_CASE("a flow that still listens has the conversation after the agent") {
    desk desk;
    desk.script.flows["front"] =
        in_turn({{handoff(), busy()}, {listening()}, {say("How was it?"), ended()}});
    desk.inbound("hello");
    desk.task(task_status::assigned, "aminah");
    desk.task(task_status::completed, "aminah");
    CHECK(desk.open().handler == handler::flow);
    desk.inbound("good");
    CHECK(desk.last().what == engine::flow_what::message);
}

TEST_CASE("a flow that waits for nothing more is over when the agent is done") {
    desk desk;
    desk.script.flows["front"] = in_turn({{handoff(), busy()}, {busy()}});
    desk.inbound("hello");
    desk.task(task_status::completed, "aminah");
    CHECK(desk.open().handler == handler::none);
    CHECK_FALSE(desk.open().execution);
}

TEST_CASE("a notice is finished whatever it says, and a late one changes nothing") {
    auto desk = with_agent();
    auto task = desk.rows.tasks.at(desk.open().task);
    task.status = task_status::completed;
    desk.rows.tasks.at(task.id) = task;
    const auto notice = desk.ids.make(model::id_kind::job, desk.now, 0);
    CHECK(desk.take(engine::input::task_changed{task, notice, {}}).changes.finished_jobs ==
          std::vector{notice});
    desk.script.flows["front"] = always({ask("faq"), busy()});
    desk.inbound("more");
    REQUIRE(desk.open().handler == handler::bot);
    // After a restart several notices tell the same end.
    const auto late = desk.take(engine::input::task_changed{task, notice, {}});
    CHECK(late.changes.finished_jobs == std::vector{notice});
    CHECK(desk.open().handler == handler::bot);
}

TEST_CASE("a notice about a closed conversation still tells who served the customer") {
    auto desk = with_agent();
    auto task = desk.rows.tasks.at(desk.open().task);
    desk.take(engine::input::close{desk.open().id, "done"});
    task.status = task_status::completed;
    task.agent = "aminah";
    desk.take(engine::input::task_changed{task, {}, {}});
    CHECK(desk.state.customer.last_agent == "aminah");
}

TEST_CASE("a transfer is told to who loses the conversation and who gets it") {
    auto desk = with_agent();
    CHECK(told_to(desk.task(task_status::pending), event_type::conversation_updated) ==
          std::vector<std::string>{"aminah"});
    CHECK(desk.open().handler == handler::agent);
    CHECK(desk.open().agent.empty());
    CHECK(told_to(desk.task(task_status::assigned, "kumar"), event_type::conversation_updated) ==
          std::vector<std::string>{"kumar"});
    CHECK(told_to(desk.task(task_status::assigned, "mei"), event_type::conversation_updated) ==
          std::vector<std::string>{"kumar", "mei"});
    CHECK(
        told_to(desk.task(task_status::assigned, "mei"), event_type::conversation_updated).empty());
}

TEST_CASE("a hand-over to a person ends the flow and makes a task") {
    desk desk;
    desk.script.flows["front"] = always({timer("t", 60'000), listening()});
    desk.inbound("hello");
    desk.take(engine::input::hand_over{desk.open().id, handler::agent});
    CHECK(desk.open().handler == handler::agent);
    CHECK_FALSE(desk.open().execution);
    CHECK(desk.rows.jobs_of(model::job_kind::flow_timer).empty());
    const auto refused = desk.take(engine::input::hand_over{desk.open().id, handler::agent});
    REQUIRE_FALSE(refused.answer);
    CHECK(refused.answer.error().code == code::wrong_state);
}

TEST_CASE("a hand-over that is impossible leaves everything as it was") {
    desk desk;
    desk.inbound("hello");
    desk.setup.default_workflow.clear();
    desk.setup.default_flow.clear();
    desk.setup.default_bot.clear();
    for (const auto to : {handler::agent, handler::bot, handler::flow}) {
        const auto refused = desk.take(engine::input::hand_over{desk.open().id, to});
        REQUIRE_FALSE(refused.answer);
        CHECK(refused.answer.error().code == code::config);
    }
    CHECK(desk.open().execution.has_value());
}

TEST_CASE("a hand-over from a person ends the task and tells that person") {
    for (const auto to : {handler::bot, handler::flow}) {
        auto desk = with_agent();
        desk.script.flows["front"] = always({listening()});
        const auto task = desk.open().task;
        const auto decision = desk.take(engine::input::hand_over{desk.open().id, to});
        CHECK(desk.open().handler == to);
        CHECK_FALSE(desk.open().task);
        CHECK(decision.effects.ended_tasks == std::vector{task});
        CHECK(desk.only(model::job_kind::task_end).name == task.text());
        CHECK(told_to(decision, event_type::conversation_updated) ==
              std::vector<std::string>{"aminah"});
    }
}

TEST_CASE("a flow that is handed the conversation begins with what the customer said last") {
    auto desk = with_agent();
    desk.inbound("my last words");
    desk.write("over to you");
    desk.script.flows["front"] = always({listening()});
    desk.take(engine::input::hand_over{desk.open().id, handler::flow});
    CHECK(desk.last().what == engine::flow_what::start);
    CHECK(nlohmann::json::parse(desk.last().message)["content"]["text"] == "my last words");
}

TEST_CASE("a hand-over between flow and bot leaves nothing of the one before") {
    desk desk;
    desk.script.flows["front"] = always({timer("t", 60'000), ask("faq", 60s), busy()});
    desk.inbound("hello");
    desk.take(engine::input::hand_over{desk.open().id, handler::bot});
    CHECK_FALSE(desk.open().execution);
    CHECK(desk.rows.jobs_of(model::job_kind::flow_timer).empty());
    CHECK(desk.rows.jobs_of(model::job_kind::bot_timer).empty());
    desk.script.flows["front"] = always({listening()});
    desk.take(engine::input::hand_over{desk.open().id, handler::flow});
    CHECK_FALSE(desk.open().bot);
    CHECK(desk.open().handler == handler::flow);
}

namespace {

// What the channel was told to do with the call, oldest first.
std::vector<std::string> steered(const desk& desk) {
    std::vector<std::string> out;
    for (const auto& each : desk.rows.messages) {
        const auto content = nlohmann::json::parse(each.content);
        if (each.author.kind == model::author_kind::system && content.contains("call")) {
            out.push_back(content["call"].dump());
        }
    }
    return out;
}

desk with_a_call() {
    auto setup = usual_setup();
    setup.channels["line"].capabilities.call = true;
    setup.agent_lines["aminah"] = "sip:aminah@example.com";
    desk out(setup);
    out.script.flows["front"] = always({handoff(), ended()});
    out.inbound("hello");
    return out;
}

}  // namespace

TEST_CASE("a caller waits for people, and is connected to the line of who accepts") {
    auto desk = with_a_call();
    CHECK(steered(desk) == std::vector<std::string>{R"({"state":"enqueue"})"});
    desk.task(task_status::assigned, "aminah");
    desk.task(task_status::wrapping, "aminah");
    CHECK(steered(desk) ==
          std::vector<std::string>{R"({"state":"enqueue"})",
                                   R"({"state":"connect","to":"sip:aminah@example.com"})"});
}

TEST_CASE("a caller who is passed on waits again, and an agent without a line is told to none") {
    auto desk = with_a_call();
    desk.task(task_status::assigned, "aminah");
    desk.task(task_status::pending);
    desk.task(task_status::assigned, "kumar");
    CHECK(steered(desk) ==
          std::vector<std::string>{R"({"state":"enqueue"})",
                                   R"({"state":"connect","to":"sip:aminah@example.com"})",
                                   R"({"state":"enqueue"})", R"({"state":"connect"})"});
}

TEST_CASE("who calls again while people have the conversation goes where it is") {
    auto desk = with_a_call();
    desk.task(task_status::assigned, "aminah");
    engine::input::inbound call;
    call.channel = "line";
    call.message.from = "U1";
    call.message.content = R"({"call":{"state":"ringing"}})";
    desk.take(call);
    CHECK(steered(desk).size() == 3);
    CHECK(steered(desk).back() == R"({"state":"connect","to":"sip:aminah@example.com"})");
}

TEST_CASE("channels without calls are told nothing of people") {
    const auto desk = with_agent();
    CHECK(steered(desk).empty());
}
