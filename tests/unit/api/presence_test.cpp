// What customers see of who serves them, beside messages: who may show it, and what comes through.

#include "support.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::api::test;

namespace {

std::string at(const model::conversation& conversation, const char* what) {
    return "/api/v1/conversations/" + conversation.id.text() + "/" + what;
}

void close(scene& scene, model::conversation conversation) {
    conversation.status = model::conversation_status::closed;
    store::changes changes;
    changes.conversations.push_back(std::move(conversation));
    scene.gateway.put(std::move(changes));
}

}  // namespace

TEST_CASE("an agent shows the customer that it types, types no more, and has read") {
    scene scene;
    const auto talk = scene.talk_with("U1", "aminah");
    const auto typing = at(talk.conversation, "typing");
    CHECK(scene.call("POST", typing, scene.as("aminah")).status == 202);
    CHECK(scene.post(typing, scene.as("aminah"), {{"on", true}}).status == 202);
    CHECK(scene.post(typing, scene.as("aminah"), {{"on", false}}).status == 202);
    const auto read = scene.call("POST", at(talk.conversation, "read"), bearer(admin_token));
    CHECK(read.status == 202);
    CHECK(read.body.empty());
    const auto id = talk.conversation.id.text();
    CHECK(scene.gateway.shown ==
          std::vector<std::string>{id + " aminah typing", id + " aminah typing",
                                   id + " aminah not typing", id + " ops read"});
}

TEST_CASE("nobody types or reads in the conversation of another, nor in one that is closed") {
    scene scene;
    const auto talk = scene.talk_with("U1", "aminah");
    const auto closed = scene.talk_with("U2", "aminah");
    close(scene, closed.conversation);
    for (const char* what : {"typing", "read"}) {
        CAPTURE(what);
        CHECK(scene.call("POST", at(talk.conversation, what), scene.as("badrul")).status == 404);
        CHECK(scene.call("POST", at(closed.conversation, what), scene.as("aminah")).status == 409);
    }
    CHECK(scene.gateway.shown.empty());
}
