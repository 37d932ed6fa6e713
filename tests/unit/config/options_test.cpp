#include "support.hpp"

#include "host/config/secrets.hpp"

#include <catch2/catch.hpp>

using namespace selat::config;
using namespace selat::config::testing;

namespace {

read_result with_options(const std::string& options,
                         const std::map<std::string, std::string>& values = {}) {
    return read_text("version: 1\nchannels:\n  - id: l\n    plugin: line\n    options: " + options,
                     "/etc/selat/selat.yaml", variables(values), some_plugins());
}

std::vector<std::string> faults_of(const std::string& options,
                                   const std::map<std::string, std::string>& values = {}) {
    return lines_of(with_options(options, values), "/etc/selat/selat.yaml");
}

constexpr auto needed = "{ channel_secret: a, access_token: b, ";

}  // namespace

TEST_CASE("a plugin's schema decides what plain YAML means") {
    const auto result =
        with_options(std::string(needed) + "page_id: +1555, limit: \"${env:N}\" }", {{"N", "12"}});
    REQUIRE(result.value);
    CHECK(result.value->channels[0].options["page_id"] == "+1555");
    CHECK(result.value->channels[0].options["limit"] == 12);
}

TEST_CASE("every channel takes the shared options, rightly typed") {
    const auto result =
        with_options(std::string(needed) + "api_base: http://x, rate_limit: 2.5, timeout: 5s }");
    REQUIRE(result.value);
    CHECK(result.value->channels[0].options["rate_limit"] == 2.5);
    CHECK(faults_of(std::string(needed) + "timeout: [] }") ==
          std::vector<std::string>{"5:61: `timeout` must be a string"});
}

TEST_CASE("faults in options stand where the option stands") {
    using lines = std::vector<std::string>;
    CHECK(faults_of(std::string(needed) + "limit: many }") ==
          lines{"5:59: `limit` must be a integer"});
    CHECK(faults_of(std::string(needed) + "imap: { hots: x } }") ==
          lines{"5:60: unknown option `hots`; did you mean `host`?"});
    CHECK(faults_of("{ access_token: b }") == lines{"5:14: channel_secret is required"});
    CHECK(faults_of("[]") == lines{"5:14: `options` must be a mapping, not a list"});
    CHECK(faults_of(std::string(needed) + "imap: { password: \"\" } }") ==
          lines{"5:70: a secret must not be empty"});
}

TEST_CASE("an option that names a channel names one that is there, above or below") {
    using lines = std::vector<std::string>;
    CHECK(faults_of(std::string(needed) + "verify: l, others: [l] }") == lines{});
    CHECK(faults_of(std::string(needed) + "verify: phone }\n  - { id: phone, plugin: sms }") ==
          lines{});
    CHECK(faults_of(std::string(needed) + "verify: phon }\n  - { id: phone, plugin: sms }") ==
          lines{"5:60: there is no channel `phon`; did you mean `phone`?"});
    CHECK(faults_of(std::string(needed) + "others: [l, nothing] }") ==
          lines{"5:64: there is no channel `nothing`"});
}

TEST_CASE("a secret that is set but empty is refused") {
    CHECK(faults_of("{ channel_secret: \"${env:S}\", access_token: b }", {{"S", ""}}) ==
          std::vector<std::string>{"5:32: a secret must not be empty"});
}

TEST_CASE("an option that names a file holds what is in it") {
    const folder files;
    files.write("faq.json", R"({"questions": []})");
    files.write("faq.txt", "plain");
    files.write("bad.json", "{\n \"a\": }");
    const auto file_option = [&](const std::string& value) {
        return read_text("version: 1\nbots: [{id: b, plugin: faq, options: {file: " + value + "}}]",
                         files / "selat.yaml", variables({}), some_plugins());
    };
    CHECK(file_option("faq.json").value->bots[0].options["file"]["questions"].empty());
    CHECK(file_option("faq.txt").value->bots[0].options["file"] == "plain");
    CHECK(file_option(R"('{"inline": 1}')").value->bots[0].options["file"]["inline"] == 1);
    const auto bad = lines_of(file_option("bad.json"), files / "selat.yaml");
    REQUIRE(bad.size() == 1);
    CHECK(bad[0].starts_with("bad.json:2:7: not valid JSON: "));
}

TEST_CASE("what is in a file is judged as if it stood in the configuration") {
    const folder files;
    files.write("good.yaml", "name: x\nlimit: 3\n");
    files.write("bad.yaml", "name: x\nlimt: 3\nlimit: many\n");
    const auto faults = [&](const std::string& name) {
        return lines_of(read_text("version: 1\nchannels: [{id: l, plugin: line, options: "
                                  "{channel_secret: a, access_token: b, rules: " +
                                      name + "}}]",
                                  files / "selat.yaml", variables({}), some_plugins()),
                        files / "selat.yaml");
    };
    CHECK(faults("good.yaml").empty());
    CHECK(faults("bad.yaml") ==
          std::vector<std::string>{"bad.yaml:2:1: unknown option `limt`; did you mean `limit`?",
                                   "bad.yaml:3:8: `limit` must be a integer"});
    files.write("good.json", R"({"name": "x", "limit": 3})");
    files.write("bad.json", "{\"name\": \"x\",\n \"limt\": 3,\n \"limit\": \"many\"}");
    CHECK(faults("good.json").empty());
    CHECK(faults("bad.json") ==
          std::vector<std::string>{"bad.json:2:2: unknown option `limt`; did you mean `limit`?",
                                   "bad.json:3:2: `limit` must be a integer"});
    files.write("key", R"({"name": "x", "limit": "many"})");
    CHECK(faults("key") == std::vector<std::string>{"key:1:15: `limit` must be a integer"});
    CHECK(faults("'{\"limit\": \"many\"}'") ==
          std::vector<std::string>{"2:87: `limit` must be a integer"});
}

TEST_CASE("secrets are gathered from wherever they are") {
    const auto result = read_text(
        "version: 1\n"
        "channels: [{id: l, plugin: line, options: {channel_secret: alpha, access_token: beta1, "
        "page_id: open, imap: {password: gamma}, keys: {of_all: [zeta-1, zeta-22]}}}]\n"
        "agents: [{id: a, password: delta}]\n"
        "api: {tokens: [{name: t, token: epsilon}]}\n"
        "webhooks: [{url: http://x, secret: whsec_AAAA}]\n",
        "/x.yaml", variables({}), some_plugins());
    REQUIRE(result.value);
    CHECK(secrets_of(*result.value, some_plugins()) ==
          std::vector<std::string>{"whsec_AAAA", "epsilon", "zeta-22", "zeta-1", "alpha", "beta1",
                                   "delta", "gamma"});
}
