// Bodies and parameters, read strictly: what is wrong is refused, by name.

#include "support.hpp"

#include "host/api/body.hpp"
#include "host/api/parameters.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::api::test;

TEST_CASE("a body that is wrong is refused with the name of what is wrong") {
    scene scene;
    const auto talk = scene.talk_with("U1", "aminah");
    const auto conversation = "/api/v1/conversations/" + talk.conversation.id.text();
    const auto customer = "/api/v1/customers/" + talk.customer.id.text();
    const auto task = "/api/v1/tasks/" + talk.task.id.text();
    const std::string sessions = "/api/v1/sessions";
    const std::string messages = "/api/v1/messages";
    struct row {
        const char* method;
        std::string path;
        std::string body;
        std::string detail;  // what it begins with
    };
    const std::vector<row> table = {
        {"POST", messages, "", "`channel` is missing"},
        {"POST", messages, "nonsense", "the body is not a JSON object"},
        {"POST", messages, R"({"channel":"line")", "the body is not a JSON object"},
        {"POST", messages, "[]", "the body is not a JSON object"},
        {"POST", messages, std::string(33, '['), "the body is nested too deep"},
        {"POST", messages, R"({"channel":7})", "`channel` must be a text"},
        {"POST", messages, R"({"channel":""})", "`channel` must not be empty"},
        {"POST", messages, R"({"channel":"line"})", "`to` is missing"},
        {"POST", messages, R"({"channel":"line","to":"U1"})", "`content` is missing"},
        {"POST", messages, R"({"channel":"line","to":"U1","content":"hello"})",
         "`content` must be an object"},
        {"POST", messages, R"({"channel":"line","to":"U1","content":{}})",
         "`content` cannot be read"},
        {"POST", messages, R"({"channel":"line","to":"U1","content":{"text":7}})",
         "`content` cannot be read"},
        {"POST", messages, R"({"channel":"line","to":"U1","content":{"txt":"hello"}})",
         "`content.txt` is no part of a content"},
        {"POST", messages, R"({"channel":"line","to":"U1","content":{"text":"a"},"form":"line"})",
         "there is no member `form`"},
        {"POST", conversation + "/messages", R"({"content":{"text":"a"},"note":"yes"})",
         "`note` must be true or false"},
        {"POST", conversation + "/messages", R"({"content":{"text":"a"},"to":"U1"})",
         "there is no member `to`"},
        {"POST", conversation + "/messages", R"({"content":{"text":"a"},"reply_to":"IM7"})",
         "`reply_to` is not an id"},
        {"POST", conversation + "/close", R"({"because":"done"})", "there is no member `because`"},
        {"POST", conversation + "/handoff", "{}", "`to` is missing"},
        {"POST", conversation + "/handoff", R"({"to":"queue"})", "`to` is one of agent, bot, flow"},
        {"PATCH", messages + "/" + talk.message.id.text(), "{}", "`content` is missing"},
        {"DELETE", messages + "/" + talk.message.id.text(), R"({"for":"me"})",
         "there is no member `for`"},
        {"POST", conversation + "/typing", R"({"on":"yes"})", "`on` must be true or false"},
        {"POST", conversation + "/read", R"({"up_to":1})", "there is no member `up_to`"},
        {"PATCH", customer, R"({"name":7})", "`name` must be a text"},
        {"PATCH", customer, R"({"attributes":[]})", "`attributes` must be an object"},
        {"PATCH", customer, R"({"created":"2026-01-01T00:00:00.000Z"})",
         "there is no member `created`"},
        {"POST", customer + "/merge", "{}", "`from` is missing"},
        {"POST", customer + "/merge", R"({"from":"IM00000000000000000000000000000000"})",
         "`from` is not an id"},
        {"POST", customer + "/split", "{}", "`address` is missing"},
        {"POST", customer + "/split", R"({"address":"U1","reason":7})", "`reason` must be a text"},
        {"POST", customer + "/verifications", R"({"channel":"sms"})", "`to` is missing"},
        {"POST", customer + "/verifications/VE00000000000000000000000000000000/check",
         R"({"code":"1","now":true})", "there is no member `now`"},
        {"POST", task + "/wrapup", R"({"reason":"done"})", "there is no member `reason`"},
        {"POST", task + "/complete", R"({"reason":7})", "`reason` must be a text"},
        {"POST", task + "/transfer", "{}", "`queue` or `agent` is needed"},
        {"POST", task + "/transfer", R"({"queue":"sales","agent":"badrul"})",
         "`queue` or `agent` is needed"},
        {"POST", task + "/cancel", R"({"agent":"badrul"})", "there is no member `agent`"},
        {"POST", "/api/v1/reload", R"({"now":true})", "there is no member `now`"},
        {"POST", sessions, R"({"email":"aminah@example.com"})", "`password` is missing"},
        {"POST", sessions, R"({"email":"a","password":"b","remember":true})",
         "there is no member `remember`"},
        {"POST", sessions, R"({"email":"a","password":")" + std::string(1025, 'b') + "\"}",
         "`password` is too long"},
    };
    for (const auto& row : table) {
        CAPTURE(row.method, row.path, row.body.substr(0, 200));
        const auto reply = scene.call(row.method, row.path, bearer(admin_token), row.body);
        CHECK(reply.status == 400);
        const auto detail = reply.document().value("detail", "");
        CHECK_THAT(detail, Catch::StartsWith(row.detail));
    }
    CHECK(scene.gateway.writes == 0);
    const auto activity =
        scene.call("PUT", "/api/v1/me/activity", scene.as("aminah"), R"({"activity":"asleep"})");
    CHECK(activity.status == 400);
    CHECK(activity.document()["detail"] == "`activity` is none of the activities");
}

TEST_CASE("null is as good as left out where something need not be there") {
    api::body body(R"({"note":null,"channel":null,"reply_to":null})");
    CHECK_FALSE(body.flag("note"));
    CHECK(body.flag("note", true));
    CHECK(body.optional_text("channel") == "");
    CHECK_FALSE(body.optional_id("reply_to", model::id_kind::message));
    CHECK(body.check());
}

TEST_CASE("brackets within texts are not nesting") {
    const std::string text = R"({"text":"\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["})";
    api::body body(text);
    CHECK(body.text("text").size() == 41);
    CHECK(body.check());
}

TEST_CASE("parameters are decoded, and given once") {
    api::parameters given("q=caf%C3%A9+au%20lait&empty=&flag");
    CHECK(given.text("q") == "caf\xC3\xA9 au lait");
    CHECK(given.text("empty").empty());
    CHECK(given.text("flag").empty());
    CHECK(given.check());
    for (const auto* query : {"q=%4", "q=%zz", "q=a&q=b", "%=1"}) {
        CAPTURE(query);
        api::parameters wrong(query);
        wrong.text("q");
        CHECK_FALSE(wrong.check());
    }
}
