// The stream: nothing left out and nothing twice, whatever becomes of the connection or the
// gateway.

#include "tests/integration/support/centre.hpp"

#include <map>

#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

std::map<std::string, int> created(const stream& events) {
    std::map<std::string, int> out;
    for (const auto& each : events.events()) {
        if (each["type"] == "message.created") {
            ++out[each["data"]["id"].get<std::string>()];
        }
    }
    return out;
}

}  // namespace

TEST_CASE("a stream goes on by its cursor over kills of the gateway") {
    centre all;
    stream events(all.host.ops());
    for (int round = 0; round < 4; ++round) {
        CHECK(all.line.says("siti", "number " + std::to_string(round))["status"] == 200);
        all.host.restart();
        CHECK(eventually([&] { return events.connections() == round + 2; }));
    }
    CHECK(all.line.says("siti", "the last")["status"] == 200);
    CHECK(events.saw([](const json& each) {
        return each["type"] == "message.created" &&
               each["data"]["content"].value("text", "") == "the last";
    }));
    const auto stored = all.host.ops().all("/api/v1/messages");
    CHECK(eventually([&] { return created(events).size() >= stored.size(); }));
    const auto seen = created(events);
    for (const auto& each : all.host.ops().all("/api/v1/messages")) {
        INFO(each);
        const auto found = seen.find(each["id"]);
        CHECK((found != seen.end() && found->second == 1));
    }
}

TEST_CASE("who comes later with an old cursor is told everything since") {
    centre all;
    std::string cursor;
    {
        const stream before(all.host.ops());
        cursor = before.cursor();
    }
    REQUIRE_FALSE(cursor.empty());
    for (int n = 0; n < 40; ++n) {
        all.line.does("user " + std::to_string(n % 4),
                      {{"text", "number " + std::to_string(n)}, {"async", true}});
    }
    CHECK(all.line.look("webhooks?wait_idle_ms=60000")["totals"]["pending"] == 0);
    all.host.restart();
    const auto stored = all.host.ops().all("/api/v1/messages?direction=inbound");
    REQUIRE(stored.size() == 40);
    stream late(all.host.ops(), cursor);
    for (const auto& each : stored) {
        CHECK(late.saw([&](const json& event) {
            return event["type"] == "message.created" && event["data"]["id"] == each["id"];
        }));
    }
    for (const auto& [id, times] : created(late)) {
        CHECK(times == 1);
    }
}

TEST_CASE("a cursor of nowhere is refused") {
    const centre all;
    const auto token = "&token=" + all.host.ops().token();
    CHECK(api(all.host.url(), {}).get("/api/v1/stream").status == 401);
    const auto refused = all.host.ops().ask("GET", "/api/v1/stream?after=nonsense" + token, {},
                                            {{"Connection", "Upgrade"},
                                             {"Upgrade", "websocket"},
                                             {"Sec-WebSocket-Version", "13"},
                                             {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}});
    CHECK(refused.status == 400);
}
