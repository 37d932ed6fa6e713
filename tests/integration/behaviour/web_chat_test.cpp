// What a visitor of a website may count on beyond the main job.

#include "tests/integration/support/served_visitor.hpp"

#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

std::string repeated(const std::string& what, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        out += what;
    }
    return out;
}

}  // namespace

TEST_CASE("a message of four thousand Chinese characters arrives whole") {
    centre all;
    visitor tan(all.host.url());
    const auto text = repeated("語", 4000);
    tan.say(text);
    REQUIRE(tan.heard());
    const auto stored = all.host.ops().all("/api/v1/messages?direction=inbound");
    REQUIRE(stored.size() == 1);
    CHECK(stored[0]["content"]["text"] == text);
    CHECK(tan.connections() == 1);
    CHECK(tan.faults().empty());
}

TEST_CASE("a visitor who missed more than can wait for a socket comes back to the newest of it") {
    served_visitor all;
    for (int i = 0; i < 15; ++i) {
        REQUIRE(all.ben.writes(all.offered, std::to_string(i) + repeated(" word", 20'000)).well());
    }
    CHECK_FALSE(all.tan.next("agent", "14 word").is_null());

    visitor late(all.host.url(), "web", all.tan.token());
    CHECK_FALSE(late.next("agent", "14 word").is_null());
    CHECK(late.thread().size() < 10);
    CHECK(late.connections() == 1);
    CHECK(late.faults().empty());
}

TEST_CASE("a visitor sees at once that the conversation was closed, and that it goes on") {
    served_visitor all;
    const auto path = "/api/v1/conversations/" + all.offered.value("conversation", "");
    REQUIRE(all.host.ops().post(path + "/close").well());
    CHECK(all.tan.becomes("closed"));
    all.tan.say("one more thing");
    CHECK(all.tan.becomes("open"));
    CHECK(all.tan.connections() == 1);
}

TEST_CASE("a gateway that ends says when to come back, and everything is there then") {
    centre all;
    visitor tan(all.host.url());
    tan.say("When are you open?");
    CHECK_FALSE(tan.next("bot", "We are open every day").is_null());
    CHECK(all.host.stop().exit == 0);
    CHECK(tan.sent_away());
    all.host.start();
    tan.say("location");
    CHECK_FALSE(tan.next("bot", "You find us at").is_null());
    CHECK(tan.faults().empty());
}

TEST_CASE("what a visitor answers before the first message is the customer's, and claimed only") {
    configuration asking;
    asking.web = false;
    asking.flow.clear();
    asking.channels = R"(  - id: web
    plugin: webchat
    options:
      prechat:
        fields:
          - { id: name, type: text, label: { en: Name, ms: Nama }, required: true }
          - { id: phone, type: phone, country: "60" }
          - { id: order, type: text, pattern: "[A-Z]{2}[0-9]{4}" }
)";
    gateway host(asking);
    visitor tan(host.url());
    REQUIRE(
        tan.answers({{"name", "Tan Mei Ling"}, {"phone", "012-345 6789"}, {"order", "KL4711"}}));
    tan.say("Where is it?");
    REQUIRE(tan.heard());
    CHECK(tan.faults().empty());

    const auto customers = host.ops().all("/api/v1/customers");
    REQUIRE(customers.size() == 1);
    CHECK(customers[0]["name"] == "Tan Mei Ling");
    CHECK(customers[0]["attributes"]["phone"] == "+60123456789");
    CHECK(customers[0]["attributes"]["order"] == "KL4711");
    CHECK(customers[0]["addresses"][0]["verified"] == false);
}
