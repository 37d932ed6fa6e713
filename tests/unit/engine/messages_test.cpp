// What comes in: stored in order, with what belongs to it.

#include "tests/unit/engine/scene.hpp"

#include "host/model/content.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace scene;
using model::direction;

namespace {

engine::input::inbound echo(const std::string& text) {
    engine::input::inbound in;
    in.channel = "line";
    in.message.from = "U1";
    in.message.echo = true;
    in.message.author_name = "Our page";
    in.message.content = content(text);
    return in;
}

engine::input::amend amend(const desk& desk, std::size_t message, const std::string& text) {
    engine::input::amend out;
    out.channel = "line";
    out.message = desk.rows.messages.at(message).id;
    out.conversation = desk.rows.messages.at(message).conversation;
    out.change.deleted = text.empty();
    out.change.content = text.empty() ? std::string{} : content(text);
    return out;
}

}  // namespace

TEST_CASE("the answer to a delivery is the message that came, whatever was said to it") {
    desk desk;
    desk.script.flows["front"] = always({say("welcome"), listening()});
    const auto decision = desk.inbound("hello");
    REQUIRE(decision.message);
    CHECK(decision.message->direction == direction::inbound);
    CHECK(decision.message->id == desk.rows.messages[0].id);
    CHECK(decision.message->address_seq == 1);
    REQUIRE(desk.rows.messages.size() == 2);
    CHECK(desk.rows.messages[1].address_seq == 2);
}

TEST_CASE("an inbound message keeps what the provider told of it") {
    desk desk;
    engine::input::inbound in;
    in.channel = "line";
    in.message.provider_id = "event-1";
    in.message.message_id = "m-1";
    in.message.from = "U1";
    in.message.author_name = "Siti";
    in.message.content = content("hello");
    in.message.context = "quote-token";
    in.message.at_ms = start_ms - 5000;
    desk.inbound("before");
    in.reply_to = desk.rows.messages[0].id;
    const auto stored = *desk.take(in).message;
    CHECK(stored.provider_id == "m-1");
    CHECK(stored.context == "quote-token");
    CHECK(stored.sent_at == model::from_ms(start_ms - 5000));
    CHECK(stored.at == desk.now);
    CHECK(stored.reply_to == desk.rows.messages[0].id);
    CHECK(stored.status == model::message_status::received);
    CHECK(stored.author.kind == model::author_kind::customer);
    in.message.message_id.clear();
    CHECK(desk.take(in).message->provider_id == "event-1");
}

TEST_CASE("attachments to fetch are jobs of their message") {
    desk desk;
    engine::input::inbound in;
    in.channel = "line";
    in.message.from = "U1";
    in.message.content = R"({"attachments":[{"kind":"image"},{"kind":"file"}]})";
    act::fetch fetch;
    fetch.url = "https://api.example/1";
    fetch.retry_status = 202;
    fetch.headers = {{"authorization", "Bearer {{secret:token}}"}};
    in.fetches = {fetch, fetch};
    in.fetches[1].attachment = 1;
    in.fetches[1].pointer = "/result/path";
    in.fetches[1].file_url = "https://api.example/{{found}}";
    const auto decision = desk.take(in);
    const auto jobs = desk.rows.jobs_of(model::job_kind::fetch);
    REQUIRE(jobs.size() == 2);
    for (const auto& each : jobs) {
        CHECK(each.message == decision.message->id);
        CHECK(each.channel == "line");
        CHECK(each.customer == desk.state.customer.id);
    }
    CHECK(nlohmann::json::parse(jobs[1].payload) ==
          nlohmann::json{{"attachment", 1},
                         {"url", "https://api.example/1"},
                         {"retry_status", 202},
                         {"pointer", "/result/path"},
                         {"file_url", "https://api.example/{{found}}"},
                         {"headers", {{"authorization", "Bearer {{secret:token}}"}}}});
    CHECK_FALSE(nlohmann::json::parse(jobs[0].payload).contains("pointer"));
}

TEST_CASE("what an edit brings is fetched for the message as it is then") {
    desk desk;
    desk.inbound("hello");
    auto change = amend(desk, 0, "better");
    change.change.content = R"({"attachments":[{"kind":"image","provider_id":"f2"}]})";
    change.fetches.emplace_back().url = "https://api.example/2";
    desk.take(change);
    const auto jobs = desk.rows.jobs_of(model::job_kind::fetch);
    REQUIRE(jobs.size() == 1);
    CHECK(jobs[0].message == change.message);
    CHECK(jobs[0].conversation == change.conversation);
    CHECK(jobs[0].customer == desk.state.customer.id);
    CHECK(nlohmann::json::parse(jobs[0].payload)["provider_id"] == "f2");
}

TEST_CASE("an echo of a message of ours changes nothing") {
    desk desk;
    desk.script.flows["front"] = always({say("welcome"), listening()});
    desk.inbound("hello");
    auto ours = echo("welcome");
    ours.echo_of = desk.rows.messages[1].id;
    const auto decision = desk.take(ours);
    CHECK(decision.changes.messages.empty());
    CHECK(decision.changes.events.empty());
    CHECK_FALSE(decision.message);
}

TEST_CASE("an echo of what we wrote elsewhere is stored as ours and answered by nobody") {
    desk desk;
    desk.inbound("hello");
    const auto steps = desk.script.seen.size();
    desk.now += model::duration{1000};
    const auto stored = *desk.take(echo("written on the page")).message;
    CHECK(stored.direction == direction::outbound);
    CHECK(stored.status == model::message_status::sent);
    CHECK(stored.author.kind == model::author_kind::system);
    CHECK(desk.script.seen.size() == steps);
    CHECK(desk.rows.jobs_of(model::job_kind::send).empty());
    // It tells nothing of the customer.
    CHECK(desk.state.customer.name.empty());
    CHECK(desk.state.addresses[0].last_seen == model::from_ms(start_ms));
}

TEST_CASE("an echo asks for no profile, who then writes is asked about") {
    desk desk;
    CHECK(desk.take(echo("written on the page")).effects.lookups.empty());
    CHECK(desk.inbound("hello").effects.lookups ==
          std::vector{std::pair<std::string, std::string>{"line", "U1"}});
    CHECK(desk.inbound("again").effects.lookups.empty());
}

TEST_CASE("an echo does not move the conversation to its channel") {
    desk desk;
    desk.inbound("hello", "sms", "+60");
    desk.take(echo("written on the page"));
    CHECK(desk.open().channel == "sms");
}

TEST_CASE("what nothing may answer is stored and shown only") {
    desk desk;
    engine::input::inbound in;
    in.channel = "line";
    in.message.from = "U1";
    in.message.content = content("standby");
    in.message.no_reply = true;
    desk.take(in);
    CHECK(desk.rows.messages.size() == 1);
    CHECK(desk.open().handler == model::handler::none);
    CHECK(desk.script.seen.empty());
}

TEST_CASE("an edit changes the message and tells whoever has its conversation") {
    desk desk;
    desk.script.flows["front"] = always({handoff(), ended()});
    desk.inbound("helo");
    desk.task(model::task_status::assigned, "aminah");
    const auto decision = desk.take(amend(desk, 0, "hello"));
    REQUIRE(decision.changes.message_changes.size() == 1);
    CHECK(decision.changes.message_changes[0].edited_ms != 0);
    CHECK_FALSE(decision.changes.message_changes[0].deleted);
    REQUIRE(decision.changes.events.size() == 1);
    CHECK(decision.changes.events[0].type == model::event_type::message_updated);
    CHECK(decision.changes.events[0].message == desk.rows.messages[0].id);
    CHECK(decision.changes.events[0].conversation == desk.open().id);
    CHECK(decision.changes.events[0].agent == "aminah");
}

TEST_CASE("a change in a closed conversation is not told as one of the open conversation") {
    desk desk;
    desk.inbound("old");
    const auto old = desk.open().id;
    desk.take(engine::input::close{old, "done"});
    desk.script.flows["front"] = always({handoff(), ended()});
    desk.inbound("new");
    desk.task(model::task_status::assigned, "aminah");
    const auto decision = desk.take(amend(desk, 0, {}));
    REQUIRE(decision.changes.events.size() == 1);
    CHECK(decision.changes.events[0].conversation == old);
    CHECK(decision.changes.events[0].agent.empty());
}

TEST_CASE("bots see messages as they are now, and not what was taken back") {
    desk desk;
    desk.script.flows["front"] = in_turn({{listening()}, {listening()}, {ask("faq"), busy()}});
    desk.inbound("secret");
    desk.inbound("helo");
    desk.take(amend(desk, 0, {}));
    desk.take(amend(desk, 1, "hello"));
    desk.inbound("question");
    const auto history = nlohmann::json::parse(desk.last().history);
    REQUIRE(history.size() == 2);
    CHECK(history[0]["content"]["text"] == "hello");
    CHECK(history[0]["edited"] == true);
    CHECK(history[1]["content"]["text"] == "question");
}

TEST_CASE("a change of a message nobody knows is ignored") {
    desk desk;
    desk.inbound("hello");
    engine::input::amend change;
    change.channel = "line";
    change.change.deleted = true;
    CHECK(desk.take(change).changes.events.empty());
}

TEST_CASE("bots see the newest twenty messages, oldest first, and no notes") {
    desk desk;
    desk.script.flows["front"] = always({listening()});
    for (int i = 0; i < 25; ++i) {
        desk.inbound(std::to_string(i));
    }
    engine::input::write note;
    note.conversation = desk.open().id;
    note.content = content("between us");
    note.note = true;
    desk.take(note);
    desk.script.flows["front"] = always({ask("faq"), busy()});
    desk.inbound("25");
    const auto history = nlohmann::json::parse(desk.last().history);
    REQUIRE(history.size() == engine::remembered);
    CHECK(history.front()["content"]["text"] == "6");
    CHECK(history.back()["content"]["text"] == "25");
}

TEST_CASE("a message event is for the agent who has the conversation at that moment") {
    desk desk;
    desk.script.flows["front"] = always({handoff(), ended()});
    const auto first = desk.inbound("hello");
    CHECK(first.changes.events[1].agent.empty());
    desk.task(model::task_status::assigned, "aminah");
    CHECK(desk.inbound("more").changes.events[0].agent == "aminah");
    desk.task(model::task_status::pending);
    CHECK(desk.inbound("and more").changes.events[0].agent.empty());
}
