// Messages that failed and are to go out once more.

#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>

using namespace scene;

namespace {

engine::input::retry again(const model::message& message) {
    engine::input::retry out;
    out.message = message;
    return out;
}

// What the outbox makes of one that fails for good.
model::message failed(desk& desk, const model::id& message) {
    auto& row = desk.rows.message(message);
    row.status = model::message_status::failed;
    row.error = model::delivery_error{code::invalid, "refused", {}};
    desk.rows.jobs.erase(desk.only(model::job_kind::send).id);
    return row;
}

code why_not(desk& desk, const model::message& message) {
    const auto decision = desk.take(again(message));
    REQUIRE_FALSE(decision.answer);
    return decision.answer.error().code;
}

void learn(desk& desk, model::reach reach, const std::string& context = {}) {
    engine::input::address update;
    update.channel = "line";
    update.update.address = "U1";
    update.update.reach = reach;
    update.update.address_context = context;
    desk.take(update);
}

}  // namespace

TEST_CASE("a message that stopped half way goes on there, under the same job") {
    desk desk;
    desk.inbound("hello", "line", "U1");
    const auto id = desk.write("hi").message->id;
    const auto first = desk.only(model::job_kind::send).id;
    auto message = failed(desk, id);
    message.unsent = model::unsent{first, 2};
    learn(desk, model::reach::open, "newest");
    auto in = again(message);
    in.reply_to_provider_id = "p7";
    const auto decision = desk.take(in);
    REQUIRE(decision.message);
    CHECK(decision.message->status == model::message_status::queued);
    CHECK_FALSE(decision.message->error);
    REQUIRE(decision.changes.jobs.size() == 1);
    const auto& job = decision.changes.jobs.front();
    CHECK(job.id == first);
    CHECK(job.part == 2);
    CHECK(job.message == message.id);
    CHECK_THAT(job.payload, Catch::Contains(R"("reply_to_provider_id":"p7")"));
    CHECK_THAT(job.payload, Catch::Contains(R"("address_context":"newest")"));
    REQUIRE(decision.changes.message_changes.size() == 1);
    CHECK(decision.changes.message_changes.front().again);
}

TEST_CASE("a message that the provider took and lost goes out whole, as a new job") {
    desk desk;
    desk.inbound("hello", "line", "U1");
    const auto id = desk.write("hi").message->id;
    const auto first = desk.only(model::job_kind::send).id;
    desk.take(again(failed(desk, id)));
    const auto second = desk.only(model::job_kind::send);
    CHECK(second.part == 0);
    CHECK(second.id != first);
}

TEST_CASE("no message goes out again to who has blocked us, or wants none from a system") {
    desk desk;
    desk.inbound("hello", "line", "U1");
    auto message = failed(desk, desk.write("hi").message->id);
    learn(desk, model::reach::opted_out);
    message.author.kind = model::author_kind::flow;
    CHECK(why_not(desk, message) == code::opted_out);
    message.author.kind = model::author_kind::agent;
    CHECK(desk.take(again(message)).changes.jobs.size() == 1);
    message = failed(desk, message.id);
    learn(desk, model::reach::blocked);
    CHECK(why_not(desk, message) == code::opted_out);
}

TEST_CASE("only what failed goes out again, and only where the customer still is") {
    desk desk;
    desk.inbound("hello", "line", "U1");
    auto message = *desk.write("hi").message;
    CHECK(why_not(desk, message) == code::wrong_state);
    message = failed(desk, message.id);
    message.address = "elsewhere";
    CHECK(why_not(desk, message) == code::wrong_state);
}
