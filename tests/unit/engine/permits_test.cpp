// What is refused before anything is queued, and what conversations say of it beforehand.

#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace scene;
using namespace std::chrono_literals;
using model::author_kind;
using json = nlohmann::json;

namespace {

constexpr auto form = R"({"template":{"name":"order","language":"en"}})";

// As Messenger: a day for everybody, a week for people; no templates.
engine::setup with_window(bool templates = false) {
    auto out = usual_setup();
    out.channels["line"].capabilities.reply_window = {24, 168, templates};
    return out;
}

// start_ms is 22:13 by UTC.
engine::setup with_night() {
    auto out = usual_setup();
    out.channels["line"].quiet = {21h, 8h, {}};
    return out;
}

engine::input::write words(author_kind from, const model::id& conversation = {}) {
    engine::input::write out;
    out.conversation = conversation;
    out.channel = conversation ? "" : "line";
    out.address = conversation ? "" : "U1";
    out.content = content("news");
    out.author = {from, "x", {}};
    return out;
}

// What the customer did at the provider's time `at`.
engine::decision told(desk& desk, model::time at) {
    engine::input::inbound in;
    in.channel = "line";
    in.message.from = "U1";
    in.message.content = content("hello");
    in.message.at_ms = model::to_ms(at);
    return desk.take(in);
}

code refused(desk& desk, const engine::input::write& what) {
    const auto sends = [&] { return desk.rows.jobs_of(model::job_kind::send).size(); };
    const auto before = sends();
    const auto decision = desk.take(what);
    CHECK(sends() == before + (decision.answer ? 1 : 0));
    return decision.answer ? code::ok : decision.answer.error().code;
}

// The data of the conversation events of a decision.
std::vector<json> conversations(const engine::decision& decision) {
    std::vector<json> out;
    for (const auto& each : decision.changes.events) {
        if (each.type == model::event_type::conversation_created ||
            each.type == model::event_type::conversation_updated ||
            each.type == model::event_type::conversation_closed) {
            out.push_back(json::parse(each.data));
        }
    }
    return out;
}

void with_agent(desk& desk) {
    desk.take(engine::input::hand_over{desk.open().id, model::handler::agent});
    desk.task(model::task_status::assigned, "aminah");
}

}  // namespace

TEST_CASE("the newest act is measured by the provider's clock, and never goes back") {
    desk desk;
    told(desk, desk.now - 2h);
    CHECK(desk.state.addresses[0].last_seen == desk.now - 2h);
    told(desk, desk.now - 3h);
    CHECK(desk.state.addresses[0].last_seen == desk.now - 2h);
    told(desk, desk.now + 5min);
    CHECK(desk.state.addresses[0].last_seen == desk.now);
    desk.now += 1h;
    desk.inbound("without a time");
    CHECK(desk.state.addresses[0].last_seen == desk.now);
}

TEST_CASE("beyond the window systems are refused, and people later than they") {
    desk desk(with_window());
    desk.script.flows["front"] = always({listening()});
    desk.inbound("hello");
    const auto id = desk.open().id;
    desk.now += 24h - 1ms;
    CHECK(refused(desk, words(author_kind::system)) == code::ok);
    desk.now += 1ms;
    CHECK(refused(desk, words(author_kind::system)) == code::outside_window);
    CHECK(refused(desk, words(author_kind::system, id)) == code::outside_window);
    CHECK(refused(desk, words(author_kind::agent, id)) == code::ok);
    desk.now += 6 * 24h;
    CHECK(refused(desk, words(author_kind::agent, id)) == code::outside_window);
}

TEST_CASE("a template goes out at any time where the channel says so") {
    for (const bool templates : {true, false}) {
        desk desk(with_window(templates));
        desk.inbound("hello");
        desk.now += 1000h;
        auto what = words(author_kind::system);
        what.content = form;
        CHECK(refused(desk, what) == (templates ? code::ok : code::outside_window));
    }
}

TEST_CASE("what was said a day ago and is delivered now opens nothing, and the flow hears that") {
    desk desk(with_window());
    desk.script.flows["front"] = [](const step_seen& step) {
        return step.refused.empty() ? does({say("hi", "hi#1"), listening()})
                                    : does({say("hi", "hi#1"), handoff(), ended()});
    };
    const auto decision = told(desk, desk.now - 25h);
    const auto& unsent = desk.rows.messages.back();
    CHECK(unsent.status == model::message_status::failed);
    REQUIRE(unsent.error);
    CHECK(unsent.error->code == code::outside_window);
    CHECK(unsent.error->text.starts_with("The customer's newest message is older than the 24 "));
    CHECK(desk.rows.jobs_of(model::job_kind::send).empty());
    CHECK(desk.last().refused == R"(["hi#1"])");
    CHECK(desk.rows.tasks.size() == 1);
    // People have a week.
    const auto shown = conversations(decision).front();
    CHECK(shown["can_reply"] == true);
    CHECK(shown["until"] == model::to_rfc3339(desk.now + 143h));
}

TEST_CASE("what a bot says too late is not sent") {
    auto setup = with_window();
    setup.default_flow.clear();
    setup.default_workflow.clear();
    desk desk(setup);
    desk.inbound("hello");
    desk.take(engine::input::hand_over{desk.open().id, model::handler::bot});
    told(desk, desk.now - 1h);
    desk.now += 30h;
    told(desk, desk.now - 29h);
    CHECK(desk.rows.messages.back().author.kind == author_kind::bot);
    CHECK(desk.rows.messages.back().error->code == code::outside_window);
}

TEST_CASE("a message that failed is not sent again once the window has ended") {
    desk desk(with_window());
    desk.inbound("hello");
    auto message = *desk.take(words(author_kind::system)).message;
    message.status = model::message_status::failed;
    desk.now += 25h;
    const auto decision = desk.take(engine::input::retry{message, {}, {}});
    REQUIRE_FALSE(decision.answer);
    CHECK(decision.answer.error().code == code::outside_window);
}

TEST_CASE("conversations tell what an agent may write, and that it can be written again") {
    desk desk(with_window());
    const auto opened = conversations(desk.inbound("hello")).front();
    CHECK(opened["can_reply"] == true);
    CHECK(opened["reason"].is_null());
    CHECK(opened["until"] == model::to_rfc3339(desk.now + 168h));
    desk.now += 1h;
    CHECK(conversations(desk.inbound("more")).empty());
    desk.now += 200h;
    engine::input::address reads;
    reads.channel = "line";
    reads.update.address = "U1";
    reads.update.name = "Siti";
    CHECK(conversations(desk.take(reads)).empty());
    const auto again = conversations(desk.inbound("I am back"));
    REQUIRE(again.size() == 1);
    CHECK(again[0]["can_reply"] == true);
    CHECK(again[0]["until"] == model::to_rfc3339(desk.now + 168h));
    const auto closed = conversations(desk.take(engine::input::close{desk.open().id, "solved"}));
    CHECK(closed.back()["can_reply"] == false);
    CHECK(closed.back()["reason"] == "closed");
    CHECK(closed.back()["until"].is_null());
}

TEST_CASE("who blocks the channel is told to whoever looks, and who comes back too") {
    desk desk;
    desk.inbound("hello");
    engine::input::address block;
    block.channel = "line";
    block.update.address = "U1";
    block.update.reach = model::reach::blocked;
    const auto blocked = conversations(desk.take(block));
    REQUIRE(blocked.size() == 1);
    CHECK(blocked[0]["can_reply"] == false);
    CHECK(blocked[0]["reason"] == "blocked");
    CHECK(conversations(desk.take(block)).empty());
    desk.now += 1s;
    const auto back = conversations(desk.inbound("hello again"));
    REQUIRE(back.size() == 1);
    CHECK(back[0]["can_reply"] == true);
}

TEST_CASE("a conversation on a channel that is not there cannot be answered") {
    desk desk;
    desk.inbound("hello");
    desk.setup.channels.erase("line");
    const auto closed =
        conversations(desk.take(engine::input::hand_over{desk.open().id, model::handler::agent}));
    REQUIRE_FALSE(closed.empty());
    CHECK(closed.back()["reason"] == "no_channel");
}

TEST_CASE("in quiet hours nothing begins, and who wrote within the hour is answered") {
    desk desk(with_night());
    CHECK(refused(desk, words(author_kind::system)) == code::quiet_hours);
    CHECK(desk.state.addresses.empty());
    CHECK(desk.rows.conversations.empty());
    desk.script.flows["front"] = in_turn({{say("hi"), timer("later", 7'200'000), listening()},
                                          {say("news", "news"), listening()},
                                          {listening()}});
    desk.inbound("hello");
    CHECK(desk.rows.messages.back().status == model::message_status::queued);
    desk.due(desk.only(model::job_kind::flow_timer));
    const auto& late = desk.rows.messages.back();
    CHECK(text(late) == "news");
    REQUIRE(late.error);
    CHECK(late.error->code == code::quiet_hours);
    CHECK(late.error->text.find("until 2023-11-15T08:00:00.000Z") != std::string::npos);
    CHECK(desk.last().what == engine::flow_what::send_failed);
    CHECK(refused(desk, words(author_kind::agent, desk.open().id)) == code::quiet_hours);
}

TEST_CASE("in quiet hours agents answer the conversations that agents have") {
    desk desk(with_night());
    desk.inbound("hello");
    with_agent(desk);
    desk.now += 2h;
    CHECK(refused(desk, words(author_kind::system)) == code::quiet_hours);
    CHECK(refused(desk, words(author_kind::agent, desk.open().id)) == code::ok);
}

TEST_CASE("a one-time code goes out at any hour") {
    desk desk(with_night());
    auto message = words(author_kind::system);
    message.origin = model::id(model::id_kind::verification, {}).text();
    CHECK(refused(desk, message) == code::ok);
}
