#include "tests/emulators/tests/line_on_a_port.hpp"

using namespace emulator_test;

namespace {

void strike(line_on_a_port& line, json fault) {
    REQUIRE(line.control("faults", fault).contains("items"));
}

}  // namespace

TEST_CASE("faults strike as often as they were asked for") {
    line_on_a_port line;
    const auto to = line.user("mei");
    strike(line, {{"endpoint", "push"}, {"kind", "fail"}, {"status", 503}, {"count", 2}});
    CHECK(line.push(to, "x")->status == 503);
    CHECK(line.push(to, "x")->status == 503);
    CHECK(line.push(to, "x")->status == 200);
    CHECK(line.look("sent")["items"].size() == 1);
}

TEST_CASE("429 has two meanings") {
    line_on_a_port line;
    const auto to = line.user("mei");
    strike(line, {{"endpoint", "push"}, {"kind", "throttle"}, {"count", 1}});
    strike(line, {{"endpoint", "push"}, {"kind", "quota"}, {"count", 1}});
    CHECK(message_of(line.push(to, "x")) ==
          "The API rate limit has been exceeded. Try again later.");
    CHECK(message_of(line.push(to, "x")) == "You have reached your monthly limit.");
}

TEST_CASE("a connection cut before leaves nothing done, one cut after leaves it done") {
    line_on_a_port line;
    const auto to = line.user("mei");
    strike(line, {{"endpoint", "push"}, {"kind", "drop_before"}, {"count", 1}});
    CHECK_FALSE(line.push(to, "lost"));
    CHECK(line.look("sent")["items"].empty());
    strike(line, {{"endpoint", "push"}, {"kind", "drop_after"}, {"count", 1}});
    const httplib::Headers key = {{"X-Line-Retry-Key", "7c9e6679-7425-40de-944b-e07fc1f90ae7"}};
    CHECK_FALSE(line.push(to, "kept", key));
    CHECK(line.look("sent")["items"].size() == 1);
    CHECK(line.push(to, "kept", key)->status == 409);
    CHECK(line.look("sent")["items"].size() == 1);
}

TEST_CASE("what was taken can be answered as if it had failed") {
    gateway gate;
    line_on_a_port line({{"webhook_url", gate.url()}});
    const auto token =
        line.control("messages", {{"user", "mei"}, {"text", "x"}})["replyToken"].get<std::string>();
    strike(line, {{"endpoint", "reply"},
                  {"kind", "fail_after"},
                  {"status", 502},
                  {"message", "Bad Gateway"},
                  {"count", 1}});
    const auto first = line.reply(token, "once");
    CHECK(first->status == 502);
    CHECK(message_of(first) == "Bad Gateway");
    CHECK(line.look("sent")["items"].size() == 1);
    CHECK(message_of(line.reply(token, "once")) == "Invalid reply token");
    CHECK(line.look("sent")["items"].size() == 1);
}

TEST_CASE("a webhook can come twice, or be cut on the way") {
    gateway gate;
    line_on_a_port line(
        {{"webhook_url", gate.url()}, {"redelivery", {{"count", 3}, {"interval_ms", 1}}}});
    strike(line, {{"endpoint", "webhook"}, {"kind", "repeat"}, {"count", 1}});
    line.control("messages", {{"user", "mei"}, {"text", "twice"}});
    CHECK(gate.webhooks().size() == 2);
    strike(line, {{"endpoint", "webhook"}, {"kind", "drop_before"}, {"count", 1}});
    const auto told = line.control("messages", {{"user", "mei"}, {"text", "cut"}});
    CHECK(told["delivered"] == true);
    CHECK(told["attempts"] == 2);
}

TEST_CASE("a webhook can be overtaken") {
    gateway gate;
    line_on_a_port line({{"webhook_url", gate.url()}});
    strike(line, {{"endpoint", "webhook"}, {"kind", "disorder"}, {"count", 1}, {"delay_ms", 100}});
    line.control("messages",
                 {{"messages",
                   {{{"user", "mei"}, {"text", "first"}}, {{"user", "mei"}, {"text", "second"}}}}});
    const auto hooks = gate.webhooks();
    REQUIRE(hooks.size() == 2);
    CHECK(hooks[0]["events"][0]["message"]["text"] == "second");
}

TEST_CASE("faults can be seen and cleared, and nonsense is refused") {
    line_on_a_port line;
    strike(line, {{"endpoint", "*"}, {"kind", "fail"}});
    CHECK(line.look("faults")["items"].size() == 1);
    CHECK(line.control("faults", {{"kind", "explode"}}).contains("error"));
    line.control("reset", json::object());
    CHECK(line.look("faults")["items"].empty());
}
