// The gateway ends in the middle of it: at once, or asked to.

#include "tests/integration/support/centre.hpp"
#include "tests/integration/support/visitor.hpp"

#include <catch2/catch.hpp>

using namespace selat::testing;

TEST_CASE("the main job goes on where the gateway was killed") {
    centre all;
    agent aminah(all.host, "aminah");
    agent dina(all.host, "dina");
    visitor tan(all.host.url());
    CHECK(all.line.says("siti", "Hai")["status"] == 200);
    CHECK_FALSE(all.line.message_to("siti", "Selamat datang!").is_null());
    all.host.restart();
    CHECK(all.line.says("siti", "ejen langsung")["status"] == 200);
    const auto declined = aminah.offer();
    REQUIRE_FALSE(declined.is_null());

    all.host.restart();
    CHECK(aminah.rejects(declined).status == 200);
    const auto offered = dina.offer();
    REQUIRE_FALSE(offered.is_null());
    all.host.restart();
    CHECK(dina.accepts(offered).status == 200);

    all.host.restart();
    tan.say("When are you open?");
    CHECK_FALSE(tan.next("bot", "We are open every day").is_null());
    const auto written = dina.writes(offered, "Saya Dina.");
    REQUIRE(written.well());
    CHECK_FALSE(all.line.message_to("siti", "Saya Dina.").is_null());
    CHECK_FALSE(all.message(written.body["id"], "sent").is_null());
    all.host.restart();
    CHECK(dina.task(offered, "complete").status == 200);
    CHECK_FALSE(all.conversation(offered, nullptr).is_null());

    CHECK(all.line.says("siti", "Bila tutup?")["status"] == 200);
    CHECK_FALSE(all.line.message_to("siti", "Kami buka setiap hari").is_null());
    CHECK(tan.faults().empty());
}

TEST_CASE("a webhook that met a dead gateway comes again and is stored once") {
    centre all;
    all.line.connect(
        "line-my", all.host.url(),
        {{"redelivery", {{"count", 1000}, {"interval_ms", 50}, {"timeout_ms", 2000}}}});
    all.host.kill();
    all.line.does("siti", {{"text", "opening hours"}, {"async", true}});
    REQUIRE(
        eventually([&] { return all.line.look("webhooks")["totals"]["failed"].get<int>() > 0; }));
    all.host.start();
    CHECK_FALSE(all.line.message_to("siti", "We are open every day").is_null());
    const auto stored = all.host.ops().all("/api/v1/messages?direction=inbound");
    REQUIRE(stored.size() == 1);
    CHECK(stored[0]["content"]["text"] == "opening hours");
}

TEST_CASE("asked to end, the gateway lets sends come to their end and exits with 0") {
    centre all;
    visitor tan(all.host.url());
    tan.say("When are you open?");
    CHECK_FALSE(tan.next("bot", "We are open every day").is_null());
    all.line.tell("faults", {{"endpoint", "reply"}, {"kind", "delay"}, {"delay_ms", 700}});
    CHECK(all.line.says("siti", "opening hours")["status"] == 200);
    const auto done = all.host.stop();
    CHECK(done.exit == 0);

    all.host.start();
    CHECK_FALSE(all.line.message_to("siti", "We are open every day").is_null());
    const auto stored = all.host.ops().all("/api/v1/messages?direction=outbound&channel=line-my");
    REQUIRE(stored.is_array());
    for (const auto& each : stored) {
        INFO(each);
        CHECK_FALSE(all.message(each["id"], "sent").is_null());
    }
    CHECK(tan.heard());
    CHECK(tan.faults().empty());
}
