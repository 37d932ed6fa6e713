// What goes out: once, tried again as far as that is safe, and marked where it is not known.

#include "tests/integration/support/centre.hpp"

#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

// A customer whose reply token is used up, so that what follows is pushed.
std::string known_user(const centre& all, const std::string& name) {
    const auto said = all.line.says(name, "opening hours");
    CHECK_FALSE(all.line.message_to(name, "We are open every day").is_null());
    return said["userId"];
}

json wish(const std::string& to, const std::string& text) {
    return {{"channel", "line-my"}, {"to", to}, {"content", {{"text", text}}}};
}

}  // namespace

TEST_CASE("the same Idempotency-Key writes one message and answers alike") {
    centre all;
    const auto user = known_user(all, "siti");
    const api::headers key = {{"Idempotency-Key", "order-1"}};
    const auto first = all.host.ops().post("/api/v1/messages", wish(user, "once"), key);
    const auto second = all.host.ops().post("/api/v1/messages", wish(user, "once"), key);
    CHECK(first.status == 202);
    CHECK(second.status == 202);
    CHECK(second.body["id"] == first.body["id"]);
    all.host.restart();
    const auto third = all.host.ops().post("/api/v1/messages", wish(user, "once"), key);
    CHECK(third.body["id"] == first.body["id"]);
    CHECK_FALSE(all.message(first.body["id"], "sent").is_null());
    int seen = 0;
    for (const auto& each : all.line.sent_to("siti")) {
        seen += each["message"].value("text", "") == "once" ? 1 : 0;
    }
    CHECK(seen == 1);
}

TEST_CASE("a push whose answer is lost goes again with its retry key, and arrives once") {
    centre all;
    const auto user = known_user(all, "siti");
    all.line.tell("faults", {{"endpoint", "push"}, {"kind", "drop_after"}, {"count", 1}});
    const auto written = all.host.ops().post("/api/v1/messages", wish(user, "arrives once"));
    REQUIRE(written.status == 202);
    CHECK_FALSE(all.message(written.body["id"], "sent").is_null());
    json arrived = json::array();
    for (const auto& each : all.line.sent_to("siti")) {
        if (each["message"].value("text", "") == "arrives once") {
            arrived.push_back(each);
        }
    }
    CHECK(arrived.size() == 1);
}

TEST_CASE("a reply whose answer is lost is marked uncertain and not sent again by itself") {
    centre all;
    all.line.tell("faults", {{"endpoint", "reply"}, {"kind", "drop_after"}, {"count", 1}});
    CHECK(all.line.says("siti", "opening hours")["status"] == 200);
    CHECK_FALSE(all.line.message_to("siti", "We are open every day").is_null());
    const auto stored = all.host.ops().all("/api/v1/messages?direction=outbound");
    REQUIRE(stored.size() == 2);
    const auto lost = all.message(stored[0]["id"], "failed");
    REQUIRE_FALSE(lost.is_null());
    CHECK(lost["error"]["code"] == "uncertain");
    CHECK(all.line.sent_to("siti").size() == 2);
}

TEST_CASE("a reply that LINE took before it broke is not said twice") {
    centre all;
    all.line.tell("faults", {{"endpoint", "reply"},
                             {"kind", "fail_after"},
                             {"status", 502},
                             {"message", "Bad Gateway"},
                             {"count", 1}});
    CHECK(all.line.says("siti", "opening hours")["status"] == 200);
    CHECK_FALSE(all.line.message_to("siti", "We are open every day").is_null());
    const auto stored = all.host.ops().all("/api/v1/messages?direction=outbound");
    REQUIRE(stored.size() == 2);
    const auto doubtful = all.message(stored[0]["id"], "failed");
    REQUIRE_FALSE(doubtful.is_null());
    CHECK(doubtful["error"]["code"] == "uncertain");
    CHECK(all.line.sent_to("siti").size() == 2);
}

TEST_CASE("a message that LINE refuses fails with its reason, and is sent when asked to again") {
    centre all;
    const auto user = known_user(all, "siti");
    all.line.tell("faults", {{"endpoint", "push"},
                             {"kind", "fail"},
                             {"status", 400},
                             {"message", "Failed to send messages"},
                             {"count", 1}});
    const auto written = all.host.ops().post("/api/v1/messages", wish(user, "second try"));
    REQUIRE(written.status == 202);
    const std::string id = written.body["id"];
    const auto failed = all.message(id, "failed");
    REQUIRE_FALSE(failed.is_null());
    CHECK(failed["error"]["code"] == "not_found");
    CHECK(failed["error"]["text"].get<std::string>().find("Failed to send messages") !=
          std::string::npos);

    CHECK(all.host.ops().post("/api/v1/messages/" + id + "/retry").status < 300);
    CHECK_FALSE(all.message(id, "sent").is_null());
    CHECK_FALSE(all.line.message_to("siti", "second try").is_null());
    CHECK(all.host.ops().post("/api/v1/messages/" + id + "/retry").status == 409);
}

TEST_CASE("LINE out of order is tried again, in the customer's order, until it works") {
    centre all;
    const auto user = known_user(all, "siti");
    all.line.tell("faults", {{"endpoint", "push"}, {"kind", "fail"}, {"count", 2}});
    for (int n = 0; n < 4; ++n) {
        REQUIRE(all.host.ops()
                    .post("/api/v1/messages", wish(user, "in order " + std::to_string(n)))
                    .status == 202);
    }
    CHECK_FALSE(all.line.message_to("siti", "in order 3").is_null());
    std::vector<std::string> arrived;
    for (const auto& each : all.line.sent_to("siti")) {
        const auto text = each["message"].value("text", "");
        if (text.starts_with("in order")) {
            arrived.push_back(text);
        }
    }
    CHECK(arrived ==
          std::vector<std::string>{"in order 0", "in order 1", "in order 2", "in order 3"});
}

TEST_CASE("what LINE cannot carry is degraded, and what nobody can carry is refused with 422") {
    centre all;
    const auto user = known_user(all, "siti");
    json choices = json::array();
    for (int n = 1; n <= 5; ++n) {
        choices.push_back(
            {{"title", "Choice " + std::to_string(n)}, {"payload", "p" + std::to_string(n)}});
    }
    auto content = wish(user, "Which one?");
    content["content"]["choices"] = choices;
    CHECK(all.host.ops().post("/api/v1/messages", content).status == 202);
    const auto arrived = all.line.message_to("siti", "Which one?");
    REQUIRE_FALSE(arrived.is_null());
    CHECK(arrived["message"]["quickReply"]["items"].size() == 5);

    content["content"] = {{"template", {{"name", "welcome"}, {"language", "ms"}}}};
    CHECK(all.host.ops().post("/api/v1/messages", content).status == 422);
    content["content"] = {{"text", 3}};
    CHECK(all.host.ops().post("/api/v1/messages", content).status == 400);
}

TEST_CASE("a reply answers a message of its own customer, a note too") {
    centre all;
    known_user(all, "siti");
    known_user(all, "lim");
    const auto ops = all.host.ops();
    const auto said = ops.all("/api/v1/messages?direction=inbound");
    REQUIRE(said.size() == 2);
    const auto path =
        "/api/v1/conversations/" + said[0]["conversation"].get<std::string>() + "/messages";
    for (const bool note : {false, true}) {
        const auto reply = [&](const json& to) {
            return ops.post(path,
                            {{"content", {{"text", "hi"}}}, {"reply_to", to}, {"note", note}});
        };
        CHECK(reply(said[1]["id"]).status == 400);
        const auto written = reply(said[0]["id"]);
        CHECK(written.status == 202);
        CHECK(written.body["reply_to"] == said[0]["id"]);
    }
}
