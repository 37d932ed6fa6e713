// The happy way of every other call, and its shape.

#include "support.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::api::test;

namespace {

std::vector<std::string> names(const json& object) {
    std::vector<std::string> out;
    for (const auto& [name, value] : object.items()) {
        out.push_back(name);
    }
    return out;
}

bool has(const json& object, const std::vector<std::string>& wanted) {
    const auto all = names(object);
    return std::ranges::all_of(
        wanted, [&](const std::string& each) { return std::ranges::find(all, each) != all.end(); });
}

}  // namespace

TEST_CASE("channels are told with their state, as one array") {
    scene scene;
    scene.gateway.change([](settings& now) {
        now.channels[1].state = "degraded";
        now.channels[1].reason = "its token was refused";
        now.channels[1].sunset = "2024-07-31";
    });
    const auto document = scene.get("/api/v1/channels", scene.as("aminah")).document();
    REQUIRE(document.is_array());
    CHECK(document[0] == json({{"id", "line"},
                               {"plugin", "line"},
                               {"version", "1.0.0"},
                               {"kind", "channel"},
                               {"state", "running"},
                               {"reason", nullptr},
                               {"webhook_url", "https://chat.example.com/channels/line"},
                               {"identity", "none"},
                               {"invite", nullptr},
                               {"capabilities", {{"text", {{"max", 5000}}}}}}));
    CHECK(document[1]["state"] == "degraded");
    CHECK(document[1]["reason"] == "its token was refused");
    CHECK(document[1]["sunset"] == "2024-07-31");
}

TEST_CASE("plugins are told with their manifests") {
    scene scene;
    const auto document = scene.get("/api/v1/plugins", bearer(admin_token)).document();
    CHECK(document["items"][1]["name"] == "line");
    CHECK(document["next"].is_null());
    const auto first = scene.get("/api/v1/plugins?limit=1", bearer(admin_token)).document();
    CHECK(first["items"].size() == 1);
    CHECK(first["items"][0]["name"] == "faq");
    CHECK(first["next"] == "faq");
    const auto rest = scene.get("/api/v1/plugins?after=faq", bearer(admin_token)).document();
    CHECK(rest["items"][0]["name"] == "line");
}

TEST_CASE("a reload is done, or says what is wrong") {
    scene scene;
    CHECK(scene.call("POST", "/api/v1/reload", bearer(admin_token)).status == 204);
    scene.gateway.change([](settings& now) {
        now.reload = fail(code::config, "selat.yaml:3:1: error: no such key");
    });
    const auto reply = scene.call("POST", "/api/v1/reload", bearer(admin_token));
    CHECK(reply.status == 422);
    CHECK(reply.document()["detail"] == "selat.yaml:3:1: error: no such key");
}

TEST_CASE("an agent changes its activity and sees it") {
    scene scene;
    const auto aminah = scene.as("aminah");
    const auto me = scene.get("/api/v1/me", aminah).document();
    CHECK(names(me) == std::vector<std::string>{"activity", "activity_since", "attributes",
                                                "available", "capacity", "id", "load", "name",
                                                "role"});
    CHECK(me["activity"] == "offline");
    const auto changed =
        scene.call("PUT", "/api/v1/me/activity", aminah, R"({"activity":"available"})");
    CHECK(changed.status == 200);
    CHECK(changed.document() == json({{"activity", "available"},
                                      {"available", true},
                                      {"activity_since", model::to_rfc3339(scene.gateway.now())}}));
    CHECK(scene.get("/api/v1/me/activity", aminah).document() == changed.document());
    CHECK(scene.get("/api/v1/me/activity", scene.as("badrul")).document()["activity"] == "offline");
}

TEST_CASE("agents and queues are told live") {
    scene scene;
    scene.call("PUT", "/api/v1/me/activity", scene.as("badrul"), R"({"activity":"break"})");
    const auto agents = scene.get("/api/v1/agents", scene.as("aminah")).document()["items"];
    CHECK(agents[1]["id"] == "badrul");
    CHECK(agents[1]["activity"] == "break");
    CHECK(agents[1]["capacity"] == json({{"default", 3}}));
    const auto activities = scene.get("/api/v1/activities", scene.as("badrul")).document();
    CHECK(activities["items"][0] == json({{"id", "available"}, {"available", true}}));
    const auto queues = scene.get("/api/v1/queues", scene.as("aminah")).document()["items"];
    CHECK(queues[1]["id"] == "support");
    CHECK(queues[1]["waiting"] == 2);
    CHECK(queues[1]["oldest_seconds"] == 30);
    CHECK(queues[0]["oldest_seconds"].is_null());
    CHECK(queues[0]["service_level"] == 1.0);
}

TEST_CASE("a conversation is found, closed and handed over") {
    scene scene;
    const auto talk = scene.talk_with("U1", "aminah");
    const auto path = "/api/v1/conversations/" + talk.conversation.id.text();
    const auto aminah = scene.as("aminah");
    const auto document = scene.get(path, aminah).document();
    CHECK(has(document, {"id", "customer", "status", "handler", "channel", "task", "attributes",
                         "opened", "last_message"}));
    CHECK(document["customer"] == talk.customer.id.text());
    CHECK(document["status"] == "open");
    CHECK(document["opened"] == model::to_rfc3339(talk.conversation.opened));

    const auto text = json::parse(talk.message.content)["text"].get<std::string>();
    const auto word = text.substr(0, text.find(' '));
    const auto found = scene.get("/api/v1/conversations?status=open&q=" + word, aminah).document();
    REQUIRE(found["items"].size() == 1);
    CHECK(found["items"][0] == document);
    CHECK(scene.get("/api/v1/conversations?q=nosuchword", aminah).document()["items"].empty());
    CHECK(scene.get("/api/v1/conversations?q=%21%3F", aminah).document()["items"].empty());
    CHECK(scene.get("/api/v1/conversations?status=closed", aminah).document()["items"].empty());
    CHECK(scene.get("/api/v1/conversations?status=done", aminah).status == 400);

    const auto handed = scene.post(path + "/handoff", aminah, {{"to", "bot"}});
    CHECK(handed.status == 200);
    CHECK(handed.document()["handler"] == "bot");
    const auto closed = scene.call("POST", path + "/close", aminah);
    CHECK(closed.status == 200);
    CHECK(closed.document()["status"] == "closed");
    CHECK(scene.call("POST", path + "/close", aminah).status == 409);
}

TEST_CASE("a conversation says whether it can be answered, and until when") {
    scene scene;
    auto talk = scene.talk_with("U1", "aminah");
    const auto path = "/api/v1/conversations/" + talk.conversation.id.text();
    const auto aminah = scene.as("aminah");
    const auto reply = [](const json& from) {
        return json{from["can_reply"], from["reason"], from["until"]};
    };
    CHECK(reply(scene.get(path, aminah).document()) == json{true, nullptr, nullptr});
    scene.gateway.change([](settings& now) { now.window = {24, 168, false}; });
    CHECK(reply(scene.get(path, aminah).document()) == json{false, "outside_window", nullptr});
    const auto wrote = [&](model::time at, const model::id& customer) {
        talk.address.last_seen = at;
        talk.address.customer = customer;
        store::changes changes;
        changes.addresses.push_back(talk.address);
        scene.gateway.put(std::move(changes));
    };
    const auto now = scene.gateway.now();
    wrote(now - std::chrono::hours(25), talk.customer.id);
    const json open{true, nullptr, model::to_rfc3339(now + std::chrono::hours(143))};
    CHECK(reply(scene.get(path, aminah).document()) == open);
    CHECK(reply(scene.get("/api/v1/conversations", aminah).document()["items"][0]) == open);
    const auto handed = scene.post(path + "/handoff", aminah, {{"to", "agent"}});
    CHECK(reply(handed.document()) == open);
    wrote(now, scene.talk_with("U2").customer.id);
    CHECK(reply(scene.get(path, aminah).document()) == json{false, "no_channel", nullptr});
    const auto closed = scene.call("POST", path + "/close", aminah);
    CHECK(reply(closed.document()) == json{false, "closed", nullptr});
}

TEST_CASE("a customer is found by name or address, and changed") {
    scene scene;
    const auto talk = scene.talk_with("U1", "aminah");
    scene.talk_with("U2", "badrul");
    scene.talk_with("+60123456789", "aminah");
    const auto path = "/api/v1/customers/" + talk.customer.id.text();
    for (const auto& headers : {scene.as("aminah"), bearer(admin_token)}) {
        const auto find = [&](const std::string& query) {
            return scene.get("/api/v1/customers?" + query, headers).document()["items"];
        };
        REQUIRE(find("address=U1").size() == 1);
        CHECK(find("address=U1")[0]["id"] == talk.customer.id.text());
        CHECK(find("address=U").empty());
        CHECK(find("address=%2B60123456789").size() == 1);
        CHECK(find("address=+60123456789").size() == 1);  // as people type it
        CHECK(find("address=%2B60%2012-345%206789").size() == 1);
        CHECK(find("q=u1").size() == 1);
        CHECK(find("q=nobody").empty());
        CHECK(find("q=...").empty());
    }
    const auto before = scene.get(path, scene.as("aminah")).document();
    CHECK(has(before, {"id", "name", "locale", "attributes", "addresses", "created"}));
    CHECK(before["addresses"][0]["address"] == "U1");
    CHECK(before["addresses"][0]["verified"] == false);
    const auto after =
        scene.call("PATCH", path, scene.as("aminah"),
                   R"({"name":"Puan Siti","locale":null,"attributes":{"vip":true,"tier":null}})");
    CHECK(after.status == 200);
    CHECK(after.document()["name"] == "Puan Siti");
    CHECK(after.document()["locale"].is_null());
    CHECK(after.document()["attributes"] == json({{"vip", true}}));
    CHECK(scene.get(path, scene.as("aminah")).document() == after.document());
}

TEST_CASE("customers are merged, taken apart and erased") {
    scene scene;
    const auto kept = scene.talk_with("U1");
    const auto gone = scene.talk_with("U2");
    const auto path = "/api/v1/customers/" + kept.customer.id.text();
    const auto admin = bearer(admin_token);
    CHECK(scene.post(path + "/merge", admin, {{"from", kept.customer.id.text()}}).status == 400);
    const auto merged = scene.post(path + "/merge", admin, {{"from", gone.customer.id.text()}});
    CHECK(merged.status == 200);
    CHECK(merged.document()["addresses"].size() == 2);
    CHECK(scene.get("/api/v1/customers/" + gone.customer.id.text(), admin)
              .document()["merged_into"] == kept.customer.id.text());
    const auto fresh = scene.post(path + "/split", admin, {{"address", "U2"}});
    CHECK(fresh.status == 201);
    CHECK(fresh.document()["addresses"][0]["address"] == "U2");
    CHECK(scene.get(fresh.header("location"), admin).document()["id"] == fresh.document()["id"]);
    CHECK(scene.post(path + "/split", admin, {{"address", "U1"}}).status == 409);
    CHECK(scene.post(path + "/split", admin, {{"address", "U9"}}).status == 404);
    const auto erased = scene.call("DELETE", path, admin);
    CHECK(erased.status == 204);
    CHECK(erased.body.empty());
    CHECK(scene.get(path, admin).document()["name"].is_null());
}

TEST_CASE("a code is sent to a customer's address, and what is typed is checked") {
    scene scene;
    const auto talk = scene.talk_with("U1", "aminah");
    const auto other = scene.talk_with("U2");
    const auto path = "/api/v1/customers/" + talk.customer.id.text() + "/verifications";
    const auto aminah = scene.as("aminah");
    const auto sent = scene.post(path, aminah, {{"channel", "sms"}, {"to", "+60123456789"}});
    REQUIRE(sent.status == 201);
    const auto pending = sent.document();
    CHECK(pending["customer"] == talk.customer.id.text());
    CHECK(pending["channel"] == "sms");
    CHECK(pending["to"] == "+60123456789");
    CHECK(pending["status"] == "pending");
    CHECK(pending["attempts_left"] == 5);
    CHECK(pending["expires"].is_string());
    const auto id = pending["id"].get<std::string>();
    CHECK(id.starts_with("VE"));

    const auto check = path + "/" + id + "/check";
    const auto wrong = scene.post(check, aminah, {{"code", "000000"}});
    CHECK(wrong.status == 422);
    CHECK(wrong.document()["detail"] == "attempts left: 4");
    const auto right = scene.post(check, aminah, {{"code", "123456"}});
    CHECK(right.status == 200);
    CHECK(right.document()["status"] == "approved");
    CHECK(right.document()["customer"] == talk.customer.id.text());
    CHECK(scene.post(check, aminah, {{"code", 123456}}).status == 400);
    CHECK(scene.post(path + "/IM1/check", aminah, {{"code", "123456"}}).status == 404);

    CHECK(scene.post(path, aminah, {{"channel", "nowhere"}, {"to", "+60"}}).status == 404);
    CHECK(scene.post(path, aminah, {{"channel", "sms"}}).status == 400);
    const auto typed = scene.post(path, aminah, {{"channel", "sms"}, {"to", "+60 12-345 6789"}});
    CHECK(typed.document()["to"] == "+60123456789");
    const auto busy = scene.post(path, aminah, {{"channel", "busy"}, {"to", "+60"}});
    CHECK(busy.status == 429);
    CHECK(busy.header("retry-after") == "30");
    const auto foreign = "/api/v1/customers/" + other.customer.id.text() + "/verifications";
    CHECK(scene.post(foreign, aminah, {{"channel", "sms"}, {"to", "+60"}}).status == 404);
    CHECK(scene.post(foreign + "/" + id + "/check", aminah, {{"code", "123456"}}).status == 404);

    const auto admin = bearer(admin_token);
    const auto into = "/api/v1/customers/" + other.customer.id.text() + "/merge";
    REQUIRE(scene.post(into, admin, {{"from", talk.customer.id.text()}}).status == 200);
    const auto merged = scene.post(check, admin, {{"code", "123456"}});
    CHECK(merged.document()["customer"] == other.customer.id.text());
}

TEST_CASE("a task is shown, wrapped up, completed") {
    scene scene;
    const auto talk = scene.talk_with("U1", "aminah");
    const auto path = "/api/v1/tasks/" + talk.task.id.text();
    const auto aminah = scene.as("aminah");
    const auto document = scene.get(path, aminah).document();
    CHECK(has(document, {"id", "conversation", "queue", "workflow", "priority", "attributes",
                         "status", "agent", "age_seconds", "created"}));
    CHECK(document["status"] == "assigned");
    CHECK(document["agent"] == "aminah");
    const auto list = [&](const std::string& query) {
        return scene.get("/api/v1/tasks?" + query, aminah).document()["items"].size();
    };
    CHECK(list("status=assigned&queue=support") == 1);
    CHECK(list("status=pending") == 0);
    CHECK(list("queue=sales") == 0);
    CHECK(scene.get("/api/v1/tasks?status=done", aminah).status == 400);
    const auto wrapping = scene.call("POST", path + "/wrapup", aminah);
    CHECK(wrapping.status == 200);
    CHECK(wrapping.document()["status"] == "wrapping");
    const auto completed = scene.post(path + "/complete", aminah, {{"reason", "solved"}});
    CHECK(completed.status == 200);
    CHECK(completed.document()["reason"] == "solved");
    CHECK(scene.call("POST", path + "/complete", aminah).status == 409);
}

TEST_CASE("a task is handed on to a queue or an agent that there is") {
    scene scene;
    const auto talk = scene.talk_with("U1", "aminah");
    const auto path = "/api/v1/tasks/" + talk.task.id.text() + "/transfer";
    const auto aminah = scene.as("aminah");
    const auto no_queue = scene.post(path, aminah, {{"queue", "nowhere"}});
    CHECK(no_queue.status == 404);
    CHECK(no_queue.document()["detail"] == "there is no queue nowhere");
    const auto no_agent = scene.post(path, aminah, {{"agent", "nobody"}});
    CHECK(no_agent.status == 404);
    CHECK(no_agent.document()["detail"] == "there is no agent nobody");
    const auto moved = scene.post(path, aminah, {{"queue", "sales"}, {"note", "wants to buy"}});
    CHECK(moved.status == 200);
    CHECK(moved.document()["queue"] == "sales");
    CHECK(moved.document()["status"] == "pending");
}

TEST_CASE("only what waits is canceled") {
    scene scene;
    const auto waiting = scene.talk_with("U1");
    const auto assigned = scene.talk_with("U2", "aminah");
    const auto cancel = [&](const talk& talk) {
        return scene.post("/api/v1/tasks/" + talk.task.id.text() + "/cancel",
                          bearer(supervisor_token), {{"reason", "spam"}});
    };
    CHECK(cancel(waiting).document()["status"] == "canceled");
    CHECK(cancel(waiting).status == 409);
    CHECK(cancel(assigned).status == 409);
}

TEST_CASE("an offer is taken or turned down once") {
    scene scene;
    const auto first = scene.talk_with("U1", "aminah", model::reservation_status::pending);
    const auto second = scene.talk_with("U2", "aminah", model::reservation_status::pending);
    const auto aminah = scene.as("aminah");
    const auto answer = [&](const talk& talk, const std::string& what) {
        return scene.call("POST", "/api/v1/reservations/" + talk.reservation.id.text() + "/" + what,
                          aminah);
    };
    const auto accepted = answer(first, "accept");
    CHECK(accepted.status == 200);
    CHECK(has(accepted.document(), {"id", "task", "agent", "status", "expires"}));
    CHECK(accepted.document()["status"] == "accepted");
    CHECK(answer(first, "accept").status == 409);
    CHECK(answer(first, "reject").status == 409);
    CHECK(answer(second, "reject").document()["status"] == "rejected");
    CHECK(answer(second, "accept").status == 409);
}
