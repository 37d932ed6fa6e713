// Conversations open, join, idle, close; closed is final.

#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace scene;
using namespace std::chrono_literals;
using model::event_type;

namespace {

std::vector<event_type> types_of(const engine::decision& decision) {
    std::vector<event_type> out;
    for (const auto& each : decision.changes.events) {
        out.push_back(each.type);
    }
    return out;
}

std::vector<model::event> of_type(const engine::decision& decision, event_type type) {
    std::vector<model::event> out;
    for (const auto& each : decision.changes.events) {
        if (each.type == type) {
            out.push_back(each);
        }
    }
    return out;
}

engine::setup without_flow() {
    auto setup = usual_setup();
    setup.default_flow.clear();
    return setup;
}

engine::setup with_nothing() {
    auto setup = without_flow();
    setup.default_workflow.clear();
    return setup;
}

}  // namespace

TEST_CASE("a first message opens one conversation, told as it is at the end of the decision") {
    desk desk;
    const auto decision = desk.inbound("hello");
    CHECK(types_of(decision) ==
          std::vector{event_type::conversation_created, event_type::message_created});
    const auto data = nlohmann::json::parse(decision.changes.events[0].data);
    CHECK(data["handler"] == "flow");
    CHECK(data["channel"] == "line");
    CHECK(data["status"] == "open");
    CHECK(desk.inbound("again").changes.conversations.size() == 1);
    CHECK(desk.rows.conversations.size() == 1);
}

TEST_CASE("without a flow the message goes straight to the default workflow") {
    desk desk(without_flow());
    desk.inbound("hello");
    CHECK(desk.open().handler == model::handler::agent);
    CHECK(desk.rows.tasks.size() == 1);
}

TEST_CASE("without flow and workflow a message is stored, and nothing is sent") {
    desk desk(with_nothing());
    desk.inbound("hello");
    CHECK(desk.open().handler == model::handler::none);
    CHECK(desk.rows.messages.size() == 1);
    CHECK(desk.rows.jobs_of(model::job_kind::send).empty());
    CHECK(desk.rows.tasks.empty());
}

TEST_CASE("a known customer who writes on another channel stays in the open conversation") {
    desk desk;
    desk.inbound("hello");
    desk.state.addresses.push_back(
        {.channel = "sms", .address = "+60", .customer = desk.state.customer.id});
    desk.rows.addresses[{"sms", "+60"}] = desk.state.addresses.back();
    const auto id = desk.open().id;
    const auto decision = desk.inbound("from my phone", "sms", "+60");
    CHECK(desk.open().id == id);
    CHECK(desk.open().channel == "sms");
    CHECK(desk.open().address == "+60");
    REQUIRE(of_type(decision, event_type::conversation_updated).size() == 1);
    CHECK(desk.rows.messages.back().seq == 2);
    CHECK(desk.rows.messages.back().address_seq == 1);
}

TEST_CASE("without joining every address has a conversation of its own") {
    auto setup = usual_setup();
    setup.join_channels = false;
    desk desk(setup);
    desk.inbound("hello");
    desk.inbound("hello", "sms", "+60");
    desk.inbound("more");
    CHECK(desk.state.open.size() == 2);
    CHECK(desk.rows.conversations.size() == 2);
}

TEST_CASE("each channel has its own flow, else the default one") {
    auto setup = usual_setup();
    setup.channels["sms"].flow = "texting";
    desk desk(setup);
    desk.script.flows["texting"] = always({ended()});
    desk.inbound("hello", "sms", "+60");
    CHECK(desk.last().who == "texting");
    desk.inbound("hello", "line", "U1");
    CHECK(desk.last().who == "front");
}

TEST_CASE("closed is final: a later message opens a new conversation of the same customer") {
    desk desk;
    desk.inbound("hello");
    const auto first = desk.open().id;
    const auto closed = desk.take(engine::input::close{first, "done"});
    CHECK(desk.state.open.empty());
    CHECK(desk.state.customer.last_conversation == first);
    const auto told = of_type(closed, event_type::conversation_closed);
    REQUIRE(told.size() == 1);
    CHECK(nlohmann::json::parse(told[0].data)["closed_reason"] == "done");
    desk.inbound("me again");
    CHECK(desk.open().id != first);
    CHECK(desk.open().previous == first);
    CHECK(desk.open().customer == desk.rows.conversations.at(first).customer);
    CHECK(desk.rows.messages.back().seq == 1);
}

TEST_CASE("a channel that shows it is told when the last open conversation was closed") {
    auto setup = without_flow();
    setup.channels["line"].capabilities.status = true;
    desk desk(setup);
    desk.inbound("hello");
    desk.inbound("again");
    const auto closed = desk.take(engine::input::close{desk.open().id, "done"}).effects.closed;
    REQUIRE(closed.size() == 1);
    CHECK(closed[0].channel == "line");
    CHECK(closed[0].address == "U1");
    CHECK(closed[0].newest_seq == 2);
    CHECK(closed[0].at == desk.now);

    scene::desk silent(without_flow());
    silent.inbound("hello");
    CHECK(silent.take(engine::input::close{silent.open().id, "done"}).effects.closed.empty());
}

TEST_CASE("what is closed cannot be closed, written to or handed over") {
    desk desk;
    desk.inbound("hello");
    const auto id = desk.open().id;
    desk.take(engine::input::close{id, "done"});
    engine::input::write write;
    write.conversation = id;
    write.content = content("late");
    for (const engine::input::any& late :
         {engine::input::any(engine::input::close{id, "again"}), engine::input::any(write),
          engine::input::any(engine::input::hand_over{id, model::handler::agent})}) {
        const auto refused = desk.take(late);
        REQUIRE_FALSE(refused.answer);
        CHECK(refused.answer.error().code == code::wrong_state);
    }
}

TEST_CASE("closing ends the task, the flow and everything they wait for") {
    desk desk;
    desk.script.flows["front"] = in_turn({{timer("slow", 60'000), call("crm"), busy()},
                                          {handoff(), timer("later", 90'000), busy()},
                                          {busy()}});
    desk.inbound("hello");
    desk.due(desk.only(model::job_kind::flow_timer));
    REQUIRE(desk.open().handler == model::handler::agent);
    const auto task = desk.open().task;
    desk.task(model::task_status::assigned, "aminah");
    const auto closed = desk.take(engine::input::close{desk.open().id, "done"});
    CHECK(closed.effects.ended_tasks == std::vector{task});
    CHECK(desk.only(model::job_kind::task_end).name == task.text());
    CHECK(desk.rows.jobs_of(model::job_kind::flow_timer).empty());
    CHECK(desk.rows.jobs_of(model::job_kind::flow_call).empty());
    CHECK(desk.rows.jobs_of(model::job_kind::close_timer).empty());
    CHECK(of_type(closed, event_type::conversation_closed)[0].agent == "aminah");
}

TEST_CASE("silence closes a conversation, and every message starts it anew") {
    desk desk;
    desk.inbound("hello");
    const auto opened = desk.now;
    desk.now += 20h;
    desk.inbound("still here");
    const auto timer = desk.only(model::job_kind::close_timer);
    CHECK(timer.due == opened + 24h);
    desk.due(timer);
    REQUIRE(desk.state.open.size() == 1);
    CHECK(desk.only(model::job_kind::close_timer).id == timer.id);
    CHECK(desk.only(model::job_kind::close_timer).due == opened + 44h);
    desk.due(desk.only(model::job_kind::close_timer));
    CHECK(desk.state.open.empty());
    CHECK(desk.rows.conversations.begin()->second.closed_reason == "inactivity");
    CHECK(desk.rows.jobs.empty());
}

TEST_CASE("nobody is closed while a person has, or is to have, the conversation") {
    desk desk(without_flow());
    desk.inbound("hello");
    desk.due(desk.only(model::job_kind::close_timer));
    CHECK(desk.state.open.size() == 1);
    CHECK(desk.only(model::job_kind::close_timer).due == desk.now + 24h);
    desk.task(model::task_status::canceled);
    desk.due(desk.only(model::job_kind::close_timer));
    CHECK(desk.state.open.empty());
}

TEST_CASE("without an inactivity there is no timer, and a left-over one closes nothing") {
    desk desk;
    desk.inbound("hello");
    const auto timer = desk.only(model::job_kind::close_timer);
    desk.setup.inactivity_close = {};
    desk.due(timer);
    CHECK(desk.state.open.size() == 1);
    CHECK(desk.rows.jobs_of(model::job_kind::close_timer).empty());
}

TEST_CASE("a timer of a conversation that is closed only goes away") {
    desk desk;
    desk.inbound("hello");
    const auto timer = desk.only(model::job_kind::close_timer);
    desk.take(engine::input::close{desk.open().id, "done"});
    const auto late = desk.due(timer);
    CHECK(late.changes.events.empty());
    CHECK(late.changes.conversations.empty());
}

TEST_CASE("a change of attributes or handler is told once for a decision") {
    desk desk;
    act::attributes set;
    set.values = R"({"topic":"bill"})";
    desk.script.flows["front"] = in_turn({{listening()}, {set, ask("faq"), busy()}, {busy()}});
    desk.inbound("hello");
    const auto decision = desk.inbound("my bill");
    const auto told = of_type(decision, event_type::conversation_updated);
    REQUIRE(told.size() == 1);
    const auto data = nlohmann::json::parse(told[0].data);
    CHECK(data["handler"] == "bot");
    CHECK(data["attributes"]["topic"] == "bill");
    CHECK(of_type(desk.inbound("and?"), event_type::conversation_updated).empty());
}

TEST_CASE("a conversation whose customer was erased begins again with the next message") {
    desk desk;
    desk.inbound("hello");
    auto state = desk.state;
    state.open.front().execution.reset();  // as a store erases it
    engine::input::inbound in;
    in.channel = "line";
    in.message.from = "U1";
    in.message.content = content("me");
    const auto decision = engine::decide(state, in, desk.setup, desk.script, desk.now, desk.ids);
    CHECK(desk.last().what == engine::flow_what::start);
    CHECK(decision.state.open.front().execution.has_value());
}

TEST_CASE("after a merge each address stays in its own conversation until one is closed") {
    auto setup = usual_setup();
    setup.join_channels = false;
    desk desk(setup);
    desk.inbound("hello");
    desk.inbound("hello", "sms", "+60");
    const auto line = desk.state.open.at(0).id;
    const auto sms = desk.state.open.at(1).id;
    setup.join_channels = true;
    const auto decide = [&](const engine::customer_state& state, const engine::input::any& what) {
        return engine::decide(state, what, setup, desk.script, desk.now, desk.ids);
    };
    engine::input::inbound in;
    in.channel = "sms";
    in.message.from = "+60";
    in.message.content = content("more");
    CHECK(decide(desk.state, in).message->conversation == sms);
    const auto closed = decide(desk.state, engine::input::close{sms, "done"});
    CHECK(decide(closed.state, in).message->conversation == line);
}
