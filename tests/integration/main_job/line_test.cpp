// A customer writes on LINE: the bot answers, hands over on request, people are asked in turn.

#include "tests/integration/support/centre.hpp"

#include <catch2/catch.hpp>

using namespace selat::testing;

TEST_CASE("on LINE the bot answers, the best agent is asked, the next one serves the customer") {
    centre all;
    agent aminah(all.host, "aminah");
    agent dina(all.host, "dina");
    agent ben(all.host, "ben");

    const auto first = all.line.says("siti", "Hai, waktu operasi?");
    CHECK(first["delivered"] == true);
    CHECK(first["status"] == 200);
    CHECK(all.line.message_to("siti", "Selamat datang!")["by"] == "reply");
    CHECK_FALSE(all.line.message_to("siti", "Kami buka setiap hari").is_null());

    CHECK(all.line.says("siti", "ejen langsung")["status"] == 200);
    CHECK_FALSE(all.line.message_to("siti", "saya sambungkan anda").is_null());

    const auto declined = aminah.offer();
    REQUIRE_FALSE(declined.is_null());
    CHECK(aminah.rejects(declined).status == 200);
    const auto offered = dina.offer();
    REQUIRE_FALSE(offered.is_null());
    CHECK(offered["task"] == declined["task"]);
    CHECK(dina.accepts(offered).status == 200);
    CHECK_FALSE(all.conversation(offered, "agent").is_null());

    const auto written = dina.writes(offered, "Selamat petang, saya Dina.");
    REQUIRE(written.well());
    const auto arrived = all.line.message_to("siti", "saya Dina");
    REQUIRE_FALSE(arrived.is_null());
    CHECK(arrived["message"]["sender"]["name"] == "Dina");
    const auto sent = all.message(written.body["id"], "sent");
    CHECK(sent["provider_id"] == arrived["id"]);
    CHECK(sent["author"]["kind"] == "agent");
    CHECK(sent["author"]["id"] == "dina");

    CHECK(all.line.says("siti", "Bagus")["status"] == 200);
    CHECK_FALSE(dina.events
                    .next("message.created",
                          [](const json& each) {
                              return each["data"]["content"].value("text", "") == "Bagus";
                          })
                    .is_null());
    CHECK(dina.task(offered, "complete").status == 200);
    const auto free = all.conversation(offered, nullptr);
    REQUIRE_FALSE(free.is_null());
    CHECK(free["status"] == "open");
    CHECK(all.host.ops().get("/api/v1/tasks/" + offered.value("task", "")).body["status"] ==
          "completed");
    CHECK(ben.desk.get("/api/v1/reservations").body["items"].empty());
}

TEST_CASE("after its task is done a customer's next message begins at the front door again") {
    centre all;
    agent dina(all.host, "dina");
    all.line.says("lim", "live agent");
    const auto offered = dina.offer();
    REQUIRE(dina.accepts(offered).status == 200);
    REQUIRE(dina.task(offered, "complete").status == 200);
    REQUIRE_FALSE(all.conversation(offered, nullptr).is_null());

    REQUIRE_FALSE(all.line.message_to("lim", "I am connecting you").is_null());
    const auto before = all.line.sent_to("lim").size();
    CHECK(all.line.says("lim", "opening hours")["status"] == 200);
    CHECK_FALSE(all.line.message_to("lim", "We are open every day").is_null());
    const auto conversation = all.conversation(offered, "bot");
    REQUIRE_FALSE(conversation.is_null());
    CHECK(conversation["status"] == "open");
    CHECK(all.line.sent_to("lim").size() == before + 2);  // the greeting, then the answer

    CHECK(all.line.says("lim", "live agent")["status"] == 200);
    const auto again = dina.offer();
    REQUIRE_FALSE(again.is_null());
    CHECK(again["task"] != offered["task"]);
    CHECK(again["conversation"] == offered["conversation"]);
}
