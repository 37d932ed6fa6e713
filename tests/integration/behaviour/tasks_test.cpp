// What people do with tasks: transfer, wrap up, complete, cancel, let pass.

#include "tests/integration/support/centre.hpp"

#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

json task_of(const centre& all, const json& reservation) {
    return all.host.ops().get("/api/v1/tasks/" + reservation.value("task", "none")).body;
}

json load_of(const centre& all, const std::string& agent) {
    const auto agents = all.host.ops().get("/api/v1/agents");
    for (const auto& each : agents.body["items"]) {
        if (each["id"] == agent) {
            return each["load"];
        }
    }
    return nullptr;
}

}  // namespace

TEST_CASE("a task goes from person to person and to a queue, and takes its conversation along") {
    centre all;
    agent ben(all.host, "ben");
    all.line.says("lim", "live agent");
    const auto first = ben.offer();
    REQUIRE(ben.accepts(first).status == 200);
    CHECK(load_of(all, "ben") == json{{"chat", 1}});

    agent dina(all.host, "dina");
    CHECK(ben.task(first, "transfer", {{"agent", "dina"}, {"note", "speaks Malay"}}).status == 200);
    const auto second = dina.offer();
    REQUIRE_FALSE(second.is_null());
    CHECK(second["task"] == first["task"]);
    CHECK(load_of(all, "ben") == json::object());
    CHECK(ben.writes(first, "still me").status >= 400);
    REQUIRE(dina.accepts(second).status == 200);
    CHECK(dina.writes(second, "Now it is Dina.").well());
    CHECK_FALSE(all.line.message_to("lim", "Now it is Dina.").is_null());
    const auto attributes = task_of(all, second)["attributes"];
    CHECK(attributes["transferNote"] == "speaks Malay");

    agent chong(all.host, "chong");
    ben.is("unavailable");
    CHECK(dina.task(second, "transfer", {{"queue", "everyone"}}).status == 200);
    const auto third = chong.offer();
    REQUIRE_FALSE(third.is_null());
    CHECK(third["task"] == first["task"]);
    CHECK(chong.accepts(third).status == 200);
    CHECK(task_of(all, third)["queue"] == "everyone");
    CHECK(dina.task(second, "transfer", {{"queue", "nowhere"}}).status >= 400);
}

TEST_CASE("wrapping up holds the agent, completing lets go") {
    centre all;
    agent ben(all.host, "ben");
    all.line.says("lim", "live agent");
    const auto offered = ben.offer();
    CHECK(ben.task(offered, "wrapup").status >= 400);  // not accepted yet
    REQUIRE(ben.accepts(offered).status == 200);
    CHECK(ben.task(offered, "wrapup").status == 200);
    CHECK(task_of(all, offered)["status"] == "wrapping");
    CHECK(load_of(all, "ben") == json{{"chat", 1}});
    CHECK(ben.task(offered, "complete").status == 200);
    CHECK(task_of(all, offered)["status"] == "completed");
    CHECK(load_of(all, "ben") == json::object());
    CHECK(ben.task(offered, "complete").status == 409);
    CHECK(ben.accepts(offered).status == 409);
}

TEST_CASE("a canceled task is offered to nobody any more, and the customer begins anew") {
    centre all;
    agent ben(all.host, "ben");
    all.line.says("lim", "live agent");
    const auto offered = ben.offer();
    REQUIRE_FALSE(offered.is_null());
    const auto path = "/api/v1/tasks/" + offered.value("task", "none") + "/cancel";
    CHECK(all.host.ops().post(path).status == 200);
    CHECK_FALSE(ben.events.next("reservation.canceled").is_null());
    CHECK(ben.accepts(offered).status == 409);
    CHECK(task_of(all, offered)["status"] == "canceled");
    CHECK_FALSE(all.conversation(offered, nullptr).is_null());
    all.line.says("lim", "opening hours");
    CHECK_FALSE(all.line.message_to("lim", "We are open every day").is_null());
}

TEST_CASE("who lets an offer pass is set unavailable, and the next one is asked") {
    emulators line;
    configuration wish;
    wish.line_api = line.line_api();
    wish.reservation_timeout = "3s";  // dina is to be in time on a slow machine as well
    gateway host(wish);
    line.connect("line-my", host.url());
    agent ben(host, "ben");
    agent dina(host, "dina");
    line.says("lim", "live agent");
    const auto passed = ben.offer();
    REQUIRE_FALSE(passed.is_null());
    CHECK_FALSE(ben.events.next("reservation.timeout").is_null());
    const auto offered = dina.offer();
    REQUIRE_FALSE(offered.is_null());
    CHECK(offered["task"] == passed["task"]);
    CHECK(dina.accepts(offered).status == 200);
    CHECK(ben.desk.get("/api/v1/me/activity").body["activity"] == "unavailable");
    CHECK(ben.accepts(passed).status == 409);
}

TEST_CASE("closing a conversation ends its task, and a system can hand one to people") {
    centre all;
    agent ben(all.host, "ben");
    all.line.says("lim", "opening hours");
    const auto conversations = all.host.ops().all("/api/v1/conversations?status=open");
    REQUIRE(conversations.size() == 1);
    const auto path = "/api/v1/conversations/" + conversations[0]["id"].get<std::string>();
    CHECK(all.host.ops().post(path + "/handoff", {{"to", "agent"}}).status == 200);
    const auto offered = ben.offer();
    REQUIRE_FALSE(offered.is_null());
    REQUIRE(ben.accepts(offered).status == 200);
    CHECK(all.host.ops().post(path + "/close").status == 200);
    CHECK(eventually([&] { return task_of(all, offered)["status"] == "completed"; }));
    CHECK(load_of(all, "ben") == json::object());
    CHECK(all.host.ops().get(path).body["status"] == "closed");
    CHECK(ben.writes(offered, "too late").status == 409);

    all.line.says("lim", "location");
    const auto now = all.host.ops().all("/api/v1/conversations?status=open");
    REQUIRE(now.size() == 1);
    CHECK(now[0]["id"] != conversations[0]["id"]);
}
