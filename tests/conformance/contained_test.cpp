// Plugins that sin while called: each is contained, with the right words, and the gateway lives on.

#include "support.hpp"

#include <atomic>
#include <thread>

using namespace selat;
using namespace selat::conformance;
using Catch::Matchers::Contains;

namespace {

struct expectation {
    const char* plugin;
    code result;
    const char* words;
};

}  // namespace

TEST_CASE("what a channel does wrong in on_http fails that call alone") {
    const expectation expected[] = {
        {"throws", code::internal, "boom"},
        {"throws-bare", code::internal, "over the border"},
        {"silent", code::internal, "did not answer the request"},
        {"nonsense-content", code::internal, "INBOUND: content is no content"},
        {"huge-actions", code::internal, "more than 4096 actions"},
        {"wrong-place", code::internal, "SAY is not allowed in on_http"},
    };
    for (const auto& each : expected) {
        INFO(each.plugin);
        stage stage(bad(each.plugin));
        const auto channel = stage.channel(each.plugin);
        REQUIRE(channel);
        const auto out = (*channel)->on_http(request("{]"));
        CHECK(out.code == each.result);
        CHECK_THAT(out.text, Contains(each.words));
        for (const auto& action : out.actions) {
            CHECK(std::holds_alternative<model::action::log>(action));
        }
        CHECK(stage.reported("plugin-misbehaves", "on_http"));
        CHECK((*channel)->quarantined().empty());
    }
}

TEST_CASE("logs outlive the failure of their call") {
    stage stage(bad("throws"));
    const auto channel = stage.channel("throws");
    REQUIRE(channel);
    CHECK((*channel)->on_http(request("")).actions.size() == 1);
}

TEST_CASE("an exception within a plugin that carries its own C++ run time stays in it") {
    if (!std::filesystem::exists(bad("throws-static"))) {
        return;
    }
    stage stage(bad("throws-static"));
    const auto channel = stage.channel("throws-static");
    REQUIRE(channel);
    CHECK_THAT((*channel)->on_http(request("")).text, Contains("boom"));
    CHECK((*channel)->on_send(outgoing(3, "{}")).code == code::internal);
}

TEST_CASE("a second answer is ignored and reported") {
    stage stage(bad("answers-twice"));
    const auto channel = stage.channel("answers-twice");
    REQUIRE(channel);
    const auto out = (*channel)->on_http(request(""));
    CHECK(out.code == code::ok);
    REQUIRE(out.actions.size() == 1);
    CHECK(std::get<model::action::respond>(out.actions[0]).status == 201);
    CHECK(stage.reported("plugin-misbehaves", "answered the request twice"));
}

TEST_CASE("an operation ends once") {
    stage twice(bad("ends-twice"));
    const auto channel = twice.channel("ends-twice");
    REQUIRE(channel);
    const auto out = (*channel)->on_send(outgoing(7, "{}"));
    CHECK(out.code == code::ok);
    REQUIRE(out.actions.size() == 1);
    CHECK(std::get<model::action::sent>(out.actions[0]).op == 7);
    CHECK(twice.reported("plugin-misbehaves", "ended operation 7 twice"));

    stage never(bad("never-ends"));
    const auto other = never.channel("never-ends");
    REQUIRE(other);
    const auto lost = (*other)->on_send(outgoing(7, "{}"));
    CHECK(lost.code == code::internal);
    CHECK_THAT(lost.text, Contains("neither ended operation 7"));
}

TEST_CASE("a channel that fails again and again is put aside") {
    stage stage(bad("throws"));
    const auto channel = stage.channel("throws");
    REQUIRE(channel);
    for (int i = 0; i < 20; ++i) {
        CHECK((*channel)->on_send(outgoing(1, "{}")).code == code::internal);
    }
    CHECK_THAT((*channel)->quarantined(), Contains("20 calls in a row failed"));
    CHECK((*channel)->on_http(request("")).code == code::unavailable);
    CHECK(stage.reported("plugin-put-aside", "on_send"));
}

TEST_CASE("a call that hangs is noticed while it hangs, and no other call enters") {
    stage stage(bad("hangs"));
    const auto channel = stage.channel("hangs");
    REQUIRE(channel);
    std::atomic<bool> gate{false};
    const auto address = std::to_string(reinterpret_cast<std::uintptr_t>(&gate));
    plugins::outcome late;
    std::thread caller([&] { late = (*channel)->on_http(request(address)); });
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while ((*channel)->quarantined().empty() && std::chrono::steady_clock::now() < until) {
        std::this_thread::yield();
    }
    CHECK_THAT((*channel)->quarantined(), Contains("on_http has not returned"));
    CHECK((*channel)->on_send(outgoing(1, "{}")).code == code::unavailable);
    gate = true;
    caller.join();
    CHECK(late.code == code::ok);
    CHECK_THAT((*channel)->quarantined(), Contains("returned after"));
}

TEST_CASE("a slow call is reported with its function") {
    stage stage(bad("slow"));
    const auto channel = stage.channel("slow");
    REQUIRE(channel);
    CHECK((*channel)->on_http(request("")).code == code::ok);
    CHECK((stage.reported("plugin-slow", "on_http took") ||
           stage.reported("plugin-misbehaves", "on_http took")));
}

TEST_CASE("a refused option is told in the plugin's words, with instance and plugin") {
    stage stage(bad("refuses-create"));
    const auto channel = stage.channel("refuses-create");
    REQUIRE_FALSE(channel);
    CHECK(channel.error().code == code::config);
    CHECK(channel.error().text ==
          "here: the plugin refuses-create refuses its options: token is of another account");
}
