// What an agent sees of others: nothing, not even that it is there.

#include "support.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::api::test;

namespace {

struct asked {
    const char* method;
    std::string path;
    json body;
};

std::vector<asked> calls_about(const talk& talk) {
    const auto conversation = "/api/v1/conversations/" + talk.conversation.id.text();
    const auto customer = "/api/v1/customers/" + talk.customer.id.text();
    const auto task = "/api/v1/tasks/" + talk.task.id.text();
    const auto message = "/api/v1/messages/" + talk.message.id.text();
    return {
        {"GET", conversation, {}},
        {"GET", conversation + "/messages", {}},
        {"POST", conversation + "/messages", {{"content", {{"text", "hello"}}}}},
        {"POST", conversation + "/close", json::object()},
        {"POST", conversation + "/handoff", {{"to", "agent"}}},
        {"GET", "/api/v1/messages?conversation=" + talk.conversation.id.text(), {}},
        {"GET", message, {}},
        {"POST", message + "/retry", json::object()},
        {"GET", customer, {}},
        {"PATCH", customer, {{"name", "Siti"}}},
        {"POST", customer + "/split", {{"address", talk.address.address}}},
        {"GET", task, {}},
        {"POST", task + "/wrapup", json::object()},
        {"POST", task + "/complete", json::object()},
        {"POST", task + "/transfer", {{"queue", "sales"}}},
        {"POST", "/api/v1/reservations/" + talk.reservation.id.text() + "/accept", json::object()},
        {"POST", "/api/v1/reservations/" + talk.reservation.id.text() + "/reject", json::object()},
    };
}

int status(const scene& scene, const asked& asked, const fields& headers) {
    const auto body = asked.body.is_null() ? std::string() : asked.body.dump();
    return scene.call(asked.method, asked.path, headers, body).status;
}

void end(scene& scene, const talk& talk, model::reservation_status how) {
    auto reservation = talk.reservation;
    reservation.status = how;
    auto conversation = talk.conversation;
    conversation.agent.clear();
    store::changes changes;
    changes.reservations.push_back(reservation);
    changes.conversations.push_back(conversation);
    scene.gateway.put(std::move(changes));
}

std::size_t count(scene& scene, const std::string& path, const std::string& agent) {
    return scene.get("/api/v1" + path, scene.as(agent)).document()["items"].size();
}

}  // namespace

TEST_CASE("another agent's things are as if they were not there") {
    scene scene;
    const auto talk = scene.talk_with("U1", "aminah");
    scene.talk_with("U2", "badrul");
    for (const auto& call : calls_about(talk)) {
        CAPTURE(call.method, call.path);
        CHECK(status(scene, call, scene.as("badrul")) == 404);
    }
    CHECK(scene.gateway.writes == 0);
    for (const auto* path :
         {"/conversations", "/customers", "/messages", "/tasks", "/reservations"}) {
        CAPTURE(path);
        CHECK(count(scene, path, "badrul") == 1);
    }
    const auto merge = "/api/v1/customers/" + talk.customer.id.text() + "/merge";
    CHECK(scene.post(merge, scene.as("badrul"), {{"from", talk.customer.id.text()}}).status == 404);
}

TEST_CASE("what is another agent's cannot be pulled in by a merge") {
    scene scene;
    const auto own = scene.talk_with("U1", "aminah");
    const auto foreign = scene.talk_with("U2", "badrul");
    const auto merge = "/api/v1/customers/" + own.customer.id.text() + "/merge";
    CHECK(scene.post(merge, scene.as("aminah"), {{"from", foreign.customer.id.text()}}).status ==
          404);
    const auto second = scene.talk_with("U3", "aminah");
    CHECK(scene.post(merge, scene.as("aminah"), {{"from", second.customer.id.text()}}).status ==
          200);
}

TEST_CASE("an offer shows its task, and nothing of the conversation before it is accepted") {
    scene scene;
    const auto talk = scene.talk_with("U1", "aminah", model::reservation_status::pending);
    const auto aminah = scene.as("aminah");
    CHECK(scene.get("/api/v1/tasks/" + talk.task.id.text(), aminah).status == 200);
    CHECK(count(scene, "/tasks", "aminah") == 1);
    CHECK(count(scene, "/reservations", "aminah") == 1);
    const auto conversation = "/api/v1/conversations/" + talk.conversation.id.text();
    CHECK(scene.get(conversation, aminah).status == 404);
    CHECK(count(scene, "/conversations", "aminah") == 0);
    CHECK(
        scene.call("POST", "/api/v1/reservations/" + talk.reservation.id.text() + "/accept", aminah)
            .status == 200);
    CHECK(scene.get(conversation, aminah).status == 200);
    CHECK(count(scene, "/conversations", "aminah") == 1);
}

TEST_CASE("an agent who has left a conversation reads it and writes no more") {
    scene scene;
    const auto talk = scene.talk_with("U1", "aminah");
    end(scene, talk, model::reservation_status::completed);
    const auto aminah = scene.as("aminah");
    const auto conversation = "/api/v1/conversations/" + talk.conversation.id.text();
    CHECK(scene.get(conversation, aminah).status == 200);
    CHECK(scene.get(conversation + "/messages", aminah).status == 200);
    CHECK(scene.get("/api/v1/customers/" + talk.customer.id.text(), aminah).status == 200);
    CHECK(scene.post(conversation + "/messages", aminah, {{"content", {{"text", "one more"}}}})
              .status == 403);
    CHECK(scene.call("POST", conversation + "/close", aminah).status == 403);
    CHECK(scene
              .call("PATCH", "/api/v1/customers/" + talk.customer.id.text(), aminah,
                    R"({"name":"Siti"})")
              .status == 403);
    CHECK(scene.gateway.writes == 0);
}

TEST_CASE("an agent who declined sees nothing of it") {
    scene scene;
    const auto talk = scene.talk_with("U1", "aminah", model::reservation_status::pending);
    end(scene, talk, model::reservation_status::rejected);
    CHECK(scene.get("/api/v1/conversations/" + talk.conversation.id.text(), scene.as("aminah"))
              .status == 404);
    CHECK(count(scene, "/conversations", "aminah") == 0);
}

TEST_CASE("whoever serves a customer sees the customer's earlier conversations") {
    scene scene;
    const auto now = scene.talk_with("U1", "aminah");
    auto before = scene.talk_with("U2", "badrul");
    before.conversation.customer = now.customer.id;
    before.conversation.status = model::conversation_status::closed;
    store::changes changes;
    changes.conversations.push_back(before.conversation);
    scene.gateway.put(std::move(changes));
    const auto aminah = scene.as("aminah");
    const auto path = "/api/v1/conversations/" + before.conversation.id.text();
    CHECK(scene.get(path, aminah).status == 200);
    CHECK(scene.get(path + "/messages", aminah).status == 200);
    CHECK(scene.post(path + "/messages", aminah, {{"content", {{"text", "hello"}}}}).status == 409);
    CHECK(count(scene, "/conversations?customer=" + now.customer.id.text(), "aminah") == 2);
    CHECK(count(scene, "/conversations", "aminah") == 1);
    end(scene, now, model::reservation_status::completed);
    CHECK(scene.get(path, aminah).status == 404);
}

TEST_CASE("supervisors and tokens touch what is another's") {
    scene scene;
    const auto talk = scene.talk_with("U1", "aminah");
    for (const auto& headers : {scene.as("siti"), bearer(agent_token)}) {
        CHECK(scene
                  .post("/api/v1/conversations/" + talk.conversation.id.text() + "/messages",
                        headers, {{"content", {{"text", "hello"}}}})
                  .status == 202);
        CHECK(scene.get("/api/v1/tasks/" + talk.task.id.text(), headers).status == 200);
        CHECK(scene.get("/api/v1/customers/" + talk.customer.id.text(), headers).status == 200);
    }
}

TEST_CASE("the id of a customer that was merged away goes on finding who it became") {
    scene scene;
    const auto admin = bearer(admin_token);
    const auto kept = scene.talk_with("U1", "aminah");
    const auto gone = scene.talk_with("U2", "aminah");
    const auto before = gone.customer.id.text();
    const auto merge = "/api/v1/customers/" + kept.customer.id.text() + "/merge";
    REQUIRE(scene.post(merge, admin, {{"from", before}}).status == 200);
    for (const auto& who : {admin, scene.as("aminah")}) {
        const auto customer = scene.get("/api/v1/customers/" + before, who);
        CHECK(customer.status == 200);
        CHECK(customer.document()["merged_into"] == kept.customer.id.text());
        for (const auto* path : {"/api/v1/conversations", "/api/v1/messages"}) {
            CAPTURE(path);
            const auto found = scene.get(path + ("?customer=" + before), who);
            CHECK(found.document()["items"].size() == 2);
        }
    }
    CHECK(scene.get("/api/v1/customers/" + before, scene.as("badrul")).status == 404);
    CHECK(count(scene, "/messages?customer=" + before, "badrul") == 0);
}
