#include "tests/emulators/common/base64.hpp"
#include "tests/emulators/common/signatures.hpp"
#include "tests/emulators/telnyx/telnyx.hpp"
#include "tests/emulators/tests/vendor_on_a_port.hpp"

using namespace vendor_emulator_test;

namespace {

const std::string own = "+60312345677";
const std::string ana = "+60135550001";

struct telnyx : vendor_on_a_port<emulators::telnyx::telnyx_provider> {
    explicit telnyx(json settings = json::object())
        : vendor_on_a_port("telnyx", "profiles", with_number(std::move(settings))) {}

    httplib::Result send(const json& changes = json::object(), const std::string& token = "t0ken") {
        json all = {{"from", own}, {"to", ana}, {"text", "Hello"}};
        all.update(changes);
        return post("/v2/messages", all.dump(), {{"Authorization", "Bearer " + token}});
    }

private:
    static json with_number(json settings) {
        settings["numbers"] = {own};
        return settings;
    }
};

// The error's code, behind the status: "400 40310".
std::string error_of(const httplib::Result& result) {
    const auto body = telnyx::parsed(result);
    REQUIRE(body["errors"].size() == 1);
    return std::to_string(result->status) + " " + body["errors"][0]["code"].get<std::string>();
}

json event_of(const taken_webhook& each) { return json::parse(each.body)["data"]; }

}  // namespace

TEST_CASE("what somebody writes at Telnyx is told, signed with the time") {
    webhook_taker shop;
    telnyx provider({{"webhook_url", shop.url()}});
    CHECK(provider.control("messages", {{"user", ana}, {"text", "Hai"}})["delivered"] == true);
    const auto taken = shop.taken();
    REQUIRE(taken.size() == 1);
    const auto over = taken[0].header("telnyx-timestamp") + "|" + taken[0].body;
    CHECK(taken[0].header("telnyx-signature-ed25519") ==
          emulators::to_base64(emulators::ed25519_signature(over)));
    const auto event = event_of(taken[0]);
    CHECK(event["event_type"] == "message.received");
    CHECK(event["payload"]["from"]["phone_number"] == ana);
    CHECK(event["payload"]["to"][0]["phone_number"] == own);
    CHECK(event["payload"]["text"] == "Hai");
    CHECK(event["payload"]["type"] == "SMS");
}

TEST_CASE("Telnyx takes a message and tells where it stands, at the address that came with it") {
    webhook_taker usual;
    webhook_taker other;
    telnyx provider({{"webhook_url", usual.url()}});
    const auto sent =
        telnyx::parsed(provider.send({{"tags", {"IM1"}}, {"webhook_url", other.url()}}));
    CHECK(sent["data"]["to"][0]["status"] == "queued");
    provider.quiet();
    CHECK(usual.taken().empty());
    const auto taken = other.taken();
    REQUIRE(taken.size() == 2);
    CHECK(event_of(taken[0])["event_type"] == "message.sent");
    CHECK(event_of(taken[1])["event_type"] == "message.finalized");
    const auto payload = event_of(taken[1])["payload"];
    CHECK(payload["id"] == sent["data"]["id"]);
    CHECK(payload["tags"] == json{"IM1"});
    CHECK(payload["to"][0]["status"] == "delivered");
    provider.control("people", {{"user", ana}, {"failed", "40008"}});
    provider.send();
    provider.quiet();
    CHECK(event_of(usual.taken()[0])["payload"]["errors"][0]["code"] == "40008");
    CHECK(event_of(usual.taken()[0])["payload"]["to"][0]["status"] == "delivery_failed");
}

TEST_CASE("Telnyx refuses what is wrong with a message, by its numbers") {
    telnyx provider;
    CHECK(error_of(provider.send(json::object(), "guess")) == "401 10009");
    CHECK(error_of(provider.send({{"to", ""}})) == "422 10004");
    CHECK(error_of(provider.send({{"to", "0123"}})) == "400 40310");
    CHECK(error_of(provider.send({{"from", "+60300000000"}})) == "400 40305");
    CHECK(error_of(provider.send({{"text", ""}})) == "400 40316");
    CHECK(error_of(provider.send({{"media_urls", {"tea.jpg"}}, {"type", "MMS"}})) == "400 40317");
    CHECK(error_of(provider.send({{"type", "MMS"}})) == "400 10015");
    CHECK(error_of(provider.send({{"tags", "IM1"}})) == "400 10015");
    CHECK(error_of(provider.post("/v2/messages", "no json", {{"Authorization", "Bearer t0ken"}})) ==
          "400 10015");
    CHECK(provider.send({{"text", ""}, {"media_urls", {"https://a.example/tea.jpg"}}})->status ==
          200);
    provider.control("people", {{"user", ana}, {"refused", "40001"}});
    CHECK(error_of(provider.send()) == "400 40001");
    provider.control("faults", {{"endpoint", "messages"}, {"kind", "throttle"}, {"count", 1}});
    CHECK(error_of(provider.send()) == "429 10011");
    CHECK(provider.look("sent")["items"].size() == 1);
}

TEST_CASE("who has said STOP to Telnyx gets nothing until START") {
    webhook_taker shop;
    telnyx provider({{"webhook_url", shop.url()}});
    provider.control("messages", {{"user", ana}, {"text", "stop"}});
    CHECK(shop.taken().size() == 1);
    CHECK(error_of(provider.send()) == "400 40300");
    provider.control("messages", {{"user", ana}, {"text", "Start"}});
    CHECK(provider.send()->status == 200);
}
