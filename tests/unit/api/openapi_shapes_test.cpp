// What the model and the stream write against the schemas of the API's document.

#include "openapi_support.hpp"
#include "stream_support.hpp"
#include "support.hpp"

#include <set>

#include "host/api/shapes.hpp"
#include "host/model/content.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::api::test;

namespace {

model::content every_part() {
    model::content out;
    out.text = "text";
    out.html = "<p>text</p>";
    out.subject = "subject";
    out.attachments = {
        {model::attachment_kind::image, "https://example.com/a.png", "image/png", "a.png", 7},
        {model::attachment_kind::sticker, "", "", "", 0}};
    out.location = model::location{3.139, 101.687, "Kuala Lumpur", "Jalan Raja"};
    out.contacts = {{"Mei", {"+60123456789"}, {"mei@example.com"}}, {"Lee", {}, {}}};
    out.choices = {{"Red", "red", ""}, {"Site", "", "https://example.com"}};
    out.selected = model::choice{"Red", "red", ""};
    out.cards = {{"Title", "Text", "https://example.com/a.png", out.choices},
                 {"Alone", "", "", {}}};
    out.reaction = model::reaction{"👍", "IM00000000000000000000000000000000", true};
    out.template_ = model::message_template{"welcome", "ms", R"(["Mei"])"};
    out.call =
        model::call{"ended", "+60123456789", "+60387654321", "1", "yes", 12, R"({"hold":true})"};
    out.unsupported = "hologram";
    return out;
}

}  // namespace

TEST_CASE("whatever the model writes is what the document says") {
    scene scene;
    auto talk = scene.talk_with("U1", "aminah");
    auto message = talk.message;
    message.content = model::write_content(every_part());
    message.sent_at = message.at;
    message.reply_to = message.id;
    message.author = {model::author_kind::agent, "aminah", "Aminah"};
    for (const auto direction :
         {model::direction::inbound, model::direction::outbound, model::direction::internal}) {
        message.direction = direction;
        CHECK(faults_of("Message", model::write_message(message)) == strings{});
    }
    for (std::uint8_t status = 0; status <= 5; ++status) {
        message.status = static_cast<model::message_status>(status);
        CHECK(faults_of("Message", model::write_message(message)) == strings{});
    }
    for (const auto kind : {code::cancelled, code::invalid, code::timeout, code::not_found,
                            code::denied, code::throttled, code::wrong_state, code::unsupported,
                            code::internal, code::unavailable, code::opted_out, code::config,
                            code::uncertain, code::outside_window, code::quiet_hours}) {
        message.error = model::delivery_error{kind, "no", ""};
        CHECK(faults_of("Message", model::write_message(message)) == strings{});
    }
    model::message note;
    note.id = message.id;
    note.conversation = message.conversation;
    note.customer = message.customer;
    note.content = R"({"text":"note"})";
    note.deleted = true;
    CHECK(faults_of("Message", model::write_message(note)) == strings{});

    auto conversation = talk.conversation;
    for (const auto handler :
         {model::handler::none, model::handler::flow, model::handler::bot, model::handler::agent}) {
        conversation.handler = handler;
        CHECK(faults_of("Conversation", model::write_conversation(conversation, {})) == strings{});
    }
    using enum model::hindrance;
    for (const auto why : {closed, no_channel, blocked, outside_window, quiet_hours}) {
        const model::permission reply{why, scene.gateway.now()};
        CHECK(faults_of("Conversation", model::write_conversation(conversation, reply)) ==
              strings{});
    }
    conversation.previous = conversation.id;
    conversation.status = model::conversation_status::closed;
    conversation.closed_reason = "solved";
    CHECK(faults_of("Conversation", model::write_conversation(conversation, {closed, {}})) ==
          strings{});

    auto customer = talk.customer;
    auto address = talk.address;
    address.name = "Mei";
    address.picture = "https://example.com/mei.png";
    for (const auto reach : {model::reach::unknown, model::reach::open, model::reach::blocked,
                             model::reach::opted_out}) {
        address.reach = reach;
        CHECK(faults_of("Customer", model::write_customer(customer, {address})) == strings{});
    }
    customer.merged_into = customer.id;
    CHECK(faults_of("Customer", model::write_customer(customer, {})) == strings{});

    auto task = talk.task;
    for (std::uint8_t status = 0; status <= 5; ++status) {
        task.status = static_cast<model::task_status>(status);
        CHECK(faults_of("Task", model::write_task(task, scene.gateway.now())) == strings{});
    }
    task.queue.clear();
    task.priority = -1;
    task.reason = "solved";
    CHECK(faults_of("Task", model::write_task(task, scene.gateway.now())) == strings{});
    auto reservation = talk.reservation;
    for (std::uint8_t status = 0; status <= 7; ++status) {
        reservation.status = static_cast<model::reservation_status>(status);
        CHECK(faults_of("Reservation", model::write_reservation(reservation)) == strings{});
    }
}

TEST_CASE("what stands in no schema is a fault") {
    scene scene;
    const auto talk = scene.talk_with("U1");
    auto written = json::parse(model::write_message(talk.message));
    const auto faults = [&](const json& value) { return faults_of("Message", value.dump()); };
    CHECK(faults(written) == strings{});
    auto more = written;
    more["extra"] = 1;
    CHECK(faults(more) == strings{"$ has extra, which is not described"});
    auto less = written;
    less.erase("address");
    CHECK(faults(less) == strings{"$ lacks address"});
    auto other = written;
    other["status"] = "lost";
    other["at"] = "yesterday";
    other["customer"] = talk.conversation.id.text();
    CHECK(faults(other).size() == 4);  // a time that is none fails its pattern and its format
}

TEST_CASE("every frame of the stream is what the document says") {
    streaming here;
    const selat::test::shards own;
    listener client(own.first(), here.url("ops"));
    CHECK(faults_of("StreamFrame", client.hello.dump()) == strings{});
    listener beyond(own.first(), here.url("ops", "99"));
    CHECK(faults_of("StreamFrame", beyond.next_text()) == strings{});

    happenings world(1);
    store::changes changes;
    auto talk = world.conversation(changes);
    world.message(changes, talk);
    auto reservation = world.offer(changes, talk, "aminah");
    const auto add = [&](event_type type, std::string data) {
        changes.events.push_back(
            world.event(type, talk.conversation.id, "aminah", std::move(data)));
    };
    for (const auto type : {event_type::reservation_accepted, event_type::reservation_rejected,
                            event_type::reservation_timeout, event_type::reservation_canceled,
                            event_type::reservation_completed}) {
        add(type, model::write_reservation(reservation));
    }
    for (const auto type : {event_type::conversation_created, event_type::conversation_updated,
                            event_type::conversation_closed}) {
        add(type, model::write_conversation(talk.conversation, {}));
    }
    for (const auto type : {event_type::task_created, event_type::task_updated}) {
        add(type, model::write_task(talk.task, here.gateway.now()));
    }
    add(event_type::customer_updated, model::write_customer(changes.customers.front(), {}));
    api::agent_row row;
    row.agent.id = row.agent.name = "aminah";
    row.load["chat"] = 1;
    add(event_type::agent_updated, api::write_agent(row));
    changes.events.push_back(changes.events.front());  // the message again, as it is now
    changes.events.back().id = world.event(event_type::typing, {}, {}, {}).id;
    changes.events.back().type = event_type::message_updated;
    const auto count = changes.events.size();
    here.gateway.put(std::move(changes));
    std::set<std::string> types;
    for (std::size_t i = 0; i < count; ++i) {
        const auto text = client.next_text();
        CHECK(faults_of("StreamFrame", text) == strings{});
        types.insert(json::parse(text).at("type"));
    }
    CHECK(types.size() == 15);

    const auto told = [&](event_type type, std::string data) {
        here.subject.tell(world.event(type, talk.conversation.id, {}, std::move(data)));
        CHECK(faults_of("StreamFrame", client.next_text()) == strings{});
    };
    told(event_type::queue_updated, api::write_queue({.id = "support", .oldest = {}}, {}));
    told(event_type::channel_updated,
         R"({"id":"line","plugin":"line","state":"degraded","reason":"slow"})");
    told(event_type::typing, R"({"conversation":")" + talk.conversation.id.text() +
                                 R"(","customer":")" + talk.conversation.customer.text() +
                                 R"(","channel":"line","on":true,"ttl_ms":5000})");
}
