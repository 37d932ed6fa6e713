// The API's document against the routes, and against what the calls answer.

#include "schema_check.hpp"
#include "stream_support.hpp"
#include "support.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "host/api/openapi.hpp"
#include "host/api/routes.hpp"
#include "host/api/shapes.hpp"
#include "host/model/content.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::api::test;

namespace {

using strings = std::vector<std::string>;

const json& document() {
    static const json parsed = json::parse(api::openapi_document());
    return parsed;
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char each) {
        return static_cast<char>(std::tolower(each));
    });
    return text;
}

const json& operation_of(const std::string& method, const std::string& path) {
    return document().at("paths").at(path).at(lower(method));
}

const json& schema_of(const std::string& name) {
    return document().at("components").at("schemas").at(name);
}

strings faults_of(const std::string& schema, const std::string& written) {
    return schema_check(document()).faults(schema_of(schema), json::parse(written));
}

// Calls `visit` with every object in the document.
template <class Visit>
void each_object(const json& at, const Visit& visit) {
    if (at.is_object()) {
        visit(at);
    }
    if (at.is_structured()) {
        for (const auto& [name, value] : at.items()) {
            each_object(value, visit);
        }
    }
}

// The API, where every answer is held against the document.
class described_api {
public:
    explicit described_api(scene& scene) : scene_(scene) {}

    json ask(const std::string& method, const std::string& path, int status, const fields& headers,
             const std::string& id = {}, const json& body = {}) {
        CAPTURE(method, path, id, body);
        auto target = "/api/v1" + path;
        if (const auto at = target.find("{id}"); at != std::string::npos) {
            target.replace(at, 4, id);
        }
        const auto text = body.is_null() ? std::string() : body.dump();
        const auto reply = scene_.call(method, target, headers, text);
        CAPTURE(reply.body);
        REQUIRE(reply.status == status);
        const auto bare = "/api/v1" + path.substr(0, path.find('?'));
        const auto& operation = operation_of(method, bare);
        hold_against(operation, reply);
        if (operation.contains("requestBody") && status != 404 && status != 401) {
            const auto& content = operation.at("requestBody").at("content");
            const auto faults = check_.faults(content.at("application/json").at("schema"),
                                              body.is_null() ? json::object() : body);
            CHECK(faults.empty() == (status != 400));
        }
        asked.insert(method + " " + bare + (status < 300 ? "" : " refused"));
        return reply.body.empty() ? json() : reply.document();
    }

    std::set<std::string> asked;

private:
    void hold_against(const json& operation, const answer& reply) {
        const auto& all = operation.at("responses");
        REQUIRE(all.contains(std::to_string(reply.status)));
        const auto& described = check_.resolved(all.at(std::to_string(reply.status)));
        if (reply.status < 300) {
            const auto headers = described.value("headers", json::object());
            for (const auto& [name, header] : headers.items()) {
                CHECK_FALSE(reply.header(lower(name)).empty());
            }
        }
        if (!described.contains("content")) {
            CHECK(reply.body.empty());
            return;
        }
        const auto& content = described.at("content");
        REQUIRE(content.contains(reply.header("content-type")));
        const auto& schema = content.at(reply.header("content-type")).at("schema");
        CHECK(check_.faults(schema, reply.document()) == strings{});
    }

    scene& scene_;
    schema_check check_{document()};
};

void fail_message(scene& scene, const model::id& message) {
    model::message_change change;
    change.id = message;
    change.status = model::message_status::failed;
    change.error = model::delivery_error{code::denied, "the token is wrong", "401"};
    change.at = scene.gateway.now();
    store::changes changes;
    changes.message_changes.push_back(std::move(change));
    scene.gateway.put(std::move(changes));
}

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
    out.call = model::call{"ended", "+60123456789", "+60387654321", "1", "yes", 12};
    out.unsupported = "hologram";
    return out;
}

}  // namespace

TEST_CASE("every route is described, and nothing else") {
    std::set<std::string> routes;
    std::set<std::string> open;
    for (const auto& each : api::routes()) {
        routes.insert(std::string(each.method) + " " + std::string(each.path));
        if (each.who == api::access::anyone) {
            open.insert(std::string(each.method) + " " + std::string(each.path));
        }
    }
    std::set<std::string> described;
    std::set<std::string> described_open;
    for (const auto& [path, methods] : document().at("paths").items()) {
        for (auto [method, operation] : methods.items()) {
            std::string name = method;
            std::ranges::transform(name, name.begin(), [](unsigned char each) {
                return static_cast<char>(std::toupper(each));
            });
            described.insert(name + " " + path);
            if (operation.value("security", json(nullptr)) == json::array()) {
                described_open.insert(name + " " + path);
            }
        }
    }
    CHECK(described == routes);
    CHECK(described_open == open);
}

TEST_CASE("every reference in the document leads somewhere") {
    const schema_check check(document());
    int count = 0;
    each_object(document(), [&](const json& object) {
        if (object.contains("$ref")) {
            INFO(object.at("$ref"));
            CHECK_NOTHROW(check.resolved(object));
            ++count;
        }
    });
    CHECK(count > 300);
}

TEST_CASE("every schema's examples are what it says") {
    const schema_check check(document());
    int count = 0;
    each_object(document().at("components").at("schemas"), [&](const json& object) {
        if (!object.contains("examples") || !object.at("examples").is_array()) {
            return;
        }
        for (const auto& example : object.at("examples")) {
            CHECK(check.faults(object, example) == strings{});
            ++count;
        }
    });
    CHECK(count > 30);
}

TEST_CASE("every call has a name of its own, a summary, a known tag, and its path's parameters") {
    const schema_check check(document());
    std::set<std::string> tags;
    for (const auto& each : document().at("tags")) {
        tags.insert(each.at("name"));
    }
    std::set<std::string> names;
    for (const auto& [path, methods] : document().at("paths").items()) {
        for (const auto& [method, operation] : methods.items()) {
            CAPTURE(path, method);
            CHECK(names.insert(operation.at("operationId")).second);
            CHECK_FALSE(operation.at("summary").get<std::string>().empty());
            CHECK(tags.contains(operation.at("tags").at(0).get<std::string>()));
            CHECK(operation.at("responses").contains("default"));
            bool id = false;
            for (const auto& each : operation.value("parameters", json::array())) {
                const auto& parameter = check.resolved(each);
                id = id || (parameter.at("name") == "id" && parameter.at("in") == "path");
            }
            CHECK(id == (path.find("{id}") != std::string::npos));
        }
    }
}

TEST_CASE("every call answers what the document says, whether it does or refuses what is asked") {
    scene scene;
    described_api api(scene);
    const auto admin = bearer(admin_token);
    const auto aminah = scene.as("aminah");
    const auto held = scene.talk_with("U1", "aminah");
    const auto offered = scene.talk_with("U2", "aminah", model::reservation_status::pending);
    const auto declined = scene.talk_with("U3", "aminah", model::reservation_status::pending);
    const auto waiting = scene.talk_with("U4");
    const auto second = scene.talk_with("U5", "aminah");
    const auto gone = [](const char* kind) { return kind + std::string(32, '0'); };
    const auto id = [](const model::id& of) { return of.text(); };

    api.ask("POST", "/sessions", 201, {}, {},
            {{"email", "badrul@example.com"}, {"password", "password-of-badrul"}});
    api.ask("POST", "/sessions", 401, {}, {}, {{"email", "badrul@example.com"}, {"password", "x"}});
    api.ask("POST", "/sessions", 400, {}, {}, {{"email", "badrul@example.com"}});
    api.ask("DELETE", "/sessions", 409, admin);
    api.ask("DELETE", "/sessions", 204, bearer(scene.log_in("badrul")));
    api.ask("GET", "/me", 200, aminah);
    api.ask("GET", "/me", 403, admin);
    api.ask("GET", "/me/activity", 200, aminah);
    api.ask("GET", "/me/activity", 401, {});
    api.ask("PUT", "/me/activity", 200, aminah, {}, {{"activity", "break"}});
    api.ask("PUT", "/me/activity", 400, aminah, {}, {{"activity", nullptr}});

    api.ask("GET", "/channels", 200, admin);
    api.ask("GET", "/channels", 401, {});
    api.ask("GET", "/plugins", 200, admin);
    api.ask("GET", "/plugins", 403, aminah);
    api.ask("POST", "/reload", 204, admin);
    scene.gateway.change([](settings& now) {
        now.reload = fail(code::config, "selat.yaml:3:1: error: no such key");
    });
    api.ask("POST", "/reload", 422, admin);
    api.ask("GET", "/openapi.json", 200, {});

    api.ask("GET", "/messages", 200, admin);
    api.ask("GET", "/messages?limit=0", 400, admin);
    const json hello{{"text", "hello"}};
    const auto sent = api.ask("POST", "/messages", 202, admin, {},
                              {{"channel", "line"}, {"to", "U9"}, {"content", hello}});
    api.ask("POST", "/messages", 400, admin, {},
            {{"channel", "line"}, {"to", "U9"}, {"content", json::object()}});
    api.ask("POST", "/messages", 400, admin, {},
            {{"channel", "line"}, {"to", "U9"}, {"content", hello}, {"from", "us"}});
    api.ask("POST", "/messages", 404, admin, {},
            {{"channel", "pigeon"}, {"to", "U9"}, {"content", hello}});
    api.ask("POST", "/messages", 422, admin, {},
            {{"channel", "line"}, {"to", "blocked"}, {"content", hello}});
    api.ask("GET", "/messages/{id}", 200, admin, id(held.message.id));
    api.ask("GET", "/messages/{id}", 404, admin, gone("IM"));
    api.ask("POST", "/messages/{id}/retry", 409, admin, id(held.message.id));
    fail_message(scene, *model::id::parse(sent.at("id").get<std::string>()));
    api.ask("GET", "/messages/{id}", 200, admin, sent.at("id"));
    api.ask("POST", "/messages/{id}/retry", 202, admin, sent.at("id"));

    api.ask("GET", "/conversations", 200, aminah);
    api.ask("GET", "/conversations?status=ajar", 400, aminah);
    api.ask("GET", "/conversations/{id}", 200, aminah, id(held.conversation.id));
    api.ask("GET", "/conversations/{id}", 404, aminah, id(waiting.conversation.id));
    api.ask("GET", "/conversations/{id}/messages", 200, aminah, id(held.conversation.id));
    api.ask("GET", "/conversations/{id}/messages", 404, aminah, gone("CH"));
    api.ask("POST", "/conversations/{id}/messages", 202, aminah, id(held.conversation.id),
            {{"content", hello}, {"reply_to", id(held.message.id)}, {"channel", nullptr}});
    api.ask("POST", "/conversations/{id}/messages", 202, aminah, id(held.conversation.id),
            {{"content", hello}, {"note", true}});
    api.ask("POST", "/conversations/{id}/messages", 400, aminah, id(held.conversation.id),
            {{"content", "hello"}});
    api.ask("GET", "/conversations/{id}/messages", 200, aminah, id(held.conversation.id));
    api.ask("POST", "/conversations/{id}/handoff", 200, admin, id(waiting.conversation.id),
            {{"to", "bot"}});
    api.ask("POST", "/conversations/{id}/handoff", 400, admin, id(waiting.conversation.id),
            {{"to", "nobody"}});
    api.ask("POST", "/conversations/{id}/close", 200, admin, id(waiting.conversation.id),
            {{"reason", "solved"}});
    api.ask("POST", "/conversations/{id}/close", 409, admin, id(waiting.conversation.id));

    api.ask("GET", "/customers", 200, admin);
    api.ask("GET", "/customers?order=up", 400, admin);
    api.ask("GET", "/customers/{id}", 200, aminah, id(held.customer.id));
    api.ask("GET", "/customers/{id}", 404, aminah, gone("CU"));
    api.ask("PATCH", "/customers/{id}", 200, aminah, id(held.customer.id),
            {{"name", "Mei"}, {"locale", nullptr}, {"attributes", {{"tier", "gold"}}}});
    api.ask("PATCH", "/customers/{id}", 400, aminah, id(held.customer.id), {{"attributes", 7}});
    api.ask("POST", "/customers/{id}/merge", 200, admin, id(held.customer.id),
            {{"from", id(declined.customer.id)}});
    api.ask("POST", "/customers/{id}/merge", 400, admin, id(held.customer.id), {{"from", "U3"}});
    api.ask("POST", "/customers/{id}/split", 201, admin, id(held.customer.id),
            {{"address", "U3"}, {"channel", "line"}});
    api.ask("POST", "/customers/{id}/split", 409, admin, id(held.customer.id), {{"address", "U1"}});
    api.ask("DELETE", "/customers/{id}", 204, admin, id(waiting.customer.id));
    api.ask("DELETE", "/customers/{id}", 404, admin, gone("CU"));

    api.ask("GET", "/tasks", 200, admin);
    api.ask("GET", "/tasks?status=lost", 400, admin);
    api.ask("GET", "/tasks/{id}", 200, aminah, id(held.task.id));
    api.ask("GET", "/tasks/{id}", 404, aminah, gone("WT"));
    api.ask("POST", "/tasks/{id}/transfer", 200, aminah, id(second.task.id),
            {{"queue", "sales"}, {"note", "wants more"}});
    api.ask("POST", "/tasks/{id}/transfer", 404, aminah, id(second.task.id), {{"agent", "nobody"}});
    api.ask("POST", "/tasks/{id}/wrapup", 200, aminah, id(held.task.id));
    api.ask("POST", "/tasks/{id}/wrapup", 409, admin, id(waiting.task.id));
    api.ask("POST", "/tasks/{id}/complete", 200, aminah, id(held.task.id), {{"reason", "solved"}});
    api.ask("POST", "/tasks/{id}/complete", 400, aminah, id(held.task.id), {{"reason", 1}});
    api.ask("POST", "/tasks/{id}/cancel", 200, admin, id(waiting.task.id));
    api.ask("POST", "/tasks/{id}/cancel", 403, aminah, id(waiting.task.id));

    api.ask("GET", "/reservations", 200, aminah);
    api.ask("GET", "/reservations", 403, admin);
    api.ask("POST", "/reservations/{id}/accept", 200, aminah, id(offered.reservation.id));
    api.ask("POST", "/reservations/{id}/accept", 409, aminah, id(offered.reservation.id));
    api.ask("POST", "/reservations/{id}/reject", 200, aminah, id(declined.reservation.id));
    api.ask("POST", "/reservations/{id}/reject", 404, aminah, gone("WR"));
    api.ask("GET", "/activities", 200, aminah);
    api.ask("GET", "/activities?limit=x", 400, aminah);
    api.ask("GET", "/agents", 200, aminah);
    api.ask("GET", "/agents?limit=x", 400, aminah);
    api.ask("GET", "/queues", 200, aminah);
    api.ask("GET", "/queues?limit=x", 400, aminah);
    api.ask("GET", "/media/{id}", 404, admin, gone("ME"));
    api.ask("GET", "/stream", 426, admin);

    for (const auto& route : api::routes()) {
        const auto name = std::string(route.method) + " " + std::string(route.path);
        CAPTURE(name);
        // An attachment's bytes and a stream have no schema to be held against.
        CHECK((api.asked.contains(name) || name.ends_with("/media/{id}") ||
               name.ends_with("/stream")));
        CHECK((api.asked.contains(name + " refused") || name.ends_with("/openapi.json")));
    }
}

TEST_CASE("every parameter of a query that is described is taken, and no other") {
    scene scene;
    const schema_check check(document());
    const auto held = scene.talk_with("U1", "aminah");
    const std::map<std::string, std::string> ids{{"conversations", held.conversation.id.text()},
                                                 {"customers", held.customer.id.text()},
                                                 {"messages", held.message.id.text()},
                                                 {"tasks", held.task.id.text()}};
    int count = 0;
    for (const auto& [path, methods] : document().at("paths").items()) {
        if (!methods.contains("get") || path.ends_with("/stream") ||
            path.ends_with("/media/{id}") || path.ends_with("/openapi.json")) {
            continue;
        }
        auto target = path;
        if (const auto at = path.find("{id}"); at != std::string::npos) {
            target.replace(at, 4, ids.at(path.substr(8, at - 9)));
        }
        const bool agents = path.starts_with("/api/v1/me/") || path == "/api/v1/me" ||
                            path.starts_with("/api/v1/reservations");
        const auto who = agents ? scene.as("aminah") : bearer(admin_token);
        CAPTURE(path);
        CHECK(scene.get(target, who).status == 200);
        CHECK(scene.get(target + "?nonsense=1", who).status == 400);
        for (const auto& each : methods.at("get").value("parameters", json::array())) {
            const auto& parameter = check.resolved(each);
            if (parameter.at("in") != "query" || parameter.at("name") == "after") {
                continue;
            }
            const auto& schema = check.resolved(parameter.at("schema"));
            const auto value = schema.contains("enum") ? schema.at("enum").at(0).get<std::string>()
                               : schema.contains("examples")
                                   ? schema.at("examples").at(0).get<std::string>()
                                   : std::string("1");
            const auto query = "?" + parameter.at("name").get<std::string>() + "=" + value;
            CAPTURE(query);
            CHECK(scene.get(target + query, who).status == 200);
            ++count;
        }
    }
    CHECK(count > 25);
}

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
    for (const auto kind :
         {code::cancelled, code::invalid, code::timeout, code::not_found, code::denied,
          code::throttled, code::wrong_state, code::unsupported, code::internal, code::unavailable,
          code::opted_out, code::config, code::uncertain}) {
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
        CHECK(faults_of("Conversation", model::write_conversation(conversation)) == strings{});
    }
    conversation.previous = conversation.id;
    conversation.status = model::conversation_status::closed;
    conversation.closed_reason = "solved";
    CHECK(faults_of("Conversation", model::write_conversation(conversation)) == strings{});

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
        add(type, model::write_conversation(talk.conversation));
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
