#include "support.hpp"

#include <catch2/catch.hpp>

using namespace selat::config;
using namespace selat::config::testing;
using lines = std::vector<std::string>;

namespace {

lines faults_of(const std::string& text) {
    return lines_of(read_text(text, "/etc/selat/selat.yaml", variables({}), some_plugins()),
                    "/etc/selat/selat.yaml");
}

}  // namespace

TEST_CASE("ten faults are ten lines, each at its place") {
    const folder files;
    files.write("flow.json", "{\n  \"states\": [,]\n}\n");
    const auto file = files.write("selat.yaml", R"(version: 2
servr: {}
server:
  listen: 127.0.0.1
channels:
  - id: a
    plugin: lin
  - id: a
    plugin: line
    options: { channel_secret: "${env:MISSING}", acess_token: x }
flows:
  default: front-dor
  items:
    - { id: front-door, definition: flow.json }
conversations: { inactivity_close: 24 hours }
)");
    CHECK(lines_of(read(file, variables({}), some_plugins()), file) ==
          lines{
              "1:10: `version` must be 1, not `2`",
              "2:1: unknown key `servr`; did you mean `server`?",
              "4:11: `listen` must be ADDRESS:PORT such as 127.0.0.1:8080 or [::1]:8080, not "
              "`127.0.0.1`",
              "7:13: there is no channel plugin `lin`; did you mean `line`?",
              "8:9: channel `a` is already used in line 6",
              "10:14: access_token is required",
              "10:32: environment variable `MISSING` is not set",
              "10:50: unknown option `acess_token`; did you mean `access_token`?",
              "12:12: there is no flow `front-dor`; did you mean `front-door`?",
              "15:36: `inactivity_close` must be a duration such as 30s, 5m or 24h, not `24 hours`",
              "flow.json:2:14: not valid JSON: syntax error while parsing value - unexpected ','; "
              "expected '[', '{', or a literal",
          });
}

TEST_CASE("each thing that can be wrong says so where it is") {
    struct row {
        const char* text;
        lines faults;
    };
    const auto table = std::vector<row>{
        {"", {"1:1: a configuration needs `version`"}},
        {"[1]", {"1:1: a configuration must be a mapping, not a list"}},
        {"version: \"1\"", {"1:10: `version` must be 1, not `1`"}},
        {"version: 1\nversion: 1", {"2:1: `version` is already given in line 1"}},
        {"version: 1\n---\nversion: 1", {"3:1: a second document; a configuration is one"}},
        {"version: 1\nserver: x", {"2:9: server must be a mapping, not `x`"}},
        {"version: 1\nserver: {listen: \"[::1\"}",
         {"2:18: `listen` must be ADDRESS:PORT such as 127.0.0.1:8080 or [::1]:8080, not `[::1`"}},
        {"version: 1\nserver: {public_url: chat.example.com}",
         {"2:22: `public_url` must be an address such as https://chat.example.com"}},
        {"version: 1\nserver: {trusted_proxies: [10.0.0.0/33]}",
         {"2:28: `trusted_proxies` must hold addresses or networks such as 127.0.0.0/8"}},
        {"version: 1\nserver: {tls: {certificate: none.pem}}",
         {"2:15: tls needs `key`", "2:29: cannot read file `/etc/selat/none.pem`: no such file"}},
        {"version: 1\nstore: {driver: postgres}",
         {"2:17: `driver: postgres` is not in this version; use sqlite"}},
        {"version: 1\nstore: {driver: sqlit}",
         {"2:17: `driver` must be sqlite or memory, not `sqlit`; did you mean `sqlite`?"}},
        {"version: 1\nmedia: {max_size: 10 MiB}",
         {"2:19: `max_size` must be a size such as 64KiB or 10MiB, not `10 MiB`"}},
        {"version: 1\nplugins: {paths: [none]}", {"2:19: there is no folder `/etc/selat/none`"}},
        {"version: 1\nplugins: {trust: {require: signed}}",
         {"2:18: `require: signed` needs `keys`"}},
        {"version: 1\nplugins: {trust: {pins: {a: md5}}}",
         {"2:29: `a` must be sha256: and 64 hexadecimal digits"}},
        {"version: 1\nchannels: [{plugin: line}]",
         {"2:12: a channel needs `id`", "2:12: access_token is required",
          "2:12: channel_secret is required"}},
        {"version: 1\nchannels: [{id: a/b, plugin: sms}]",
         {"2:17: `id` is part of an address: letters, digits, `-`, `_` and `.` only, 64 at most"}},
        {"version: 1\nchannels: [{id: a, plugin: faq}]",
         {"2:28: plugin `faq` is a bot, not a channel"}},
        {"version: 1\nchannels: [{id: a, plugin: old}]",
         {"2:28: plugin `old` cannot be used: it was made for SDK 0"}},
        {"version: 1\nchannels: {id: a}", {"2:11: `channels` must be a list, not a mapping"}},
        {"version: 1\nchannels: [{id: a, plugin: sms, quiet_hours: {from: 21:00, to: 24:00}}]",
         {"2:46: quiet_hours needs `time_zone`",
          "2:64: `to` must be an hour such as 21:00 or 08:30, not `24:00`"}},
        {"version: 1\nchannels: [{id: a, plugin: sms, quiet_hours: {from: 9pm, to: 8:00, "
         "time_zone: "
         "Asia/Kuala_Lumpor}}]",
         {"2:53: `from` must be an hour such as 21:00 or 08:30, not `9pm`",
          "2:62: `to` must be an hour such as 21:00 or 08:30, not `8:00`",
          "2:79: there is no time zone `Asia/Kuala_Lumpor`; did you mean `Asia/Kuala_Lumpur`?"}},
        {"version: 1\nchannels: [{id: a, plugin: sms, quiet_hours: {from: \"21:00\", to: "
         "\"21:00\", time_zone: UTC}}]",
         {"2:66: `to` is the hour of `from`: it would never be quiet"}},
        {"version: 1\nchannels: [{id: a, plugin: sms, sunset: soon}]",
         {"2:41: `sunset` is a day such as 2027-01-31, or never"}},
        {"version: 1\nbots: [{id: b, plugin: faq, options: {file: none.yaml}}]",
         {"2:45: cannot read file `/etc/selat/none.yaml`: no such file"}},
        {"version: 1\nflows: {items: [{id: f}]}", {"2:17: a flow needs `definition`"}},
        {"version: 1\nflows: {items: [{id: f, definition: none.json}]}",
         {"2:37: cannot read file `/etc/selat/none.json`: no such file"}},
        {"version: 1\nrouting: {on_timeout_activity: brek}",
         {"2:32: there is no activity `brek`; did you mean `break`?"}},
        {"version: 1\nrouting: {activities: [{id: here, available: true}]}",
         {"2:23: `on_timeout_activity` is `unavailable` unless it is given, and no activity has "
          "that id"}},
        {"version: 1\nrouting: {strategy: longest}",
         {"2:21: there is no strategy plugin `longest`"}},
        {"version: 1\nrouting: {queues: [{id: q, max_reservations: 51}]}",
         {"2:46: `max_reservations` must be a whole number from 1 to 50, not `51`"}},
        {"version: 1\nrouting: {reservation_timeout: 0s}",
         {"2:32: `reservation_timeout` must be at least 1s, not `0s`"}},
        {"version: 1\nrouting: {default_workflow: main}", {"2:29: there is no workflow `main`"}},
        {"version: 1\nrouting: {queues: [{id: q}, {id: q}]}",
         {"2:34: queue `q` is already used in line 2"}},
        {"version: 1\nagents: [{id: a}]", {"2:10: an agent needs `password` or `password_hash`"}},
        {"version: 1\nagents: [{id: a, password: x, password_hash: \"$argon2id$x\"}]",
         {"2:46: `password` is given too; one of them is enough"}},
        {"version: 1\nagents: [{id: a, password: \"\"}]", {"2:28: `password` must not be empty"}},
        {"version: 1\nagents: [{id: a, password_hash: x}]",
         {"2:33: `password_hash` must be an Argon2id hash: $argon2id$…"}},
        {"version: 1\nagents:\n- {id: a, password: x, email: a@x}\n- {id: b, password: x, email: "
         "A@x}",
         {"4:31: email `A@x` is already used in line 3"}},
        {"version: 1\nagents: [{id: a, password: x, capacity: {chat: many}}]",
         {"2:48: capacity `chat` must be a whole number from 0 to 1000, not `many`"}},
        {"version: 1\nagents: [{id: a, password: x, role: boss}]",
         {"2:37: `role` must be agent or supervisor or admin, not `boss`"}},
        {"version: 1\napi: {tokens: [{name: t, token: a}, {name: t, token: b}]}",
         {"2:44: token `t` is already used in line 2"}},
        {"version: 1\nchannels: [{id: a, plugin: sms, identity: fax, invite: wa.me/60}]",
         {"2:43: `identity` must be phone or email or none, not `fax`",
          "2:56: `invite` must be a link such as https://wa.me/60312345678"}},
        {"version: 1\nchannels: [{id: a, plugin: sms, invite: https://shop.example/é}]",
         {"2:41: `invite` must be a link such as https://wa.me/60312345678"}},
        {"version: 1\nconversations: {join_channels: \"yes\"}",
         {"2:32: `join_channels` must be true or false, not `yes`"}},
        {"version: 1\nwebhooks: [{url: ftp://x, events: [message.create], secret: x}]",
         {"2:18: `url` must be an http or https address",
          "2:36: `events` knows no event `message.create`; did you mean `message.created`?",
          "2:61: `secret` must be `whsec_` and a key in Base64"}},
    };
    for (const auto& each : table) {
        INFO(each.text);
        CHECK(faults_of(each.text) == each.faults);
    }
}

TEST_CASE("broken YAML is one fault with its place") {
    const auto faults = faults_of("version: 1\nserver: {listen: [}\n");
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].starts_with("2:19: not valid YAML: "));
    CHECK(faults_of("version: 1\nx: \xff\n") == lines{"2:4: not UTF-8 text"});
}

TEST_CASE("a missing configuration is a fault of the file as a whole") {
    const auto result = read("/nowhere/selat.yaml", variables({}), some_plugins());
    REQUIRE(result.faults.size() == 1);
    CHECK(to_string(result.faults[0]) ==
          "/nowhere/selat.yaml:1:1: error: cannot read the configuration: no such file");
}

TEST_CASE("a fault is printed as compilers print them") {
    CHECK(to_string({{"a.yaml", 3, 14}, "what"}) == "a.yaml:3:14: error: what");
    CHECK(to_string({{"a.yaml", 3, 14}, "what", false}) == "a.yaml:3:14: warning: what");
}
