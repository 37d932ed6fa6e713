// Saying something, once.

#include "support.hpp"

#include <future>

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::api::test;

namespace {

const std::string messages = "/api/v1/messages";

json hello(const std::string& to, const std::string& text = "hello") {
    return {{"channel", "line"}, {"to", to}, {"content", {{"text", text}}}};
}

fields key(const std::string& value) { return {{"Idempotency-Key", value}}; }

std::string messages_of(const model::conversation& conversation) {
    return "/api/v1/conversations/" + conversation.id.text() + "/messages";
}

void set_status(scene& scene, const model::id& message, model::message_status status) {
    store::changes changes;
    model::message_change change;
    change.id = message;
    change.status = status;
    if (status == model::message_status::failed) {
        change.error = model::delivery_error{code::unavailable, "the provider is away", "503"};
    }
    changes.message_changes.push_back(std::move(change));
    scene.gateway.put(std::move(changes));
}

}  // namespace

TEST_CASE("a message to an address is taken, and can be asked for") {
    scene scene;
    const auto reply = scene.post(messages, bearer(admin_token), hello("U1"));
    REQUIRE(reply.status == 202);
    const auto document = reply.document();
    const auto id = document["id"].get<std::string>();
    CHECK(id.size() == 34);
    CHECK(id.starts_with("IM"));
    CHECK(reply.header("location") == messages + "/" + id);
    CHECK(document["status"] == "queued");
    CHECK(document["direction"] == "outbound");
    CHECK(document["address"] == "U1");
    CHECK(document["content"] == json({{"text", "hello"}}));
    CHECK(document["author"] == json({{"kind", "system"}, {"id", "ops"}}));
    CHECK(document["error"].is_null());
    CHECK(document["reply_to"].is_null());
    CHECK(scene.get(reply.header("location"), bearer(admin_token)).document() == document);
}

TEST_CASE("a number is the same however it is written, and nothing else is touched") {
    scene scene;
    for (const auto& [to, address] :
         {std::pair("+60 12-345 6789", "+60123456789"),
          std::pair("+1 (555) 010.0100", "+15550100100"), std::pair("+tag (a)", "+tag (a)"),
          std::pair("60 12-345", "60 12-345")}) {
        const auto reply = scene.post(messages, bearer(admin_token), hello(to));
        REQUIRE(reply.status == 202);
        CHECK(reply.document()["address"] == address);
    }
}

TEST_CASE("what the gateway refuses to send is answered by its kind") {
    scene scene;
    const auto talk = scene.talk_with("U1", "aminah");
    const json place = {{"location", {{"latitude", 3.1}, {"longitude", 101.7}}}};
    CHECK(scene
              .post(messages, bearer(admin_token),
                    {{"channel", "web"}, {"to", "V1"}, {"content", place}})
              .status == 422);
    for (const auto& [to, why, name] :
         {std::tuple("blocked", "does not want", "opted_out"),
          std::tuple("late", "too long ago", "outside_window"),
          std::tuple("asleep", "until 2026-03-03T00:00:00.000Z", "quiet_hours")}) {
        const auto refused = scene.post(messages, bearer(admin_token), hello(to));
        CHECK(refused.status == 422);
        const std::string detail = refused.document()["detail"];
        CHECK(detail.find(why) != std::string::npos);
        CHECK(refused.document()["code"] == name);
    }
    CHECK(scene
              .post(messages, bearer(admin_token),
                    {{"channel", "fax"}, {"to", "1"}, {"content", {{"text", "hello"}}}})
              .status == 404);
    auto closed = talk.conversation;
    closed.status = model::conversation_status::closed;
    store::changes changes;
    changes.conversations.push_back(closed);
    scene.gateway.put(std::move(changes));
    CHECK(scene.post(messages_of(closed), bearer(admin_token), {{"content", {{"text", "hello"}}}})
              .status == 409);
}

TEST_CASE("what no channel could carry is refused at once, by name") {
    scene scene;
    const auto talk = scene.talk_with("U1", "aminah");
    const auto write = [&](const json& content) {
        return scene.post(messages_of(talk.conversation), scene.as("aminah"),
                          {{"content", content}});
    };
    const auto files = [](const json& url) {
        auto second = json{{"kind", "image"}};
        second.update(url);
        const json first = {{"kind", "file"}, {"url", "HTTPS://example.com/a.pdf"}};
        return json{{"attachments", json::array({first, second})}};
    };
    for (const json& url : {json::object(), json{{"url", ""}}, json{{"url", "a.png"}},
                            json{{"url", "https://"}}, json{{"url", "file:///etc/passwd"}}}) {
        CAPTURE(url.dump());
        const auto refused = write(files(url));
        CHECK(refused.status == 400);
        CHECK(refused.document()["detail"] ==
              "`content.attachments[1].url` is no http or https address");
    }
    for (const std::string to : {"", "line-5", "CH00000000000000000000000000000000"}) {
        CAPTURE(to);
        const auto refused = write({{"reaction", {{"emoji", "👍"}, {"to", to}}}});
        CHECK(refused.status == 400);
        CHECK(refused.document()["detail"] == "`content.reaction.to` is no id of a message");
    }
    for (const auto& [latitude, longitude] :
         {std::pair(90.1, 0.0), std::pair(-91.0, 0.0), std::pair(0.0, 180.5)}) {
        const auto refused =
            write({{"location", {{"latitude", latitude}, {"longitude", longitude}}}});
        CHECK(refused.status == 400);
        CHECK(refused.document()["detail"] == "`content.location` lies nowhere on Earth");
    }
    CHECK(scene.gateway.writes == 0);
    CHECK(write({{"location", {{"latitude", -90}, {"longitude", 180}}}}).status == 202);
    CHECK(write(files({{"url", "http://example.com/a.png"}})).status == 202);
    CHECK(write({{"reaction", {{"emoji", "👍"}, {"to", talk.message.id.text()}}}}).status == 202);
}

TEST_CASE("an agent replies and takes notes in its own name") {
    scene scene;
    const auto talk = scene.talk_with("U1", "aminah");
    const auto reply =
        scene.post(messages_of(talk.conversation), scene.as("aminah"),
                   {{"content", {{"text", "hello"}}}, {"reply_to", talk.message.id.text()}});
    REQUIRE(reply.status == 202);
    const auto document = reply.document();
    CHECK(document["author"] == json({{"kind", "agent"}, {"id", "aminah"}, {"name", "Aminah"}}));
    CHECK(document["reply_to"] == talk.message.id.text());
    CHECK(document["channel"] == "line");
    const auto note = scene.post(messages_of(talk.conversation), scene.as("aminah"),
                                 {{"content", {{"text", "a regular"}}}, {"note", true}});
    REQUIRE(note.status == 202);
    CHECK(note.document()["direction"] == "internal");
    CHECK(note.document()["channel"].is_null());
    const auto all =
        scene.get(messages_of(talk.conversation), scene.as("aminah")).document()["items"];
    REQUIRE(all.size() == 3);
    CHECK(all[0]["id"] == talk.message.id.text());
    CHECK(all[2] == note.document());
}

TEST_CASE("messages are filtered by what they are asked for") {
    scene scene;
    const auto one = scene.talk_with("U1");
    const auto other = scene.talk_with("U2");
    const auto sent = scene.post(messages_of(one.conversation), bearer(admin_token),
                                 {{"content", {{"text", "hello"}}}});
    REQUIRE(sent.status == 202);
    const auto count = [&](const std::string& query) {
        return scene.get(messages + "?" + query, bearer(admin_token)).document()["items"].size();
    };
    CHECK(count("") == 3);
    CHECK(count("channel=line") == 3);
    CHECK(count("channel=web") == 0);
    CHECK(count("direction=outbound") == 1);
    CHECK(count("direction=inbound&conversation=" + one.conversation.id.text()) == 1);
    CHECK(count("customer=" + other.customer.id.text()) == 1);
    for (const auto* query : {"direction=up", "conversation=7", "customer=IM7"}) {
        CAPTURE(query);
        CHECK(scene.get(messages + "?" + query, bearer(admin_token)).status == 400);
    }
}

TEST_CASE("a failed message is sent again, any other is not") {
    scene scene;
    const auto talk = scene.talk_with("U1", "aminah");
    const auto sent = scene.post(messages_of(talk.conversation), scene.as("aminah"),
                                 {{"content", {{"text", "hello"}}}});
    const auto id = sent.document()["id"].get<std::string>();
    const auto retry = messages + "/" + id + "/retry";
    CHECK(scene.call("POST", retry, scene.as("aminah")).status == 409);
    set_status(scene, *model::id::parse(id), model::message_status::failed);
    const auto failed = scene.get(messages + "/" + id, scene.as("aminah")).document();
    CHECK(failed["status"] == "failed");
    CHECK(failed["error"]["code"] == "unavailable");
    CHECK(scene.call("POST", retry, scene.as("badrul")).status == 404);
    const auto again = scene.call("POST", retry, scene.as("aminah"));
    CHECK(again.status == 202);
    CHECK(again.document()["status"] == "queued");
    CHECK(again.header("location") == messages + "/" + id);
}

TEST_CASE("an agent changes and takes back what it said itself, who sees all whatever went out") {
    scene scene;
    const auto talk = scene.talk_with("U1", "aminah");
    const json hi{{"content", {{"text", "hi"}}}};
    const auto said = [&](const fields& who) {
        return scene.post(messages_of(talk.conversation), who, {{"content", {{"text", "hello"}}}})
            .document()["id"]
            .get<std::string>();
    };
    const auto own = messages + "/" + said(scene.as("aminah"));
    const auto other = messages + "/" + said(bearer(admin_token));
    const auto change = [&](const std::string& what, const fields& who) {
        return scene.call("PATCH", what, who, hi.dump()).status;
    };
    CHECK(change(own, scene.as("aminah")) == 202);
    CHECK(change(other, scene.as("aminah")) == 403);
    CHECK(change(own, scene.as("badrul")) == 404);
    CHECK(change(own, bearer(supervisor_token)) == 202);
    const auto after = scene.get(own, scene.as("aminah")).document();
    CHECK(after["edited"] == true);
    CHECK(after["content"] == hi["content"]);
    CHECK(scene.call("DELETE", other, scene.as("aminah")).status == 403);
    const auto taken = scene.call("DELETE", own, scene.as("aminah"));
    CHECK(taken.status == 202);
    CHECK(taken.header("location") == own);
    CHECK(scene.get(own, scene.as("aminah")).document()["deleted"] == true);
    CHECK(scene.call("DELETE", own, scene.as("aminah")).status == 409);
    const auto stone = scene.post(messages, bearer(admin_token), hello("stone")).document()["id"];
    CHECK(change(messages + "/" + stone.get<std::string>(), bearer(admin_token)) == 422);
}

TEST_CASE("a repeat with the same key is answered with the first message") {
    scene scene;
    const auto first = scene.post(messages, bearer(admin_token) + key("k-1"), hello("U1"));
    REQUIRE(first.status == 202);
    auto shuffled = scene.call("POST", messages, bearer(admin_token) + key("k-1"),
                               R"({ "to":"U1", "content":{"text":"hello"}, "channel":"line" })");
    CHECK(shuffled.status == 202);
    CHECK(shuffled.document() == first.document());
    CHECK(shuffled.header("location") == first.header("location"));
    CHECK(scene.gateway.writes == 1);
    CHECK(scene.post(messages, bearer(admin_token) + key("k-2"), hello("U1")).document()["id"] !=
          first.document()["id"]);
}

TEST_CASE("a key that came with another message is refused") {
    scene scene;
    const auto talk = scene.talk_with("U1", "aminah");
    REQUIRE(scene.post(messages, bearer(admin_token) + key("k-1"), hello("U1")).status == 202);
    CHECK(scene.post(messages, bearer(admin_token) + key("k-1"), hello("U1", "bye")).status == 422);
    CHECK(scene.post(messages, bearer(admin_token) + key("k-1"), hello("U2")).status == 422);
    CHECK(scene
              .post(messages_of(talk.conversation), bearer(admin_token) + key("k-1"),
                    {{"content", {{"text", "hello"}}}})
              .status == 422);
    CHECK(scene.gateway.writes == 1);
}

TEST_CASE("keys of different callers have nothing to do with each other") {
    scene scene;
    const auto one = scene.post(messages, bearer(admin_token) + key("k-1"), hello("U1"));
    const auto other = scene.post(messages, bearer(supervisor_token) + key("k-1"), hello("U2"));
    CHECK(one.status == 202);
    CHECK(other.status == 202);
    CHECK(one.document()["id"] != other.document()["id"]);
}

TEST_CASE("a key whose first request was refused can be used again") {
    scene scene;
    CHECK(scene.post(messages, bearer(admin_token) + key("k-1"), hello("blocked")).status == 422);
    CHECK(scene.post(messages, bearer(admin_token) + key("k-1"), hello("U1")).status == 202);
}

TEST_CASE("a key while its first request is under way is refused, and sends nothing twice") {
    scene scene;
    std::promise<void> reached;
    std::promise<void> go;
    scene.gateway.change([&, waited = go.get_future().share()](settings& now) {
        now.before_write = [&, waited] {
            reached.set_value();
            waited.wait();
        };
    });
    auto first = std::async(std::launch::async, [&] {
        return scene.post(messages, bearer(admin_token) + key("k-1"), hello("U1")).status;
    });
    reached.get_future().wait();
    CHECK(scene.post(messages, bearer(admin_token) + key("k-1"), hello("U1")).status == 409);
    go.set_value();
    CHECK(first.get() == 202);
    CHECK(scene.gateway.writes == 1);
}

TEST_CASE("a key is visible text of a bounded length") {
    scene scene;
    CHECK(scene.post(messages, bearer(admin_token) + key(std::string(255, 'k')), hello("U1"))
              .status == 202);
    CHECK(scene.post(messages, bearer(admin_token) + key(std::string(256, 'k')), hello("U1"))
              .status == 400);
    CHECK(scene.post(messages, bearer(admin_token) + key("two words"), hello("U1")).status == 400);
    CHECK(scene.gateway.writes == 1);
}
