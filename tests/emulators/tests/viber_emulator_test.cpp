#include "tests/emulators/common/signatures.hpp"
#include "tests/emulators/tests/vendor_on_a_port.hpp"
#include "tests/emulators/viber/viber.hpp"

using namespace vendor_emulator_test;

namespace {

struct viber : vendor_on_a_port<emulators::viber::viber_provider> {
    explicit viber(const json& settings = json::object())
        : vendor_on_a_port("viber", "bots", settings) {}

    json call(const std::string& what, const json& body, const std::string& token = "t0ken") {
        return parsed(post("/pa/" + what, body.dump(), {{"X-Viber-Auth-Token", token}}));
    }
    json send(const std::string& to, json message) {
        message["receiver"] = to;
        message["sender"] = {{"name", "Shop"}};
        return call("send_message", message);
    }
    // The id of somebody who has written.
    std::string subscriber(const std::string& name) {
        return control("messages", {{"user", name}, {"text", "hello"}})["address"];
    }
};

json text(const std::string& words) { return {{"type", "text"}, {"text", words}}; }

std::string event_of(const taken_webhook& each) { return json::parse(each.body)["event"]; }

}  // namespace

TEST_CASE("what somebody writes at Viber is told with a signature over its bytes") {
    webhook_taker shop;
    viber provider({{"webhook_url", shop.url()}});
    const auto done = provider.control("messages", {{"user", "Nadia"}, {"text", "Hai"}});
    CHECK(done["delivered"] == true);
    const auto taken = shop.taken();
    REQUIRE(taken.size() == 1);
    CHECK(taken[0].header("X-Viber-Content-Signature") ==
          emulators::hex(emulators::hmac_sha256("t0ken", taken[0].body)));
    const auto event = json::parse(taken[0].body);
    CHECK(event["event"] == "message");
    CHECK(event["message_token"].is_number_unsigned());
    CHECK(event["sender"]["name"] == "Nadia");
    CHECK(event["sender"]["id"].get<std::string>().size() == 24);
    CHECK(event["message"]["text"] == "Hai");
    provider.control("messages", {{"user", "Nadia"}, {"text", "x"}, {"signature", "wrong"}});
    CHECK(shop.taken()[1].header("X-Viber-Content-Signature") !=
          emulators::hex(emulators::hmac_sha256("t0ken", shop.taken()[1].body)));
    provider.control("messages", {{"user", "Nadia"}, {"text", "x"}, {"signature", "absent"}});
    CHECK(shop.taken()[2].header("X-Viber-Content-Signature").empty());
}

TEST_CASE("a webhook of Viber's that is not taken comes again, with the same token") {
    webhook_taker shop;
    shop.answer = [](std::size_t n, httplib::Response&) { return n == 1 ? 500 : 200; };
    viber provider({{"webhook_url", shop.url()}});
    CHECK(provider.control("messages", {{"user", "Nadia"}, {"text", "Hai"}})["attempts"] == 2);
    CHECK(shop.taken()[0].body == shop.taken()[1].body);
}

TEST_CASE("Viber takes messages for who has written, and tells that they arrived and were seen") {
    webhook_taker shop;
    viber provider({{"webhook_url", shop.url()}});
    const auto nadia = provider.subscriber("Nadia");
    const auto sent = provider.send(nadia, text("Hello"));
    CHECK(sent["status"] == 0);
    CHECK(sent["status_message"] == "ok");
    provider.quiet();
    const auto taken = shop.taken();
    REQUIRE(taken.size() == 3);
    CHECK(event_of(taken[1]) == "delivered");
    CHECK(event_of(taken[2]) == "seen");
    CHECK(json::parse(taken[1].body)["message_token"] == sent["message_token"]);
    CHECK(json::parse(taken[1].body)["user_id"] == nadia);
    CHECK(provider.look("sent?user=Nadia")["items"].size() == 1);
    CHECK(provider.look("sent?user=Kumar")["items"].empty());
    provider.control("people", {{"user", "Nadia"}, {"failed", "no device"}});
    CHECK(provider.send(nadia, text("Hello"))["status"] == 0);
    provider.quiet();
    CHECK(json::parse(shop.taken()[3].body)["desc"] == "no device");
}

TEST_CASE("Viber refuses in an answer of 200 whom it does not know and who has left") {
    webhook_taker shop;
    viber provider({{"webhook_url", shop.url()}});
    CHECK(provider.send("01234567890123456789AA==", text("x"))["status"] == 5);
    const auto nadia = provider.subscriber("Nadia");
    provider.control("messages", {{"user", "Nadia"}, {"unsubscribe", true}});
    CHECK(event_of(shop.taken()[1]) == "unsubscribed");
    const auto refused = provider.send(nadia, text("x"));
    CHECK(refused["status"] == 6);
    CHECK(refused["status_message"] == "receiverNotSubscribed");
    provider.subscriber("Nadia");
    CHECK(provider.send(nadia, text("x"))["status"] == 0);
    provider.control("people", {{"user", "Nadia"}, {"refused", "11"}});
    CHECK(provider.send(nadia, text("x"))["status"] == 11);
    const auto kumar = provider.control("messages", {{"user", "Kumar"}, {"open", true}});
    CHECK(provider.send(kumar["address"], text("x"))["status"] == 6);
    CHECK(provider.call("send_message", text("x"), "guess")["status"] == 2);
    CHECK(provider.call("send_message", text("x"), "")["status"] == 4);
    viber silent;
    CHECK(silent.send("01234567890123456789AA==", text("x"))["status"] == 10);
}

TEST_CASE("Viber refuses messages that lack something or are beyond its limits") {
    webhook_taker shop;
    viber provider({{"webhook_url", shop.url()}});
    const auto nadia = provider.subscriber("Nadia");
    const auto status = [&](const json& message) {
        return provider.send(nadia, message)["status"];
    };
    const std::string picture = "https://shop.example/tea.jpg";
    CHECK(status({{"type", "text"}}) == 4);
    CHECK(status(text(std::string(7'001, 'x'))) == 3);
    CHECK(status({{"type", "hologram"}}) == 3);
    CHECK(status({{"type", "picture"}}) == 4);
    CHECK(status({{"type", "picture"}, {"text", "x"}, {"media", picture}}) == 0);
    CHECK(status({{"type", "picture"}, {"text", std::string(513, 'x')}, {"media", picture}}) == 3);
    CHECK(status({{"type", "picture"}, {"text", "x"}, {"media", "https://a.example/tea.mp3"}}) ==
          3);
    CHECK(status({{"type", "video"}, {"media", "https://a.example/tea.mp4"}}) == 4);
    CHECK(status({{"type", "file"}, {"media", "https://a.example/t"}, {"size", 9}}) == 4);
    CHECK(status({{"type", "location"}, {"location", {{"lat", 3.1}}}}) == 4);
    auto unnamed = text("x");
    unnamed["receiver"] = nadia;
    CHECK(provider.call("send_message", unnamed)["status"] == 4);
    CHECK(viber::parsed(provider.post("/pa/send_message", "no json",
                                      {{"X-Viber-Auth-Token", "t0ken"}}))["status"] == 3);
    CHECK(provider.post("/pa/unheard_of", "{}", {{"X-Viber-Auth-Token", "t0ken"}})->status == 200);
    CHECK(provider.look("sent")["items"].size() == 1);
}

TEST_CASE("Viber takes a webhook that answers at once, and no other") {
    webhook_taker shop;
    viber provider;
    const auto taken = provider.call("set_webhook", {{"url", shop.url()}});
    CHECK(taken["status"] == 0);
    CHECK(event_of(shop.taken()[0]) == "webhook");
    CHECK(provider.call("set_webhook", {{"url", "http://127.0.0.1:1/x"}})["status"] == 1);
    CHECK(provider.call("get_account_info", json::object())["webhook"] == shop.url());
}

TEST_CASE("a picture of somebody's at Viber is behind its link") {
    webhook_taker shop;
    viber provider({{"webhook_url", shop.url()}});
    provider.control(
        "messages",
        {{"user", "Nadia"}, {"picture", {{"content", "JPEG"}, {"content_type", "image/jpeg"}}}});
    const std::string link = json::parse(shop.taken()[0].body)["message"]["media"];
    const auto file = provider.get(link.substr(link.find("/viber/")));
    REQUIRE(file);
    CHECK(file->body == "JPEG");
    CHECK(file->get_header_value("Content-Type") == "image/jpeg");
}
