// Two customers turn out to be one.

#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace scene;
using namespace std::chrono_literals;

namespace {

engine::setup without_flow() {
    auto setup = usual_setup();
    setup.default_flow.clear();
    return setup;
}

// What Mei said on the line, and what a visitor said by SMS, as two customers.
struct two {
    explicit two(const engine::setup& setup) : mei(setup, 1), visitor(setup, 2) {
        mei.inbound("hello");
        visitor.now += 1min;
        visitor.inbound("anyone?", "sms", "+60");
        mei.now += 2min;
    }
    engine::decision join() {
        return engine::decide(mei.state, engine::input::join{visitor.state, {{"sms", "+60"}}},
                              mei.setup, mei.script, mei.now, mei.ids);
    }

    desk mei;
    desk visitor;
};

const model::conversation& closed_of(const engine::decision& decision) {
    const auto it =
        std::ranges::find(decision.changes.conversations, model::conversation_status::closed,
                          &model::conversation::status);
    REQUIRE(it != decision.changes.conversations.end());
    return *it;
}

}  // namespace

TEST_CASE("of two open conversations the one with an agent goes on, whichever is older") {
    two both(without_flow());
    both.visitor.task(model::task_status::assigned, "aminah");
    const auto served = both.visitor.open().id;
    const auto waiting = both.mei.open();
    const auto decision = both.join();
    REQUIRE(decision.state.open.size() == 1);
    CHECK(decision.state.open[0].id == served);
    CHECK(decision.state.open[0].agent == "aminah");
    CHECK(decision.state.open[0].customer == both.mei.state.customer.id);
    CHECK(closed_of(decision).id == waiting.id);
    CHECK(closed_of(decision).closed_reason == "joined");
    CHECK(decision.effects.ended_tasks == std::vector{waiting.task});
}

TEST_CASE("of two with agents that of the customer who stays goes on, though it is younger") {
    two both(without_flow());
    both.mei.task(model::task_status::assigned, "ben");
    both.visitor.task(model::task_status::assigned, "aminah");
    const auto decision =
        engine::decide(both.visitor.state, engine::input::join{both.mei.state, {}},
                       both.visitor.setup, both.visitor.script, both.visitor.now, both.visitor.ids);
    REQUIRE(decision.state.open.size() == 1);
    CHECK(decision.state.open[0].id == both.visitor.open().id);
    CHECK(decision.state.open[0].agent == "aminah");
}

TEST_CASE(
    "a conversation that becomes another customer's is told as that one's, also to its agent") {
    auto setup = without_flow();
    const bool join = GENERATE(true, false);
    setup.join_channels = join;
    two both(setup);
    both.visitor.task(model::task_status::assigned, "aminah");
    const auto came = both.visitor.open().id;
    const auto decision = both.join();
    const auto& events = decision.changes.events;
    const auto told =
        std::ranges::find(events, model::event_type::conversation_updated, &model::event::type);
    REQUIRE(told != events.end());
    CHECK(told->conversation == came);
    CHECK(told->agent == "aminah");
    CHECK(nlohmann::json::parse(told->data)["customer"] == both.mei.state.customer.id.text());
    CHECK(std::ranges::count(events, model::event_type::conversation_updated,
                             &model::event::type) == 1);
    CHECK(std::ranges::find(decision.changes.conversations, came, &model::conversation::id)
              ->customer == both.mei.state.customer.id);
}

TEST_CASE("of two that nobody has yet the one that waits for an agent goes on, else the older") {
    two waiting(without_flow());
    waiting.mei.state.open[0].handler = model::handler::none;
    const auto in_queue = waiting.visitor.open().id;
    CHECK(waiting.join().state.open[0].id == in_queue);

    two alike(without_flow());
    const auto older = alike.mei.open().id;
    CHECK(alike.join().state.open[0].id == older);
}

TEST_CASE("a flow of the conversation that ends is over, and its timers with it") {
    two both(usual_setup());
    both.visitor.script.flows["front"] = always({timer("later", 60'000), listening()});
    both.visitor.inbound("still there?", "sms", "+60");
    const auto timers = both.visitor.rows.jobs_of(model::job_kind::flow_timer);
    REQUIRE(timers.size() == 1);
    const auto decision = both.join();
    CHECK_FALSE(closed_of(decision).execution);
    const auto& finished = decision.changes.finished_jobs;
    CHECK(std::ranges::find(finished, timers[0].id) != finished.end());
}

TEST_CASE("who joins is answered where they wrote last, and writes into the one conversation") {
    two both(without_flow());
    auto decision = both.join();
    CHECK(decision.state.open[0].channel == "sms");
    CHECK(decision.state.open[0].address == "+60");
    const auto kept = decision.state.open[0].id;
    for (const auto* channel : {"sms", "line"}) {
        model::action::inbound said;
        said.from = channel == std::string("sms") ? "+60" : "U1";
        said.content = content("more");
        decision = engine::decide(std::move(decision.state),
                                  engine::input::inbound{channel, said, {}, {}, {}}, both.mei.setup,
                                  both.mei.script, both.mei.now, both.mei.ids);
        REQUIRE(decision.message);
        CHECK(decision.message->conversation == kept);
        CHECK(decision.state.open[0].channel == channel);
    }
}

TEST_CASE("what was proved by a code says so, and what is known of either is known of both") {
    two both(without_flow());
    both.mei.state.customer.attributes = R"({"tier":"gold"})";
    both.visitor.state.customer.attributes = R"({"tier":"none","city":"Ipoh"})";
    both.visitor.state.customer.name = "Mei";
    const auto decision = both.join();
    const auto& known = decision.state.customer;
    CHECK(known.name == "Mei");
    CHECK(nlohmann::json::parse(known.attributes) ==
          nlohmann::json({{"tier", "gold"}, {"city", "Ipoh"}}));
    const auto sms =
        std::ranges::find(decision.state.addresses, std::string("sms"), &model::address::channel);
    REQUIRE(sms != decision.state.addresses.end());
    CHECK(sms->verified == model::evidence::code);
    CHECK(sms->customer == known.id);
    CHECK(std::ranges::find(decision.changes.addresses, std::string("sms"),
                            &model::address::channel) != decision.changes.addresses.end());
}

TEST_CASE("a code takes nothing from an address that its provider has proved") {
    two both(without_flow());
    both.visitor.state.addresses.front().verified = model::evidence::channel;
    const auto decision = both.join();
    const auto sms =
        std::ranges::find(decision.state.addresses, std::string("sms"), &model::address::channel);
    REQUIRE(sms != decision.state.addresses.end());
    CHECK(sms->verified == model::evidence::channel);
}

TEST_CASE("where channels do not join, neither do conversations") {
    auto setup = without_flow();
    setup.join_channels = false;
    two both(setup);
    CHECK(both.join().state.open.size() == 2);
}

TEST_CASE("a code goes out sealed, is kept without its digits, and leaves nothing open") {
    desk desk(without_flow());
    engine::input::write in;
    in.channel = "sms";
    in.address = "+60";
    in.author.kind = model::author_kind::system;
    in.content = content("Your code is ••••••");
    in.sealed = content("Your code is 123456");
    in.origin = "VE00000000000000000000000000000001";
    in.in_passing = true;
    const auto decision = desk.take(in);
    REQUIRE(decision.message);
    CHECK(text(*decision.message) == "Your code is ••••••");
    CHECK(decision.state.open.empty());
    CHECK(closed_of(decision).closed_reason == "in passing");
    const auto job = desk.only(model::job_kind::send);
    CHECK(nlohmann::json::parse(job.payload)["sealed"] == in.sealed);
    for (const auto& event : decision.changes.events) {
        CHECK(event.data.find("123456") == std::string::npos);
    }
    CHECK(desk.rows.jobs_of(model::job_kind::close_timer).empty());

    auto failed = *decision.message;
    failed.status = model::message_status::failed;
    CHECK(desk.take(engine::input::retry{failed, {}, {}}).answer.error().code == code::wrong_state);

    desk.inbound("who is this?", "sms", "+60");
    const auto open = desk.open().id;
    CHECK(desk.take(in).message->conversation == open);
    CHECK(desk.state.open.size() == 1);
}
