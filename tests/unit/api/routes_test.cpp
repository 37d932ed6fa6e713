// What there is, what is refused, and in which words.

#include "support.hpp"

#include "host/api/routes.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::api::test;

namespace {

const std::string nothing = "00000000000000000000000000000000";

// The route's path with an id where a second one stands.
std::string with_second(const api::route& route) {
    constexpr std::string_view second = "{verification}";
    std::string path(route.path);
    if (const auto at = path.find(second); at != std::string::npos) {
        path.replace(at, second.size(), "VE" + nothing);
    }
    return path;
}

// A path of the route, with an id of the right form that nothing has.
std::string path_of(const api::route& route) {
    auto path = with_second(route);
    const auto at = path.find("{id}");
    if (at != std::string::npos) {
        const auto kind = static_cast<std::uint16_t>(route.id);
        const std::string id{static_cast<char>(kind >> 8), static_cast<char>(kind & 255)};
        path.replace(at, 4, id + nothing);
    }
    return path;
}

}  // namespace

TEST_CASE("every call but log-in and description asks who you are") {
    scene scene;
    for (const auto& route : api::routes()) {
        CAPTURE(route.method, route.path);
        const auto reply = scene.call(std::string(route.method), path_of(route), {});
        CHECK((reply.status == 401) == (route.who != api::access::anyone));
    }
}

TEST_CASE("every route is found, by its own method and path alone") {
    for (const auto& route : api::routes()) {
        CAPTURE(route.method, route.path);
        const auto path = path_of(route);
        CHECK(api::find_route(route.method, path).found == &route);
        CHECK(api::find_route(route.method, path + "/").found != &route);
        CHECK(api::find_route("TRACE", path).found == nullptr);
        CHECK_FALSE(api::find_route("TRACE", path).allow.empty());
    }
    CHECK(api::find_route("HEAD", "/api/v1/me").found ==
          api::find_route("GET", "/api/v1/me").found);
}

TEST_CASE("a path that is none is 404, a method that is none 405 with what is allowed") {
    scene scene;
    const auto headers = bearer(admin_token);
    for (const auto* path : {"/api/v1", "/api/v1/", "/api/v1x", "/api/v1/nothing", "/api/v1/me/",
                             "/api/v1/me/activity/now", "/api/v1//me"}) {
        CAPTURE(path);
        CHECK(scene.get(path, headers).status == 404);
    }
    const auto reply = scene.call("PUT", "/api/v1/customers/CU" + nothing, headers);
    CHECK(reply.status == 405);
    CHECK(reply.header("allow") == "GET, HEAD, PATCH, DELETE");
}

TEST_CASE("an id of the wrong form or kind is 404, as an unknown one is") {
    scene scene;
    const auto admin = bearer(admin_token);
    const auto aminah = scene.as("aminah");
    for (const auto& route : api::routes()) {
        if (route.id == model::id_kind::none) {
            continue;
        }
        const auto& headers = route.who == api::access::agent ? aminah : admin;
        const auto path = with_second(route);
        const auto at = path.find("{id}");
        for (const auto& id : {std::string("7"), "XX" + nothing, "EV" + nothing,
                               path_of(route).substr(at, 34) + "0", std::string("%41")}) {
            auto wrong = path;
            wrong.replace(at, 4, id);
            CAPTURE(route.method, wrong);
            CHECK(scene.call(std::string(route.method), wrong, headers).status == 404);
        }
        if (route.method == "GET") {
            CAPTURE(route.path);
            CHECK(scene.get(path_of(route), headers).status == 404);
        }
    }
}

TEST_CASE("what is unknown to a call that changes something is 404") {
    scene scene;
    const auto admin = bearer(admin_token);
    struct row {
        const char* method;
        std::string path;
        json body;
    };
    const std::vector<row> table = {
        {"POST", "/api/v1/messages/IM" + nothing + "/retry", json::object()},
        {"POST",
         "/api/v1/conversations/CH" + nothing + "/messages",
         {{"content", {{"text", "hello"}}}}},
        {"POST", "/api/v1/conversations/CH" + nothing + "/close", json::object()},
        {"POST", "/api/v1/conversations/CH" + nothing + "/handoff", {{"to", "agent"}}},
        {"PATCH", "/api/v1/customers/CU" + nothing, {{"name", "Siti"}}},
        {"POST", "/api/v1/customers/CU" + nothing + "/merge", {{"from", "CU" + nothing}}},
        {"POST", "/api/v1/customers/CU" + nothing + "/split", {{"address", "U1"}}},
        {"POST",
         "/api/v1/customers/CU" + nothing + "/verifications",
         {{"channel", "sms"}, {"to", "+60"}}},
        {"POST",
         "/api/v1/customers/CU" + nothing + "/verifications/VE" + nothing + "/check",
         {{"code", "123456"}}},
        {"DELETE", "/api/v1/customers/CU" + nothing, json::object()},
        {"POST", "/api/v1/tasks/WT" + nothing + "/wrapup", json::object()},
        {"POST", "/api/v1/tasks/WT" + nothing + "/complete", json::object()},
        {"POST", "/api/v1/tasks/WT" + nothing + "/transfer", {{"queue", "sales"}}},
        {"POST", "/api/v1/tasks/WT" + nothing + "/cancel", json::object()},
    };
    for (const auto& row : table) {
        CAPTURE(row.method, row.path);
        const auto reply = scene.call(row.method, row.path, admin, row.body.dump());
        CHECK(reply.status == 404);
        CHECK(reply.header("content-type") == "application/problem+json");
        CHECK(reply.document()["title"].is_string());
    }
    for (const auto* what : {"accept", "reject"}) {
        CHECK(
            scene.call("POST", "/api/v1/reservations/WR" + nothing + "/" + what, scene.as("aminah"))
                .status == 404);
    }
}

TEST_CASE("a parameter that a call does not know is refused by name") {
    scene scene;
    const auto talk = scene.talk_with("U1", "aminah");
    const auto headers = scene.as("dina");
    for (const auto* path :
         {"/me", "/me/activity", "/channels", "/plugins", "/messages", "/conversations",
          "/customers", "/tasks", "/reservations", "/agents", "/queues"}) {
        CAPTURE(path);
        const auto reply = scene.get(std::string("/api/v1") + path + "?limits=5", headers);
        CHECK(reply.status == 400);
        CHECK(reply.document()["detail"] == "there is no parameter `limits`");
    }
    const auto one = "/api/v1/conversations/" + talk.conversation.id.text();
    CHECK(scene.get(one + "?fields=id", headers).status == 400);
    CHECK(scene.get(one + "/messages?status=open", headers).status == 400);
}

TEST_CASE("a body that is too large is refused before it is read") {
    scene scene;
    const std::string large(300 * 1024, ' ');
    CHECK(scene.call("POST", "/api/v1/messages", bearer(admin_token), large).status == 413);
    CHECK(scene.call("POST", "/api/v1/sessions", {}, large).status == 413);
}

TEST_CASE("HEAD says what GET would") {
    scene scene;
    const auto get = scene.get("/api/v1/channels", bearer(admin_token));
    const auto head = scene.call("HEAD", "/api/v1/channels", bearer(admin_token));
    CHECK(head.status == 200);
    CHECK(head.body.empty());
    CHECK(head.header("content-length") == std::to_string(get.body.size()));
}

TEST_CASE("anyone may read the description") {
    scene scene;
    const auto reply = scene.get("/api/v1/openapi.json", {});
    CHECK(reply.status == 200);
    CHECK(reply.document().is_object());
}

TEST_CASE("answers are counted by their kind") {
    scene scene;
    scene.get("/api/v1/channels", bearer(admin_token));
    scene.get("/api/v1/channels", {});
    const auto text = scene.metrics.render();
    CHECK(text.find("selat_api_answers_total{status=\"2xx\"} 1") != std::string::npos);
    CHECK(text.find("selat_api_answers_total{status=\"4xx\"} 1") != std::string::npos);
}
