// Messages that went out and are to be others, or taken back.

#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>

using namespace scene;

namespace {

model::message sent(desk& desk) {
    desk.inbound("hello", "line", "U1");
    const auto id = desk.write("hi").message->id;
    auto& row = desk.rows.message(id);
    row.status = model::message_status::sent;
    row.provider_id = "p1";
    desk.rows.jobs.erase(desk.only(model::job_kind::send).id);
    return row;
}

engine::decision revise(desk& desk, const model::message& message,
                        const std::string& content = {}) {
    return desk.take(engine::input::revise{message, content});
}

}  // namespace

TEST_CASE("a change goes to the message's address as a send of its own, and changes nothing yet") {
    desk desk;
    const auto message = sent(desk);
    const auto decision = revise(desk, message, R"({"text":"hi there"})");
    REQUIRE(decision.message);
    CHECK(decision.message->content == message.content);
    CHECK(decision.changes.message_changes.empty());
    REQUIRE(decision.changes.jobs.size() == 1);
    const auto& job = decision.changes.jobs.front();
    CHECK(job.kind == model::job_kind::send);
    CHECK(job.name == model::edits);
    CHECK(job.message == message.id);
    CHECK(job.channel == "line");
    CHECK(job.address == "U1");
    CHECK_THAT(job.payload, Catch::Contains(R"(hi there)"));
}

TEST_CASE("a message that is taken back has a send that says so") {
    desk desk;
    const auto decision = revise(desk, sent(desk));
    REQUIRE(decision.changes.jobs.size() == 1);
    CHECK(decision.changes.jobs.front().name == model::takes_back);
}

TEST_CASE("who wants nothing more gets no other words, but what was said can be taken back") {
    desk desk;
    const auto message = sent(desk);
    engine::input::address left;
    left.channel = "line";
    left.update.address = "U1";
    left.update.reach = model::reach::blocked;
    desk.take(left);
    const auto refused = revise(desk, message, R"({"text":"hi there"})");
    REQUIRE_FALSE(refused.answer);
    CHECK(refused.answer.error().code == code::opted_out);
    CHECK(refused.changes.jobs.empty());
    CHECK(revise(desk, message).changes.jobs.size() == 1);
}

TEST_CASE("on a channel that its provider has closed nothing is changed, nor taken back") {
    desk desk;
    const auto message = sent(desk);
    desk.setup.channels["line"].sunset = "2024-07-31";
    for (const auto* content : {"", R"({"text":"hi there"})"}) {
        const auto refused = revise(desk, message, content);
        REQUIRE_FALSE(refused.answer);
        CHECK(refused.answer.error().code == code::unsupported);
        CHECK(refused.changes.jobs.empty());
    }
}

TEST_CASE("a change is made in quiet hours too") {
    desk desk;
    const auto message = sent(desk);
    desk.setup.channels["line"].quiet = {model::duration{0}, std::chrono::hours(23), {}};
    desk.now += std::chrono::hours(2);
    CHECK(revise(desk, message, R"({"text":"hi there"})").changes.jobs.size() == 1);
}

TEST_CASE("what never went out, is gone, or is a code is not changed") {
    desk desk;
    auto message = sent(desk);
    SECTION("it failed") { message.status = model::message_status::failed; }
    SECTION("it is gone") { message.deleted = true; }
    SECTION("the customer said it") { message.direction = model::direction::inbound; }
    SECTION("a note") { message.direction = model::direction::internal; }
    SECTION("a code") {
        message.origin = model::id(model::id_kind::verification, message.id.uuid()).text();
    }
    SECTION("the address is another's") { message.address = "U9"; }
    const auto decision = revise(desk, message);
    REQUIRE_FALSE(decision.answer);
    CHECK(decision.answer.error().code == code::wrong_state);
    CHECK(decision.changes.jobs.empty());
}
