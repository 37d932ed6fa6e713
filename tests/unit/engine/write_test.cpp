// What agents and systems write.

#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace scene;
using model::author_kind;

namespace {

engine::input::write to_address(const std::string& channel, const std::string& address) {
    engine::input::write out;
    out.channel = channel;
    out.address = address;
    out.content = content("news");
    out.author = {author_kind::system, "ops", {}};
    return out;
}

void reach(desk& desk, model::reach reach) {
    engine::input::address update;
    update.channel = "line";
    update.update.address = "U1";
    update.update.reach = reach;
    desk.take(update);
}

}  // namespace

TEST_CASE("an agent's reply goes where the customer wrote last") {
    desk desk;
    desk.inbound("hello", "sms", "+60");
    desk.inbound("hello", "line", "U1");
    const auto message = *desk.write("hi").message;
    CHECK(message.channel == "line");
    CHECK(message.address == "U1");
    CHECK(message.status == model::message_status::queued);
    CHECK(message.author.id == "aminah");
    const auto job = desk.only(model::job_kind::send);
    CHECK(job.message == message.id);
    CHECK(job.channel == "line");
    CHECK(job.address == "U1");
    CHECK(job.customer == desk.state.customer.id);
}

TEST_CASE("a reply on another of the customer's channels goes there, and only that one") {
    desk desk;
    desk.inbound("hello", "sms", "+60");
    desk.inbound("hello", "line", "U1");
    engine::input::write in;
    in.conversation = desk.open().id;
    in.channel = "sms";
    in.content = content("a text");
    in.author = {author_kind::agent, "aminah", {}};
    CHECK(desk.take(in).message->address == "+60");
    CHECK(desk.open().channel == "line");
    CHECK(desk.write("and here").message->channel == "line");
}

TEST_CASE("of several addresses on a channel the newest is meant") {
    desk desk;
    desk.inbound("hello", "sms", "+1");
    desk.now += model::duration{1000};
    desk.inbound("hello", "sms", "+2");
    desk.now += model::duration{1000};
    desk.inbound("hello", "line", "U1");
    engine::input::write in;
    in.conversation = desk.open().id;
    in.channel = "sms";
    in.content = content("a text");
    CHECK(desk.take(in).message->address == "+2");
}

TEST_CASE("a conversation is answered at addresses of its customer only") {
    desk desk;
    desk.inbound("hello");
    auto in = to_address("sms", "+60999");
    in.conversation = desk.open().id;
    const auto refused = desk.take(in);
    REQUIRE_FALSE(refused.answer);
    CHECK(refused.answer.error().code == code::invalid);
    in.address.clear();
    CHECK_FALSE(desk.take(in).answer);
}

TEST_CASE("writing to a new address makes its customer, and a conversation with no handler") {
    desk desk;
    desk.state = engine::new_customer("+60", desk.now, desk.ids);
    const auto decision = desk.take(to_address("sms", "+60"));
    REQUIRE(decision.message);
    CHECK(decision.message->direction == model::direction::outbound);
    CHECK(decision.message->seq == 1);
    CHECK(desk.open().handler == model::handler::none);
    CHECK(desk.open().channel == "sms");
    CHECK(desk.state.addresses.at(0).last_seen == model::time{});
    CHECK(desk.script.seen.empty());
    desk.inbound("who is this?", "sms", "+60");
    CHECK(desk.last().what == engine::flow_what::start);
}

TEST_CASE("writing to a known address continues the open conversation") {
    desk desk;
    desk.inbound("hello");
    const auto id = desk.open().id;
    CHECK(desk.take(to_address("line", "U1")).message->conversation == id);
    CHECK(desk.rows.conversations.size() == 1);
}

TEST_CASE("what names neither conversation nor channel is refused") {
    desk desk;
    desk.inbound("hello");
    for (const bool note : {false, true}) {
        engine::input::write in;
        in.content = content("x");
        in.note = note;
        const auto refused = desk.take(in);
        REQUIRE_FALSE(refused.answer);
        CHECK(refused.answer.error().code == code::invalid);
    }
}

TEST_CASE("a note is kept in order, and goes nowhere") {
    desk desk;
    desk.inbound("hello");
    engine::input::write in;
    in.conversation = desk.open().id;
    in.content = content("careful");
    in.author = {author_kind::agent, "aminah", {}};
    in.note = true;
    in.reply_to = desk.rows.messages[0].id;
    const auto note = *desk.take(in).message;
    CHECK(note.reply_to == in.reply_to);
    CHECK(note.direction == model::direction::internal);
    CHECK(note.seq == 2);
    CHECK(note.address_seq == 0);
    CHECK(note.channel.empty());
    CHECK(desk.rows.jobs_of(model::job_kind::send).empty());
    CHECK(desk.inbound("more").message->address_seq == 2);
}

TEST_CASE("a client's token and what is replied to stay with the message") {
    desk desk;
    engine::input::inbound in;
    in.channel = "line";
    in.message.from = "U1";
    in.message.content = content("hello");
    in.message.address_context = "reply-token";
    desk.take(in);
    engine::input::write reply;
    reply.conversation = desk.open().id;
    reply.content = content("hi");
    reply.client_token = "ops/1";
    reply.reply_to = desk.rows.messages[0].id;
    reply.reply_to_channel = "line";
    reply.reply_to_provider_id = "m-1";
    reply.reply_to_context = "quote";
    const auto message = *desk.take(reply).message;
    CHECK(message.client_token == "ops/1");
    CHECK(message.reply_to == desk.rows.messages[0].id);
    CHECK(nlohmann::json::parse(desk.only(model::job_kind::send).payload) ==
          nlohmann::json{{"reply_to_provider_id", "m-1"},
                         {"reply_to_context", "quote"},
                         {"address_context", "reply-token"},
                         {"address_context_ms", start_ms}});
}

TEST_CASE("a provider is not told of a message that another one brought") {
    desk desk;
    desk.inbound("hello");
    engine::input::write reply;
    reply.conversation = desk.open().id;
    reply.content = content("hi");
    reply.reply_to = desk.rows.messages[0].id;
    reply.reply_to_channel = "sms";
    reply.reply_to_provider_id = "SM1";
    reply.reply_to_context = "quote";
    CHECK(desk.take(reply).message->reply_to == reply.reply_to);
    const auto payload = desk.only(model::job_kind::send).payload;
    CHECK(payload.find("SM1") == std::string::npos);
    CHECK(payload.find("quote") == std::string::npos);
}

TEST_CASE("who opted out hears from agents only, who blocked us from nobody") {
    struct {
        model::reach reach;
        author_kind author;
        bool goes;
    } const cases[] = {{model::reach::opted_out, author_kind::agent, true},
                       {model::reach::opted_out, author_kind::system, false},
                       {model::reach::blocked, author_kind::agent, false},
                       {model::reach::blocked, author_kind::system, false},
                       {model::reach::open, author_kind::system, true},
                       {model::reach::unknown, author_kind::system, true}};
    for (const auto& each : cases) {
        INFO(model::name_of(each.reach) << " " << model::name_of(each.author));
        desk desk;
        desk.inbound("hello");
        reach(desk, each.reach);
        engine::input::write in;
        in.conversation = desk.open().id;
        in.content = content("x");
        in.author.kind = each.author;
        const auto decision = desk.take(in);
        CHECK(decision.answer.has_value() == each.goes);
        if (!each.goes) {
            CHECK(decision.answer.error().code == code::opted_out);
        }
    }
}

TEST_CASE("a refused first message leaves no conversation behind") {
    desk desk;
    reach(desk, model::reach::blocked);
    CHECK_FALSE(desk.take(to_address("line", "U1")).answer);
    CHECK(desk.state.open.empty());
    CHECK(desk.rows.conversations.empty());
}
