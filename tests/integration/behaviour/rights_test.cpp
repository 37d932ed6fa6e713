// Who may see and do what.

#include "tests/integration/support/centre.hpp"

#include <catch2/catch.hpp>

using namespace selat::testing;

TEST_CASE("without a token nothing is told, and a wrong password opens nothing") {
    const centre all;
    const api nobody(all.host.url(), {});
    for (const std::string path : {"/api/v1/messages", "/api/v1/agents", "/api/v1/me"}) {
        CHECK(nobody.get(path).status == 401);
        CHECK(api(all.host.url(), "wrong").get(path).status == 401);
    }
    CHECK(api::as(all.host.url(), "ben@example.com", "wrong").token().empty());
    CHECK(nobody.post("/api/v1/sessions", {{"email", "ben@example.com"}, {"password", "wrong"}})
              .header("content-type")
              .starts_with("application/problem+json"));
}

TEST_CASE("a session names its agent, lives over a restart, and ends when it is deleted") {
    centre all;
    const auto ben = all.host.as("ben");
    CHECK(ben.get("/api/v1/me").body["id"] == "ben");
    all.host.restart();
    CHECK(ben.get("/api/v1/me").body["id"] == "ben");
    CHECK(ben.remove("/api/v1/sessions").status < 300);
    CHECK(ben.get("/api/v1/me").status == 401);
}

TEST_CASE("an agent sees its own conversations alone, a supervisor all") {
    centre all;
    agent ben(all.host, "ben");
    all.line.says("lim", "live agent");
    const auto mine = ben.offer();
    REQUIRE(ben.accepts(mine).status == 200);
    ben.is("unavailable");
    agent dina(all.host, "dina");
    all.line.says("siti", "ejen langsung");
    const auto hers = dina.offer();
    REQUIRE(dina.accepts(hers).status == 200);
    const auto supervisor = all.host.as("aminah");

    const auto seen = ben.desk.all("/api/v1/conversations");
    REQUIRE(seen.size() == 1);
    CHECK(seen[0]["id"] == mine["conversation"]);
    const auto path = "/api/v1/conversations/" + hers.value("conversation", "");
    CHECK(ben.desk.get(path).status >= 403);
    CHECK(ben.desk.get(path + "/messages").status >= 403);
    CHECK(ben.desk.post(path + "/messages", {{"content", {{"text", "mine?"}}}}).status >= 403);
    CHECK(ben.desk.post("/api/v1/reservations/" + hers.value("id", "") + "/accept").status >= 403);
    CHECK(ben.task(hers, "complete").status >= 403);
    CHECK(supervisor.all("/api/v1/conversations").size() == 2);
    CHECK(supervisor.get(path).status == 200);

    CHECK(dina.writes(hers, "for Siti alone").well());
    CHECK_FALSE(all.line.message_to("siti", "for Siti alone").is_null());
    CHECK(ben.writes(mine, "for Lim alone").well());
    CHECK_FALSE(ben.events
                    .next("message.created",
                          [](const json& each) {
                              return each["data"]["content"].value("text", "") == "for Lim alone";
                          })
                    .is_null());
    for (const auto& each : ben.events.events()) {
        INFO(each);
        CHECK(each.dump().find(hers.value("conversation", "")) == std::string::npos);
    }
    CHECK(all.line.sent_to("siti").dump().find("for Lim alone") == std::string::npos);
}

TEST_CASE("notes stay inside") {
    centre all;
    agent ben(all.host, "ben");
    all.line.says("lim", "live agent");
    const auto offered = ben.offer();
    REQUIRE(ben.accepts(offered).status == 200);
    const auto path = "/api/v1/conversations/" + offered.value("conversation", "") + "/messages";
    const auto note =
        ben.desk.post(path, {{"content", {{"text", "difficult customer"}}}, {"note", true}});
    REQUIRE(note.well());
    CHECK(note.body["direction"] == "internal");
    CHECK(ben.writes(offered, "Hello Lim").well());
    CHECK_FALSE(all.line.message_to("lim", "Hello Lim").is_null());
    CHECK(all.line.sent_to("lim").dump().find("difficult") == std::string::npos);
}

TEST_CASE("the API describes itself, and every call it describes answers to its name") {
    const centre all;
    const auto described = all.host.ops().get("/api/v1/openapi.json");
    REQUIRE(described.status == 200);
    CHECK(described.body["openapi"].get<std::string>().starts_with("3."));
    const auto& paths = described.body["paths"];
    for (const std::string path :
         {"/api/v1/messages", "/api/v1/conversations/{id}/messages", "/api/v1/tasks/{id}/transfer",
          "/api/v1/reservations/{id}/accept", "/api/v1/stream", "/api/v1/customers/{id}/merge"}) {
        INFO(path);
        CHECK(paths.contains(path));
    }
    for (const auto& [path, operations] : paths.items()) {
        if (operations.contains("get") && path.find('{') == std::string::npos &&
            !path.ends_with("/stream")) {
            INFO(path);
            const auto status = all.host.ops().get(path).status;
            CHECK((status == 200 || status == 403));
        }
    }
}
