// The contract's objects, member by member. A change here is a breaking change.

#include "host/model/conversation.hpp"
#include "host/model/customer.hpp"
#include "host/model/message.hpp"
#include "host/model/permission.hpp"
#include "host/model/task.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace selat;
using nlohmann::json;

namespace {

model::id id(const char* kind, char digit) {
    return *model::id::parse(kind + ("018bcfe5687b7000800000000000000" + std::string(1, digit)));
}

constexpr model::time now = model::from_ms(1'700'000'000'123);

model::message a_message() {
    model::message out;
    out.id = id("IM", '1');
    out.at = now;
    out.direction = model::direction::inbound;
    out.channel = "line-my";
    out.provider_id = "m-1";
    out.conversation = id("CH", '2');
    out.customer = id("CU", '3');
    out.author = {model::author_kind::customer, {}, "Siti"};
    out.address = "U206d";
    out.seq = 4;
    out.content = R"({"text":"hello"})";
    return out;
}

}  // namespace

TEST_CASE("a message is the contract's message") {
    CHECK(json::parse(model::write_message(a_message())) == json::parse(R"({
        "id":"IM018bcfe5687b70008000000000000001","at":"2023-11-14T22:13:20.123Z",
        "direction":"inbound","channel":"line-my","provider_id":"m-1",
        "conversation":"CH018bcfe5687b70008000000000000002",
        "customer":"CU018bcfe5687b70008000000000000003",
        "author":{"kind":"customer","id":null,"name":"Siti"},"address":"U206d",
        "status":"received","error":null,"reply_to":null,"edited":false,"deleted":false,
        "seq":4,"content":{"text":"hello"}})"));
}

TEST_CASE("a failed message says why, an answer what it answers, the provider's time is shown") {
    auto message = a_message();
    message.direction = model::direction::outbound;
    message.author = {model::author_kind::agent, "aminah", {}};
    message.status = model::message_status::failed;
    message.error = model::delivery_error{code::opted_out, "does not want it", "21610"};
    message.reply_to = id("IM", '9');
    message.sent_at = model::from_ms(0);
    message.edited_ms = 1;
    const auto out = json::parse(model::write_message(message));
    CHECK(out["author"] == json{{"kind", "agent"}, {"id", "aminah"}});
    CHECK(out["status"] == "failed");
    CHECK(out["error"] ==
          json{{"code", "opted_out"}, {"text", "does not want it"}, {"provider_code", "21610"}});
    CHECK(out["reply_to"] == "IM018bcfe5687b70008000000000000009");
    CHECK(out["sent_at"] == "1970-01-01T00:00:00.000Z");
    CHECK(out["edited"] == true);
    message.error->provider_code.clear();
    CHECK(json::parse(model::write_message(message))["error"]["provider_code"].is_null());
}

TEST_CASE("what was taken back is not shown, a note belongs to no channel") {
    auto message = a_message();
    message.deleted = true;
    message.direction = model::direction::internal;
    message.channel.clear();
    message.address.clear();
    message.provider_id.clear();
    const auto out = json::parse(model::write_message(message));
    CHECK(out["content"] == json::object());
    CHECK(out["deleted"] == true);
    CHECK(out["direction"] == "internal");
    CHECK(out["channel"].is_null());
    CHECK(out["address"].is_null());
    CHECK(out["provider_id"].is_null());
}

TEST_CASE("a conversation is the contract's conversation") {
    model::conversation value;
    value.id = id("CH", '1');
    value.customer = id("CU", '2');
    value.handler = model::handler::agent;
    value.channel = "line-my";
    value.address = "U206d";
    value.task = id("WT", '3');
    value.agent = "aminah";
    value.attributes = R"({"topic":"bill"})";
    value.opened = model::from_ms(0);
    value.last_message = now;
    value.execution.emplace().state = "the flow's own";
    const auto end = now + std::chrono::hours(24);
    CHECK(json::parse(model::write_conversation(value, {model::hindrance::none, end})) ==
          json::parse(R"({
        "id":"CH018bcfe5687b70008000000000000001","customer":"CU018bcfe5687b70008000000000000002",
        "status":"open","handler":"agent","channel":"line-my","address":"U206d",
        "task":"WT018bcfe5687b70008000000000000003","agent":"aminah",
        "attributes":{"topic":"bill"},"opened":"1970-01-01T00:00:00.000Z",
        "last_message":"2023-11-14T22:13:20.123Z","previous":null,
        "can_reply":true,"reason":null,"until":"2023-11-15T22:13:20.123Z"})"));
    value.status = model::conversation_status::closed;
    value.handler = model::handler::none;
    value.task = {};
    value.agent.clear();
    value.previous = id("CH", '7');
    value.closed_reason = "inactivity";
    const auto out = json::parse(model::write_conversation(value, {model::hindrance::closed, {}}));
    CHECK(out["status"] == "closed");
    CHECK(out["handler"].is_null());
    CHECK(out["task"].is_null());
    CHECK(out["agent"].is_null());
    CHECK(out["previous"] == "CH018bcfe5687b70008000000000000007");
    CHECK(out["closed_reason"] == "inactivity");
    CHECK(out["can_reply"] == false);
    CHECK(out["reason"] == "closed");
    CHECK(out["until"].is_null());
}

TEST_CASE("a customer is the contract's customer, with the addresses") {
    model::customer value;
    value.id = id("CU", '1');
    value.name = "Siti";
    value.attributes = R"({"vip":true})";
    value.created = now;
    model::address heard;
    heard.channel = "line-my";
    heard.address = "U206d";
    heard.verified = model::evidence::code;
    heard.last_seen = now;
    heard.name = "siti_";
    heard.picture = "https://x/1.jpg";
    heard.reach = model::reach::open;
    heard.context = "the plugin's own";
    model::address written_to;
    written_to.channel = "sms";
    written_to.address = "+60123";
    CHECK(json::parse(model::write_customer(value, {heard, written_to})) == json::parse(R"({
        "id":"CU018bcfe5687b70008000000000000001","name":"Siti","locale":null,
        "attributes":{"vip":true},"addresses":[
            {"channel":"line-my","address":"U206d","verified":true,
             "evidence":"otp","last_seen":"2023-11-14T22:13:20.123Z","name":"siti_","picture":"https://x/1.jpg",
             "reach":"open"},
            {"channel":"sms","address":"+60123","verified":false,"last_seen":null,
             "reach":"unknown"}],
        "created":"2023-11-14T22:13:20.123Z"})"));
    value.merged_into = id("CU", '2');
    CHECK(json::parse(model::write_customer(value, {}))["merged_into"] ==
          "CU018bcfe5687b70008000000000000002");
}

TEST_CASE("a task is the contract's task") {
    model::task value;
    value.id = id("WT", '1');
    value.conversation = id("CH", '2');
    value.workflow = "main";
    value.priority = 5;
    value.attributes = R"({"language":"ms"})";
    value.created = now;
    CHECK(json::parse(model::write_task(value, now + std::chrono::milliseconds{90'999})) ==
          json::parse(R"({
        "id":"WT018bcfe5687b70008000000000000001",
        "conversation":"CH018bcfe5687b70008000000000000002","queue":null,"workflow":"main",
        "priority":5,"attributes":{"language":"ms"},"status":"pending","agent":null,
        "age_seconds":90,"created":"2023-11-14T22:13:20.123Z","channel":"chat"})"));
    value.status = model::task_status::canceled;
    value.queue = "support";
    value.agent = "aminah";
    value.reason = "Task TTL Exceeded";
    const auto out = json::parse(model::write_task(value, now - std::chrono::milliseconds{1}));
    CHECK(out["status"] == "canceled");
    CHECK(out["queue"] == "support");
    CHECK(out["agent"] == "aminah");
    CHECK(out["reason"] == "Task TTL Exceeded");
    CHECK(out["age_seconds"] == 0);
}

TEST_CASE("a reservation is the contract's reservation") {
    model::reservation value;
    value.id = id("WR", '1');
    value.task = id("WT", '2');
    value.conversation = id("CH", '3');
    value.agent = "aminah";
    value.created = model::from_ms(0);
    value.expires = now;
    CHECK(json::parse(model::write_reservation(value)) == json::parse(R"({
        "id":"WR018bcfe5687b70008000000000000001","task":"WT018bcfe5687b70008000000000000002",
        "conversation":"CH018bcfe5687b70008000000000000003","agent":"aminah","status":"pending",
        "expires":"2023-11-14T22:13:20.123Z","created":"1970-01-01T00:00:00.000Z"})"));
}
