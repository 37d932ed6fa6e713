#include "tests/integration/support/child.hpp"

#include <catch2/catch.hpp>

using selat::testing::program;
using selat::testing::scratch;

namespace {

std::string without(std::string text, const std::string& part) {
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part)) {
        text.erase(at, part.size());
    }
    return text;
}

}  // namespace

TEST_CASE("every fault of a configuration is one line on stderr, and the exit code is 1") {
    const scratch files;
    const auto file = files.write("selat.yaml", R"(version: 2
servr: {}
plugins: { paths: [)" SELAT_PLUGINS R"(] }
channels:
  - id: a
    plugin: ech
  - id: a
    plugin: echo
    options: { hook_secret: "${env:SELAT_TEST_MISSING}", api_bse: x }
flows:
  default: front-dor
conversations: { inactivity_close: 24 hours }
)");
    const auto done = program({"check", "-c", file});
    CHECK(done.exit == 1);
    CHECK(done.out.empty());
    CHECK(without(done.err, files.path() + "/") ==
          "selat.yaml:1:10: error: `version` must be 1, not `2`\n"
          "selat.yaml:2:1: error: unknown key `servr`; did you mean `server`?\n"
          "selat.yaml:6:13: error: there is no channel plugin `ech`; did you mean `echo`?\n"
          "selat.yaml:7:9: error: channel `a` is already used in line 5\n"
          "selat.yaml:9:14: error: api_base is required\n"
          "selat.yaml:9:29: error: environment variable `SELAT_TEST_MISSING` is not set\n"
          "selat.yaml:9:58: error: unknown option `api_bse`; did you mean `api_base`?\n"
          "selat.yaml:11:12: error: there is no flow `front-dor`\n"
          "selat.yaml:12:36: error: `inactivity_close` must be a duration such as 30s, 5m or 24h, "
          "not `24 hours`\n");
}

TEST_CASE("faults in the files that a configuration names have places there") {
    const scratch files;
    files.write("w.json", "{\"task_routing\": {\n  \"filters\": [}\n");
    const auto file = files.write("selat.yaml", "version: 1\nplugins: { paths: [" SELAT_PLUGINS
                                                "] }\nrouting:\n  workflows:\n    - { id: main, "
                                                "definition: w.json }\n");
    const auto done = program({"check", "-c", file});
    CHECK(done.exit == 1);
    CHECK(
        without(done.err, files.path() + "/").starts_with("w.json:2:15: error: not valid JSON: "));
}

TEST_CASE("a secret never shows in a fault") {
    const scratch files;
    const auto file = files.write(
        "selat.yaml",
        "version: 1\nplugins: { paths: [" SELAT_PLUGINS
        "] }\nserver: { listen: \"${env:SELAT_TEST_SECRET}\" }\nchannels:\n  - id: a\n    "
        "plugin: echo\n    options: { api_base: \"${env:SELAT_TEST_SECRET}\", "
        "hook_secret: \"${env:SELAT_TEST_SECRET}\" }\n");
    const auto done = program({"check", "-c", file}, {"SELAT_TEST_SECRET=very-secret-word"});
    CHECK(done.exit == 1);
    CHECK(done.err.find("3:19: error:") != std::string::npos);
    CHECK(done.err.find("very-secret-word") == std::string::npos);
}

TEST_CASE("the configurations that come with Selat have no fault") {
    const auto demo = program({"check", "-c", SELAT_CONFIGURATIONS "/demo.yaml"});
    CHECK(demo.err.empty());
    CHECK(demo.exit == 0);
    const auto production =
        program({"check", "-c", SELAT_CONFIGURATIONS "/production.yaml"},
                {"LINE_CHANNEL_SECRET=a", "LINE_ACCESS_TOKEN=b", "AMINAH_PASSWORD=c",
                 "SELAT_TOKEN=d", "CRM_WEBHOOK_SECRET=whsec_YWJj"});
    CHECK(production.err.empty());
    CHECK(production.exit == 0);
}

TEST_CASE("the least configuration is fine") {
    const scratch files;
    const auto done = program({"check", "-c", files.write("selat.yaml", "version: 1\n")});
    CHECK(done.err.empty());
    CHECK(done.exit == 0);
}
