// What the calls take and answer against the API's document.

#include "openapi_support.hpp"
#include "support.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "host/api/routes.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::api::test;

namespace {

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char each) {
        return static_cast<char>(std::tolower(each));
    });
    return text;
}

const json& operation_of(const std::string& method, const std::string& path) {
    return document().at("paths").at(path).at(lower(method));
}

// The API, where every answer is held against the document.
class described_api {
public:
    explicit described_api(scene& scene) : scene_(scene) {}

    json ask(const std::string& method, const std::string& path, int status, const fields& headers,
             const std::string& id = {}, const json& body = {}) {
        return ask_at(method, "/api/v1" + path, status, headers, id, body);
    }
    json ask_at(const std::string& method, const std::string& path, int status,
                const fields& headers, const std::string& id = {}, const json& body = {}) {
        CAPTURE(method, path, id, body);
        auto target = path;
        if (const auto at = target.find("{id}"); at != std::string::npos) {
            target.replace(at, 4, id);
        }
        constexpr std::string_view second = "{verification}";  // the fake's, of this customer
        if (const auto at = target.find(second); at != std::string::npos) {
            target.replace(at, second.size(), "VE" + id.substr(2));
        }
        const auto text = body.is_null() ? std::string() : body.dump();
        const auto reply = scene_.call(method, target, headers, text);
        CAPTURE(reply.body);
        REQUIRE(reply.status == status);
        const auto bare = path.substr(0, path.find('?'));
        const auto& operation = operation_of(method, bare);
        hold_against(operation, reply);
        const bool has_document =
            operation.contains("requestBody") &&
            operation.at("requestBody").at("content").contains("application/json");
        if (has_document && status != 404 && status != 401) {
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

}  // namespace

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
    api.ask("PATCH", "/messages/{id}", 202, admin, sent.at("id"), {{"content", hello}});
    api.ask("PATCH", "/messages/{id}", 400, admin, sent.at("id"), {{"content", "hello"}});
    api.ask("PATCH", "/messages/{id}", 409, admin, id(held.message.id), {{"content", hello}});
    const auto taken_back = api.ask("POST", "/messages", 202, admin, {},
                                    {{"channel", "line"}, {"to", "U9"}, {"content", hello}});
    api.ask("DELETE", "/messages/{id}", 202, admin, taken_back.at("id"));
    api.ask("DELETE", "/messages/{id}", 409, admin, taken_back.at("id"));
    api.ask("DELETE", "/messages/{id}", 404, admin, gone("IM"));
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
    api.ask("POST", "/conversations/{id}/invite", 202, aminah, id(held.conversation.id),
            {{"channel", "web"}, {"text", "easier there"}});
    api.ask("POST", "/conversations/{id}/invite", 400, aminah, id(held.conversation.id));
    api.ask("POST", "/conversations/{id}/typing", 202, aminah, id(held.conversation.id));
    api.ask("POST", "/conversations/{id}/typing", 202, aminah, id(held.conversation.id),
            {{"on", false}});
    api.ask("POST", "/conversations/{id}/typing", 400, aminah, id(held.conversation.id),
            {{"on", "yes"}});
    api.ask("POST", "/conversations/{id}/read", 202, aminah, id(held.conversation.id));
    api.ask("POST", "/conversations/{id}/read", 404, aminah, gone("CH"));
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
    api.ask("GET", "/customers/{id}/matches", 200, aminah, id(held.customer.id));
    api.ask("GET", "/customers/{id}/matches", 404, aminah, gone("CU"));
    api.ask("POST", "/customers/{id}/merge", 200, admin, id(held.customer.id),
            {{"from", id(declined.customer.id)}});
    api.ask("POST", "/customers/{id}/merge", 400, admin, id(held.customer.id), {{"from", "U3"}});
    api.ask("POST", "/customers/{id}/split", 201, admin, id(held.customer.id),
            {{"address", "U3"}, {"channel", "line"}});
    api.ask("POST", "/customers/{id}/split", 409, admin, id(held.customer.id), {{"address", "U1"}});
    const auto codes = "/customers/{id}/verifications";
    api.ask("POST", codes, 201, aminah, id(held.customer.id), {{"channel", "sms"}, {"to", "+60"}});
    api.ask("POST", codes, 400, aminah, id(held.customer.id), {{"channel", "sms"}});
    api.ask("POST", codes, 404, aminah, id(held.customer.id),
            {{"channel", "nowhere"}, {"to", "+60"}});
    api.ask("POST", codes, 429, aminah, id(held.customer.id), {{"channel", "busy"}, {"to", "+60"}});
    const auto check = "/customers/{id}/verifications/{verification}/check";
    api.ask("POST", check, 200, aminah, id(held.customer.id), {{"code", "123456"}});
    api.ask("POST", check, 422, aminah, id(held.customer.id), {{"code", "654321"}});
    api.ask("POST", check, 400, aminah, id(held.customer.id), {{"code", 123456}});
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
    auto picture = aminah;
    picture.emplace_back("Content-Type", "text/plain");
    api.ask("POST", "/media?name=a.txt", 201, picture, {}, "the file");
    api.ask_at("GET", "/media/{id}", 404, {}, gone("ME"));
    api.ask("POST", "/media", 401, {}, {}, "the file");
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
