// The configuration: all faults at once, and a reload that changes everything or nothing.

#include "tests/integration/support/centre.hpp"

#include <algorithm>
#include <csignal>
#include <sstream>

#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

std::vector<std::string> channels(const gateway& host) {
    std::vector<std::string> out;
    const auto all = host.ops().get("/api/v1/channels");
    for (const auto& each : all.body) {
        out.push_back(each["id"].get<std::string>() + " " + each["state"].get<std::string>());
    }
    return out;
}

}  // namespace

TEST_CASE("a configuration with ten faults shows ten") {
    const scratch files;
    const auto file = files.write("selat.yaml", R"(version: 1
sever: { listen: 127.0.0.1:0 }
plugins: { paths: [)" SELAT_PLUGINS R"(] }
store: { durability: perhaps }
channels:
  - id: line-my
    plugin: lime
  - id: wrong name
    plugin: echo
    options: { api_base: "http://127.0.0.1:1/", hook_secret: "${env:SELAT_TEST_NOWHERE}" }
  - id: web
    plugin: webchat
    flow: nowhere
    options: { titel: Shop }
routing:
  reservation_timeout: soon
  queues:
    - { id: support, workers: "skills HAS" }
agents:
  - { id: ben, email: ben, capacity: { default: many } }
)");
    const auto done = program({"check", "-c", file});
    CHECK(done.exit == 1);
    INFO(done.err);
    std::size_t faults = 0;
    std::istringstream lines(done.err);
    for (std::string line; std::getline(lines, line);) {
        faults += line.starts_with(file + ":") && line.find(": error: ") != std::string::npos;
    }
    CHECK(faults >= 10);
    for (const auto* words :
         {"`sever`; did you mean `server`", "perhaps", "`lime`; did you mean `line`",
          "`id` is part of an address", "SELAT_TEST_NOWHERE", "nowhere",
          "`titel`; did you mean `title`", "soon", "queue support", "many"}) {
        INFO(words);
        CHECK(done.err.find(words) != std::string::npos);
    }
}

TEST_CASE("on SIGHUP a new channel appears, and what stayed goes on") {
    centre all;
    stream events(all.host.ops());
    auto wish = all.host.configuration();
    wish.channels = "  - id: line-two\n    plugin: line\n    flow: front-door\n"
                    "    options: { channel_secret: s2, access_token: t2, api_base: \"" +
                    all.line.line_api() + "\", data_api_base: \"" + all.line.line_api() + "\" }\n";
    all.host.configure(wish);
    all.host.process().signal(SIGHUP);
    REQUIRE(eventually([&] { return channels(all.host).size() == 3; }));
    CHECK(channels(all.host) ==
          std::vector<std::string>{"web running", "line-my running", "line-two running"});
    CHECK(eventually([&] { return all.host.logged("config.reloaded").size() == 1; }));

    all.line.connect("line-two", all.host.url(),
                     {{"channel_secret", "s2"}, {"access_token", "t2"}});
    CHECK(all.line.does("lim", {{"text", "opening hours"}, {"channel", "line-two"}})["status"] ==
          200);
    CHECK(all.line.does("siti", {{"text", "opening hours"}, {"channel", "line-my"}})["status"] ==
          200);
    CHECK_FALSE(all.line.message_to("lim", "We are open every day").is_null());
    CHECK_FALSE(all.line.message_to("siti", "We are open every day").is_null());
    CHECK(events.connections() == 1);
}

TEST_CASE("an execution goes on by the flow that it began with, over a reload and a restart") {
    centre all;
    const auto flow = [&](const std::string& question, const std::string& answer) {
        const json states = {
            {{"name", "Trigger"},
             {"type", "trigger"},
             {"transitions", {{{"event", "incomingMessage"}, {"next", question}}}}},
            {{"name", question},
             {"type", "send-and-wait-for-reply"},
             {"properties", {{"body", question}, {"from", "Bot"}, {"timeout", "3600"}}},
             {"transitions", {{{"event", "incomingMessage"}, {"next", answer}}}}},
            {{"name", answer}, {"type", "send-message"}, {"properties", {{"body", answer}}}}};
        const auto file = all.host.folder().write(
            question + ".json", json{{"initial_state", "Trigger"}, {"states", states}}.dump());
        auto wish = all.host.configuration();
        wish.flows = "flows:\n  items:\n    - { id: front-door, plugin: studio, definition: \"" +
                     file + "\" }\n";
        return wish;
    };
    all.host.configure(flow("old-question", "old-answer"));
    all.host.process().signal(SIGHUP);
    REQUIRE(eventually([&] { return all.host.logged("config.reloaded").size() == 1; }));
    all.line.says("siti", "hello");
    CHECK_FALSE(all.line.message_to("siti", "old-question").is_null());
    all.line.says("lim", "hello");
    CHECK_FALSE(all.line.message_to("lim", "old-question").is_null());

    all.host.configure(flow("new-question", "new-answer"));
    all.host.process().signal(SIGHUP);
    REQUIRE(eventually([&] { return all.host.logged("config.reloaded").size() == 2; }));
    all.line.says("siti", "over a reload");
    CHECK_FALSE(all.line.message_to("siti", "old-answer").is_null());
    all.host.restart();
    all.line.says("lim", "over a restart");
    CHECK_FALSE(all.line.message_to("lim", "old-answer").is_null());
    all.line.says("mei", "hello");
    CHECK_FALSE(all.line.message_to("mei", "new-question").is_null());
}

TEST_CASE("a broken configuration is logged and changes nothing") {
    centre all;
    const auto before = channels(all.host);
    const auto good = all.host.configuration().text();
    all.host.configure("version: 1\nchannels: [ { id: a, plugin: nonsense } ]\n");
    all.host.process().signal(SIGHUP);
    REQUIRE(all.host.process().says({"\"config.refused\"", "nonsense"}));
    CHECK(all.host.logged("config.refused").size() == 1);
    CHECK(channels(all.host) == before);
    CHECK(all.line.says("siti", "opening hours")["status"] == 200);
    CHECK_FALSE(all.line.message_to("siti", "We are open every day").is_null());
    all.host.configure(good);
    all.host.process().signal(SIGHUP);
    CHECK(eventually([&] { return all.host.logged("config.reloaded").size() == 1; }));
}

TEST_CASE("a gateway tells its parts: health, readiness, metrics, plugins, queues") {
    const centre all;
    const api nobody(all.host.url(), {});
    CHECK(nobody.get("/healthz").status == 200);
    CHECK(nobody.get("/readyz").body["ready"] == true);
    CHECK(nobody.get("/nothing").status == 404);
    for (const auto* path : {"/healthz", "/readyz", "/metrics"}) {
        CAPTURE(path);
        const auto refused = nobody.post(path);
        CHECK(refused.status == 405);
        CHECK(refused.header("allow") == "GET, HEAD");
    }
    CHECK(nobody.post("/nothing").status == 404);
    CHECK(nobody.get("/metrics").text.find("selat_customers_in_memory") != std::string::npos);
    const auto plugins = all.host.ops().get("/api/v1/plugins");
    CHECK(plugins.status == 200);
    CHECK(plugins.text.find("\"longest-idle\"") != std::string::npos);
    const auto queues = all.host.ops().get("/api/v1/queues");
    CHECK(queues.status == 200);
    CHECK(queues.text.find("\"malay\"") != std::string::npos);
    const auto channels = all.host.ops().get("/api/v1/channels");
    for (const auto& each : channels.body) {
        CHECK(each["webhook_url"] == all.host.url() + "/channels/" + each["id"].get<std::string>());
        CHECK(each["capabilities"].is_object());
    }
}
