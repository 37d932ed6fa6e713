#include "tests/integration/support/child.hpp"

#include <csignal>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using nlohmann::json;
using selat::testing::child;
using selat::testing::program;
using selat::testing::scratch;

namespace {

constexpr auto minimal = "version: 1\nserver: { listen: 127.0.0.1:0 }\n"
                         "plugins: { paths: [" SELAT_PLUGINS "] }\n"
                         "api: { tokens: [ { name: ops, role: admin, token: ops-token } ] }\n";

std::string url_in(const std::string& ready) {
    const std::string before = "selat: ready on ";
    return ready.starts_with(before) ? ready.substr(before.size()) : std::string();
}

}  // namespace

TEST_CASE("a gateway says where it serves, answers, reloads and drains") {
    const scratch files;
    const auto config = files.write("selat.yaml", minimal);
    child gateway({"run", "-c", config});
    const auto url = url_in(gateway.line());
    REQUIRE(url.starts_with("http://127.0.0.1:"));
    CHECK(url != "http://127.0.0.1:0");

    const auto status = program({"status", "--url", url, "--token", "ops-token"});
    CHECK(status.exit == 0);
    CHECK(status.out.starts_with(url + ": ready\n"));
    const auto as_json =
        json::parse(program({"status", "--json", "--url", url}, {"SELAT_TOKEN=ops-token"}).out);
    CHECK(as_json["ready"] == true);
    CHECK(as_json["channels"].is_array());

    const auto running =
        files.write("running.yaml", "version: 1\nserver: { listen: \"" + url.substr(7) +
                                        "\" }\napi: { tokens: [ { name: eye, token: eye-token }, "
                                        "{ name: ops, role: admin, token: ops-token } ] }\n");
    const auto shown = program({"status", "-c", running});
    CHECK(shown.exit == 0);
    CHECK(shown.out == url + ": ready\n");  // no channel, no queue, and no word of a token
    CHECK(program({"reload", "-c", running}).exit == 0);
    CHECK(program({"reload", "-c", running, "--token", "eye-token"}).exit == 3);
    CHECK(program({"reload", "-c", running, "--url", url}).exit == 3);

    CHECK(program({"reload", "--url", url}).exit == 3);
    CHECK(program({"reload", "--url", url, "--token", "ops-token"}).exit == 0);
    files.write("selat.yaml", "version: 7\n");
    CHECK(program({"reload", "--url", url, "--token", "ops-token"}).exit == 1);
    CHECK(program({"status", "--url", url}).exit == 0);

    gateway.signal(SIGTERM);
    CHECK(gateway.wait().exit == 0);
}

TEST_CASE("what cannot serve says why and ends with 1 or 3") {
    const scratch files;
    const auto wrong = program({"run", "-c", files.write("wrong.yaml", "version: 7\n")});
    CHECK(wrong.exit == 1);
    CHECK(wrong.err.find("wrong.yaml:1:10: error: `version` must be 1, not `7`") !=
          std::string::npos);

    child first({"run", "-c", files.write("first.yaml", minimal)});
    const auto url = url_in(first.line());
    REQUIRE_FALSE(url.empty());
    const auto taken =
        files.write("taken/selat.yaml", "version: 1\nserver: { listen: \"" + url.substr(7) +
                                            "\" }\nplugins: { paths: [" SELAT_PLUGINS "] }\n");
    const auto second = program({"run", "-c", taken});
    CHECK(second.exit == 3);
    CHECK_FALSE(second.err.empty());
    first.signal(SIGTERM);
    CHECK(first.wait().exit == 0);
}
