#include "support.hpp"

#include <random>

#include <catch2/catch.hpp>

using namespace selat::config;
using namespace selat::config::testing;
using namespace std::chrono_literals;

namespace {

configuration value_of(const std::string& text, const std::string& path = "/etc/selat/selat.yaml") {
    const auto result = read_text(text, path, variables({}), some_plugins());
    for (const auto& each : result.faults) {
        UNSCOPED_INFO(to_string(each));
    }
    REQUIRE(result.value.has_value());
    return *result.value;
}

constexpr auto all_of_it = R"(version: 1
server:
  listen: "[::1]:9000"
  public_url: https://chat.example.com/
  trusted_proxies: [127.0.0.0/8, ::1]
store: { driver: sqlite, path: data/selat.db, durability: relaxed }
media: { path: /var/media, max_size: 10MiB, link_expiry: 12h }
plugins: { trust: { require: pinned, pins: { line: "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" } } }
channels:
  - id: line-my
    plugin: line
    isolation: process
    options: { channel_secret: s3cret, access_token: "0001", page_id: 0123, limit: 7, api_base: http://127.0.0.1:1 }
    flow: front-door
    identity: none
    invite: "https://line.me/R/oaMessage/@shop/?{code}"
    quiet_hours: { from: "21:00", to: 08:30, time_zone: Europe/Berlin }
    sunset: 2027-01-31
bots:
  - { id: faq, plugin: faq, options: { file: faq.yaml } }
flows:
  default: front-door
  items:
    - id: front-door
      definition: flow.json
      bindings: { WW1: main, https://x/: http://127.0.0.1:7000/ }
routing:
  strategy: skills
  reservation_timeout: 20s
  on_timeout_activity: lunch
  activities:
    - { id: ready, available: true }
    - { id: lunch, available: false }
  queues:
    - { id: support, workers: "skills HAS 'support'", strategy: longest-idle, max_reservations: 3, order: lifo }
    - { id: everyone }
  workflows:
    - { id: main, definition: workflow.json }
  default_workflow: main
agents:
  - { id: aminah, email: aminah@example.com, password: pw, role: supervisor, attributes: { languages: [ms, en], vip: true, level: 3, mean: 0.5, none: null, text: "3" }, capacity: { voice: 2 } }
  - { id: ben, name: Ben, password_hash: "$argon2id$v=19$x" }
conversations: { join_channels: false, link_within: 0s, inactivity_close: 90m }
api: { tokens: [ { name: ops, role: admin, token: topsecret } ] }
webhooks: [ { url: "https://crm.example.com/hook?x=1", events: [message.created], secret: whsec_YWJj } ]
)";

}  // namespace

TEST_CASE("only the version is required, and everything else has a default") {
    const auto all = value_of("version: 1\n");
    CHECK(all.server.address == "127.0.0.1");
    CHECK(all.server.port == 8080);
    CHECK(all.server.public_url == "http://127.0.0.1:8080");
    CHECK(all.store.driver == "sqlite");
    CHECK(all.store.full);
    CHECK(all.store.path == "/etc/selat/data/selat.db");
    CHECK(all.media.path == "/etc/selat/data/media");
    CHECK(all.media.max_size == 25U * 1024 * 1024);
    CHECK_FALSE(all.plugins.paths.empty());
    CHECK(all.plugins.require == "any");
    CHECK(all.routing.strategy == "longest-idle");
    CHECK(all.routing.reservation_timeout == 120s);
    REQUIRE(all.routing.activities.size() == 4);
    CHECK(all.routing.activities[0].id == "available");
    CHECK(all.routing.activities[0].available);
    CHECK(all.routing.activities[3].id == "offline");
    CHECK_FALSE(all.routing.activities[3].available);
    CHECK(all.join_channels);
    CHECK(all.link_within == 90 * 24h);
    CHECK(all.inactivity_close == 24h);
}

TEST_CASE("every key reaches its place") {
    const folder files;
    files.write("faq.yaml", "questions:\n  - { ask: [hi], answer: Hello }\n");
    files.write("flow.json", R"({"states": []})");
    files.write("workflow.json", R"({"task_routing": {}})");
    const auto all = value_of(all_of_it, files / "selat.yaml");

    CHECK(all.server.address == "::1");
    CHECK(all.server.port == 9000);
    CHECK(all.server.public_url == "https://chat.example.com");
    CHECK(all.server.trusted_proxies == std::vector<std::string>{"127.0.0.0/8", "::1"});
    CHECK_FALSE(all.store.full);
    CHECK(all.media.path == "/var/media");
    CHECK(all.media.max_size == 10U * 1024 * 1024);
    CHECK(all.media.link_expiry == std::chrono::hours(12));
    CHECK(all.plugins.require == "pinned");
    CHECK(all.plugins.pins.at("line").starts_with("sha256:01"));

    REQUIRE(all.channels.size() == 1);
    CHECK(all.channels[0].isolation == "process");
    CHECK(all.channels[0].flow == "front-door");
    CHECK(all.channels[0].identity == "none");
    CHECK(all.channels[0].invite == "https://line.me/R/oaMessage/@shop/?{code}");
    CHECK(all.channels[0].at.line == 10);
    CHECK(all.channels[0].sunset == "2027-01-31");
    const auto& quiet = all.channels[0].quiet;
    CHECK(quiet.from == 21h);
    CHECK(quiet.to == 8h + 30min);
    const auto ahead = [&](const char* at) {
        return quiet.clock.at(*selat::model::parse_rfc3339(at)).ahead;
    };
    CHECK(ahead("2026-03-29T00:59:59Z") == 1h);
    CHECK(ahead("2026-03-29T01:00:00Z") == 2h);
    CHECK(ahead("2026-10-25T01:00:00Z") == 1h);
    CHECK(all.channels[0].options == nlohmann::json{{"channel_secret", "s3cret"},
                                                    {"access_token", "0001"},
                                                    {"page_id", "0123"},
                                                    {"limit", 7},
                                                    {"api_base", "http://127.0.0.1:1"}});
    REQUIRE(all.bots.size() == 1);
    CHECK(all.bots[0].options["file"]["questions"][0]["answer"] == "Hello");

    CHECK(all.default_flow == "front-door");
    REQUIRE(all.flows.size() == 1);
    CHECK(all.flows[0].plugin == "studio");
    CHECK(all.flows[0].definition == R"({"states": []})");
    CHECK(all.flows[0].definition_path == files / "flow.json");
    CHECK(all.flows[0].bindings["https://x/"] == "http://127.0.0.1:7000/");

    CHECK(all.routing.strategy == "skills");
    CHECK(all.routing.reservation_timeout == 20s);
    CHECK(all.routing.on_timeout_activity == "lunch");
    REQUIRE(all.routing.activities.size() == 3);
    CHECK(all.routing.activities[2].id == "offline");
    REQUIRE(all.routing.queues.size() == 2);
    CHECK(all.routing.queues[0].strategy == "longest-idle");
    CHECK(all.routing.queues[0].max_reservations == 3);
    CHECK(all.routing.queues[0].lifo);
    CHECK(all.routing.queues[1].workers == "1==1");
    CHECK(all.routing.workflows[0].definition == R"({"task_routing": {}})");
    CHECK(all.routing.default_workflow == "main");
}

TEST_CASE("agents, tokens and webhooks are read whole") {
    const folder files;
    files.write("faq.yaml", "{}");
    files.write("flow.json", "{}");
    files.write("workflow.json", "{}");
    const auto all = value_of(all_of_it, files / "selat.yaml");
    REQUIRE(all.agents.size() == 2);
    CHECK(all.agents[0].name == "aminah");
    CHECK(all.agents[0].password == "pw");
    CHECK(all.agents[0].role == selat::model::role::supervisor);
    CHECK(nlohmann::json::parse(all.agents[0].attributes) ==
          nlohmann::json{{"languages", {"ms", "en"}},
                         {"vip", true},
                         {"level", 3},
                         {"mean", 0.5},
                         {"none", nullptr},
                         {"text", "3"}});
    CHECK(all.agents[0].capacity ==
          std::map<std::string, std::uint32_t>{{"default", 1}, {"voice", 2}});
    CHECK(all.agents[1].name == "Ben");
    CHECK(all.agents[1].password_hash == "$argon2id$v=19$x");
    CHECK_FALSE(all.join_channels);
    CHECK(all.link_within == 0s);
    CHECK(all.inactivity_close == 90min);
    REQUIRE(all.tokens.size() == 1);
    CHECK(all.tokens[0].role == selat::model::role::admin);
    REQUIRE(all.webhooks.size() == 1);
    CHECK(all.webhooks[0].events == std::vector<std::string>{"message.created"});
}

TEST_CASE("anchors are copied to where their aliases stand") {
    const auto all =
        value_of("version: 1\nrouting:\n  queues:\n    - { id: a, workers: &w \"x == 1\" }\n"
                 "    - { id: b, workers: *w }\n");
    CHECK(all.routing.queues[1].workers == "x == 1");
}

TEST_CASE("a list or mapping whose lines are all commented out is as if it were not there") {
    const auto config = value_of("version: 1\n"
                                 "server:\n  trusted_proxies:\n"
                                 "plugins:\n  paths:\n  trust:\n    keys:\n    pins:\n"
                                 "channels:\nbots:\nflows:\n  items:\n"
                                 "routing:\n  queues:\n  workflows:\n  activities:\n"
                                 "agents:\n  - id: ann\n    password: pw\n    attributes:\n"
                                 "    capacity:\n"
                                 "api:\n  tokens:\nwebhooks:\n");
    CHECK(config.server.trusted_proxies.empty());
    CHECK_FALSE(config.plugins.paths.empty());
    CHECK(config.routing.activities.size() == 4);
    REQUIRE(config.agents.size() == 1);
    CHECK(config.agents[0].attributes == "{}");
}

TEST_CASE("a port still to be picked leaves the public address open") {
    CHECK(value_of("version: 1\nserver: { listen: 127.0.0.1:0 }\n").server.public_url.empty());
}

TEST_CASE("the outline is there before plugins are, whatever else is wrong") {
    const folder files;
    std::filesystem::create_directories(files / "mine");
    const auto path =
        files.write("selat.yaml", "version: 2\nnonsense: 1\nserver: { listen: 127.0.0.1:81 }\n"
                                  "plugins: { paths: [mine] }\nstore: { path: x.db }\n"
                                  "api: { tokens: [ { name: ops, token: t } ] }\n");
    const auto outline = read_outline(path, variables({}));
    CHECK(outline.server.port == 81);
    CHECK(outline.server.public_url == "http://127.0.0.1:81");
    CHECK(outline.plugins.paths == std::vector<std::string>{files / "mine"});
    CHECK(outline.store.path == files / "x.db");
    REQUIRE(outline.tokens.size() == 1);
    CHECK(outline.tokens[0].token == "t");
    CHECK(outline.unread.empty());
    const auto nothing = read_outline(files / "none.yaml", variables({}));
    CHECK_FALSE(nothing.plugins.paths.empty());
    REQUIRE(nothing.unread.size() == 1);
    CHECK(nothing.unread[0].text == "cannot read the configuration: no such file");
}

TEST_CASE("no bytes bring the reader down") {
    std::mt19937 random(7);
    const std::string seed = all_of_it;
    const std::string letters = "{}[]:,-&*!|>'\"%@`#? \n\t$~\\\x01\xff\xc3";
    for (int round = 0; round < 3000; ++round) {
        std::string text = seed;
        for (auto edits = random() % 12; edits > 0; --edits) {
            const auto at = random() % text.size();
            switch (random() % 4) {
            case 0: text.erase(at, random() % 40); break;
            case 1: text.insert(at, 1, letters[random() % letters.size()]); break;
            case 2: text[at] = letters[random() % letters.size()]; break;
            default: text.insert(at, text.substr(random() % text.size(), random() % 60)); break;
            }
        }
        const auto result = read_text(text, "/nowhere/selat.yaml", variables({}), some_plugins());
        INFO(text);
        CHECK((result.value.has_value() || !result.faults.empty()));
    }
}

TEST_CASE("depth and aliases have bounds") {
    std::string deep = "version: ";
    for (int i = 0; i < 20'000; ++i) {
        deep += '[';
    }
    CHECK_FALSE(read_text(deep, "x.yaml", variables({}), some_plugins()).value);

    std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
        const auto before = "*a" + std::to_string(i - 1);
        laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
        for (int k = 0; k < 9; ++k) {
            laughs += ", " + before;
        }
        laughs += "]\n";
    }
    const auto result = read_text(laughs, "x.yaml", variables({}), some_plugins());
    REQUIRE(result.faults.size() == 1);
    CHECK(result.faults[0].text == "the document is too large; aliases may multiply it");
    CHECK_FALSE(read_text("a: &a [*a]\n", "x.yaml", variables({}), some_plugins()).value);
}
