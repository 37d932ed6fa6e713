// A visitor of a website: the same way, over the widget's socket.

#include "tests/integration/support/served_visitor.hpp"

#include <catch2/catch.hpp>

using namespace selat::testing;

TEST_CASE("on web chat the bot answers, the best agent is asked, the next one serves the visitor") {
    centre all;
    agent aminah(all.host, "aminah");
    agent ben(all.host, "ben");
    agent chong(all.host, "chong");
    visitor tan(all.host.url());

    tan.say("When are you open?");
    CHECK_FALSE(tan.next("flow", "Welcome!").is_null());
    CHECK_FALSE(tan.next("bot", "We are open every day").is_null());
    tan.say("I want a live agent, please");
    CHECK_FALSE(tan.next("flow", "I am connecting you").is_null());

    const auto declined = aminah.offer();
    REQUIRE_FALSE(declined.is_null());
    CHECK(aminah.rejects(declined).status == 200);
    const auto offered = ben.offer();
    REQUIRE_FALSE(offered.is_null());
    CHECK(ben.accepts(offered).status == 200);

    const auto written = ben.writes(offered, "Hello, this is Ben.");
    REQUIRE(written.well());
    const auto arrived = tan.next("agent", "this is Ben");
    REQUIRE_FALSE(arrived.is_null());
    CHECK(arrived["author"]["name"] == "Ben");
    CHECK(arrived["id"] == written.body["id"]);
    const std::string id = written.body["id"];
    CHECK_FALSE(all.message(id, "sent").is_null());
    tan.received();
    CHECK_FALSE(all.message(id, "delivered").is_null());
    tan.read();
    CHECK_FALSE(all.message(id, "read").is_null());

    tan.types(true);
    CHECK(ben.events.next("typing")["data"]["on"] == true);
    tan.say("Thank you");
    CHECK_FALSE(ben.events
                    .next("message.created",
                          [](const json& each) {
                              return each["data"]["content"].value("text", "") == "Thank you";
                          })
                    .is_null());
    CHECK(ben.task(offered, "complete").status == 200);
    CHECK_FALSE(all.conversation(offered, nullptr).is_null());
    CHECK(chong.desk.get("/api/v1/reservations").body["items"].empty());
    CHECK(tan.heard());
    CHECK(tan.faults().empty());
}

TEST_CASE("a visitor whose connection breaks finds everything once, in order") {
    served_visitor all;
    for (int turn = 0; turn < 5; ++turn) {
        const auto number = std::to_string(turn);
        all.tan.cut();
        REQUIRE(all.ben.writes(all.offered, "answer " + number).well());
        all.tan.say("question " + number);
        CHECK_FALSE(all.tan.next("agent", "answer " + number).is_null());
        CHECK(all.tan.heard());
    }
    CHECK(all.tan.connections() > 1);
    CHECK(all.tan.faults().empty());
    const auto stored = all.host.ops().all("/api/v1/conversations/" +
                                           all.offered.value("conversation", "") + "/messages");
    CHECK(stored.size() == all.tan.thread().size());
}
