// Plugins that misbehave: each is told of with its reason, and everybody else is served on.

#include "tests/integration/support/centre.hpp"

#include <fstream>
#include <thread>

#include <catch2/catch.hpp>
#include <sys/stat.h>

using namespace selat::testing;

namespace {

std::string bad(const std::string& name) { return SELAT_BAD_PLUGINS "/" + name; }

struct place {
    explicit place(const std::vector<std::string>& names) : host(configured(names)) {
        line.connect("line-my", host.url());
    }

    [[nodiscard]] json channel(const std::string& id) const {
        const auto all = host.ops().get("/api/v1/channels");
        for (const auto& each : all.body) {
            if (each["id"] == id) {
                return each;
            }
        }
        return nullptr;
    }
    // Whether customers of every part of the gateway are served.
    [[nodiscard]] bool serves(const std::string& who) const {
        for (int n = 0; n < 8; ++n) {
            const auto user = who + std::to_string(n);
            if (line.says(user, "opening hours")["status"] != 200 ||
                line.message_to(user, "We are open every day").is_null()) {
                return false;
            }
        }
        return true;
    }

    emulators line;
    gateway host;

private:
    [[nodiscard]] configuration configured(const std::vector<std::string>& names) const {
        configuration out;
        out.line_api = line.line_api();
        for (const auto& each : names) {
            out.plugins.push_back(bad(each));
            out.channels += "  - { id: " + each + ", plugin: " + each + " }\n";
        }
        return out;
    }
};

}  // namespace

TEST_CASE("a channel that throws or talks nonsense is degraded, with what it did") {
    const place all({"throws", "nonsense-content"});
    for (int n = 0; n < 20; ++n) {
        CHECK(api(all.host.url(), {}).post("/channels/throws").status == 500);
        CHECK(api(all.host.url(), {}).ask("POST", "/channels/nonsense-content", "{]", {}).status ==
              500);
    }
    const auto throwing = all.channel("throws");
    CHECK(throwing["state"] == "degraded");
    CHECK(throwing["reason"].get<std::string>().find("boom") != std::string::npos);
    const auto nonsense = all.channel("nonsense-content");
    CHECK(nonsense["state"] == "degraded");
    CHECK(nonsense["reason"].get<std::string>().find("content is no content") != std::string::npos);
    CHECK(api(all.host.url(), {}).post("/channels/throws").status == 503);
    CHECK(all.channel("line-my")["state"] == "running");
    CHECK(all.serves("siti"));
    CHECK(all.host.ops().all("/api/v1/messages?channel=nonsense-content").empty());
}

TEST_CASE("a channel that hangs is degraded while it hangs, and nobody else waits for it") {
    const place all({"waits"});
    const auto pipe = all.host.folder().path() + "/gate";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    std::thread stuck([&] { api(all.host.url(), {}).ask("POST", "/channels/waits", pipe, {}); });
    CHECK(eventually([&] { return all.channel("waits")["state"] == "degraded"; }));
    CHECK(all.channel("waits")["reason"].get<std::string>().find("has not returned") !=
          std::string::npos);
    CHECK(all.serves("siti"));
    CHECK(all.channel("waits")["reason"].get<std::string>().find("has not returned") !=
          std::string::npos);
    std::fstream(pipe, std::ios::in | std::ios::out).close();  // never waits itself
    stuck.join();
    CHECK(all.channel("waits")["state"] == "degraded");
    CHECK(all.serves("siti"));
}

TEST_CASE("a channel that refuses its options or cannot be opened is stopped, with the reason") {
    const place all({"refuses-create", "crashes-when-opened"});
    const auto refusing = all.channel("refuses-create");
    CHECK(refusing["state"] == "stopped");
    CHECK(refusing["reason"].get<std::string>().find("token is of another account") !=
          std::string::npos);
    const auto crashing = all.channel("crashes-when-opened");
    CHECK(crashing["state"] == "stopped");
    CHECK_FALSE(crashing["reason"].get<std::string>().empty());
    CHECK(api(all.host.url(), {}).post("/channels/refuses-create").status == 503);
    CHECK(api(all.host.url(), {}).get("/readyz").status == 503);
    CHECK(all.serves("siti"));
}

TEST_CASE("a file that is no fit plugin is a fault of the configuration, with the reason") {
    const scratch files;
    const auto file =
        files.write("selat.yaml", "version: 1\nplugins: { paths: [" + bad("exports-too-much") +
                                      "] }\nchannels:\n  - { id: a, plugin: exports-too-much }\n");
    const auto done = program({"check", "-c", file});
    CHECK(done.exit == 1);
    CHECK(done.err.find(file + ":4:") != std::string::npos);
    CHECK(done.err.find("exports-too-much") != std::string::npos);
    CHECK(done.err.find("acme_internal_counter") != std::string::npos);
}
