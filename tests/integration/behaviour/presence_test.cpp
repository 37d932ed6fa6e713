// What customers see of who serves them beside messages: typing and reading, of people and bots.

#include "tests/integration/support/served_visitor.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <catch2/catch.hpp>
#include <httplib.h>

using namespace selat::testing;

namespace {

std::string conversation_of(const json& reservation) {
    return "/api/v1/conversations/" + reservation.value("conversation", "");
}

// Whether LINE was asked for it, in time.
bool showed(const emulators& line, const std::string& what) {
    return eventually([&] {
        const auto items = line.look("activity")["items"];
        return std::any_of(items.begin(), items.end(),
                           [&](const json& each) { return each["by"] == what; });
    });
}

// A bot that answers once it may.
class slow_bot {
public:
    slow_bot() {
        server_.Post("/answer", [this](const httplib::Request&, httplib::Response& out) {
            std::unique_lock lock(mutex_);
            may_.wait(lock, [this] { return free_; });
            out.set_content(R"({"messages": [{"text": "I have thought about it."}]})",
                            "application/json");
        });
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server_.listen_after_bind(); });
    }
    ~slow_bot() {
        answer();
        server_.stop();
        thread_.join();
    }

    void answer() {
        const std::lock_guard lock(mutex_);
        free_ = true;
        may_.notify_all();
    }
    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(port_) + "/answer";
    }

private:
    httplib::Server server_;
    int port_ = 0;
    std::mutex mutex_;
    std::condition_variable may_;
    bool free_ = false;
    std::thread thread_;
};

configuration asking(const slow_bot& bot, const emulators& line) {
    configuration out;
    out.line_api = line.line_api();
    out.flows = "bots:\n  - { id: faq, plugin: webhook, options: { url: \"" + bot.url() +
                "\", timeout: 60s } }\n"
                "flows:\n  items:\n    - id: front-door\n      plugin: studio\n"
                "      definition: " SELAT_CONFIGURATIONS "/flows/front-door.json\n"
                "      bindings: { WW00000000000000000000000000000000: main }\n";
    return out;
}

}  // namespace

TEST_CASE("on LINE the loading animation runs while an agent types, and what it read is marked") {
    centre all;
    agent dina(all.host, "dina");
    REQUIRE(all.line.says("siti", "live agent")["status"] == 200);
    const auto offered = dina.offer();
    REQUIRE(dina.accepts(offered).status == 200);
    REQUIRE_FALSE(all.conversation(offered, "agent").is_null());
    REQUIRE(dina.desk.post(conversation_of(offered) + "/typing").status == 202);
    CHECK(showed(all.line, "loading"));
    REQUIRE(dina.desk.post(conversation_of(offered) + "/read").status == 202);
    CHECK(showed(all.line, "mark_as_read"));
    REQUIRE(dina.desk.post(conversation_of(offered) + "/read").status == 202);
    REQUIRE(dina.writes(offered, "Hello, this is Dina").well());
    REQUIRE_FALSE(all.line.message_to("siti", "this is Dina").is_null());
    const auto items = all.line.look("activity")["items"];
    CHECK(std::count_if(items.begin(), items.end(),
                        [](const json& each) { return each["by"] == "mark_as_read"; }) == 1);
}

TEST_CASE("a visitor sees who types, that they stopped, and that they have read") {
    served_visitor all;
    const auto said = all.tan.say("are you there?");
    REQUIRE(all.tan.heard());
    const auto path = conversation_of(all.offered);
    REQUIRE(all.ben.desk.post(path + "/typing").status == 202);
    CHECK(all.tan.sees_typing("Ben", true));
    REQUIRE(all.ben.desk.post(path + "/typing", {{"on", false}}).status == 202);
    CHECK(all.tan.sees_typing("Ben", false));
    REQUIRE(all.ben.desk.post(path + "/read").status == 202);
    CHECK(all.tan.sees_read(said));
    CHECK(all.tan.faults().empty());
}

TEST_CASE("what a website's chat has shown stays as it is") {
    served_visitor all;
    const auto written = all.ben.writes(all.offered, "See you at nine");
    REQUIRE(written.well());
    const auto path = "/api/v1/messages/" + written.body.value("id", "");
    CHECK(all.ben.desk.patch(path, {{"content", {{"text", "See you at ten"}}}}).status == 422);
    CHECK(all.ben.desk.remove(path).status == 422);
}

TEST_CASE("while a bot takes its time, the customer sees that it is at work") {
    slow_bot bot;
    emulators line;
    gateway host(asking(bot, line));
    line.connect("line-my", host.url());
    REQUIRE(line.says("siti", "is the shop open on a holiday?")["status"] == 200);
    CHECK(showed(line, "loading"));
    bot.answer();
    CHECK_FALSE(line.message_to("siti", "I have thought about it.").is_null());
}
