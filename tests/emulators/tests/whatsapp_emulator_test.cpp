#include "meta_on_a_port.hpp"
#include "tests/emulators/whatsapp/whatsapp.hpp"

using namespace meta_emulator_test;

namespace {

class whatsapp_on_a_port : public meta_on_a_port<emulators::whatsapp::whatsapp_provider> {
public:
    explicit whatsapp_on_a_port(const json& settings = json::object())
        : meta_on_a_port("whatsapp", "numbers", settings) {}

    httplib::Result send(json more) {
        json all = {{"messaging_product", "whatsapp"}, {"to", "+60123456789"}};
        all.update(more);
        return post(business + "/messages", all);
    }
};

json statuses_in(const std::vector<taken_webhook>& taken) {
    json out = json::array();
    for (const auto& each : taken) {
        const json value = json::parse(each.body)["entry"][0]["changes"][0]["value"];
        for (const auto& status : emulators::member(value, "statuses")) {
            out.push_back(status["status"]);
        }
    }
    return out;
}

struct wrong_case {
    std::string message;
    std::string error;
};

}  // namespace

TEST_CASE("WhatsApp's webhooks are signed over the escaped bytes, after the handshake") {
    webhook_taker gateway;
    whatsapp_on_a_port whatsapp({{"webhook_url", gateway.url()}});
    const auto told =
        whatsapp.control("messages", {{"user", "+60123456789"}, {"text", "héllo/ @you 👋"}});
    CHECK(told["delivered"] == true);
    const auto taken = gateway.taken();
    REQUIRE(taken.size() == 1);
    CHECK(taken[0].signature == "sha256=" + emulators::meta::hex_hmac(secret, taken[0].body));
    CHECK(taken[0].body.find(R"(h\u00e9llo\/ \u0040you \ud83d\udc4b)") != std::string::npos);
    const auto message =
        json::parse(taken[0].body)["entry"][0]["changes"][0]["value"]["messages"][0];
    CHECK(message["from"] == "60123456789");
    CHECK(message["id"] == told["messageId"]);
    CHECK(message["timestamp"].is_string());
}

TEST_CASE("a webhook that fails the handshake gets nothing") {
    webhook_taker gateway;
    whatsapp_on_a_port whatsapp({{"webhook_url", gateway.url()}, {"verify_token", "other"}});
    const auto told = whatsapp.control("messages", {{"text", "hi"}});
    CHECK(told["delivered"] == false);
    CHECK(gateway.taken().empty());
    CHECK(whatsapp.control("verify", json::object())["status"] == 403);
    CHECK(whatsapp.control("verify", {{"verify_token", "word"}})["passed"] == true);
}

TEST_CASE("what is taken by WhatsApp passes from status to status and comes back with our data") {
    webhook_taker gateway;
    whatsapp_on_a_port whatsapp({{"webhook_url", gateway.url()}});
    whatsapp.control("people", {{"user", "+60123456789"}, {"reads", true}});
    const auto sent = body_of(whatsapp.send(
        {{"type", "text"}, {"text", {{"body", "hi"}}}, {"biz_opaque_callback_data", "gw:1"}}));
    CHECK(sent["contacts"][0]["wa_id"] == "60123456789");
    whatsapp.quiet();
    CHECK(statuses_in(gateway.taken()) == json{"sent", "delivered", "read"});
    const auto status =
        json::parse(gateway.taken()[0].body)["entry"][0]["changes"][0]["value"]["statuses"][0];
    CHECK(status["id"] == sent["messages"][0]["id"]);
    CHECK(status["biz_opaque_callback_data"] == "gw:1");
    CHECK(whatsapp.look("sent")["items"][0]["message"]["text"]["body"] == "hi");
}

TEST_CASE("outside the window WhatsApp takes a message and fails it, a template it delivers") {
    webhook_taker gateway;
    whatsapp_on_a_port whatsapp(
        {{"webhook_url", gateway.url()}, {"templates", json::array({{{"name", "hello"}}})}});
    whatsapp.control("messages", {{"user", "+60123456789"}, {"text", "hi"}});
    whatsapp.control("clock", {{"advance_ms", 24 * 3'600'000 + 1}});
    CHECK(whatsapp.send({{"type", "text"}, {"text", {{"body", "late"}}}})->status == 200);
    whatsapp.quiet();
    CHECK(statuses_in(gateway.taken()) == json{"failed"});
    CHECK(whatsapp
              .send({{"type", "template"},
                     {"template", {{"name", "hello"}, {"language", {{"code", "en_US"}}}}}})
              ->status == 200);
    whatsapp.quiet();
    CHECK(statuses_in(gateway.taken()) == json{"failed", "sent", "delivered"});
}

TEST_CASE("WhatsApp refuses what is wrong, with its numbers") {
    whatsapp_on_a_port whatsapp(
        {{"templates", json::array({{{"name", "order"}, {"parameters", 2}},
                                    {{"name", "old"}, {"status", "PAUSED"}}})}});
    const auto each = GENERATE(values<wrong_case>({
        {R"({"type":"text","text":{"body":""}})", "131008"},
        {R"({"type":"text"})", "131008"},
        {R"({"type":"text","text":{"body":"x","preview_url":true}})", "131009"},
        {R"({"type":"hologram","hologram":{}})", "100"},
        {R"({"to":"","type":"text","text":{"body":"x"}})", "100"},
        {R"({"messaging_product":"sms","type":"text","text":{"body":"x"}})", "131008"},
        {R"({"type":"image","image":{}})", "131008"},
        {R"({"type":"image","image":{"id":"1"}})", "131009"},
        {R"({"type":"image","image":{"link":"/x"}})", "131009"},
        {R"({"type":"audio","audio":{"link":"https://x.example/a","caption":"x"}})", "100"},
        {R"({"type":"location","location":{"latitude":1}})", "131008"},
        {R"({"type":"contacts","contacts":[{"name":{"formatted_name":"x"}}]})", "100"},
        {R"({"type":"reaction","reaction":{"message_id":"wamid.x"}})", "131008"},
        {R"({"type":"interactive","interactive":{"type":"button","body":{"text":"x"},
             "action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"same"}},
                                  {"type":"reply","reply":{"id":"2","title":"same"}}]}}})",
         "131009"},
        {R"({"type":"interactive","interactive":{"type":"button","body":{"text":"x"},
             "action":{"buttons":[{"type":"reply","reply":{"id":"1",
               "title":"twenty-one characters"}}]}}})",
         "131009"},
        {R"({"type":"interactive","interactive":{"type":"list","body":{"text":"x"},
             "action":{"button":"b","sections":[]}}})",
         "131009"},
        {R"({"type":"template","template":{"name":"none","language":{"code":"en_US"}}})", "132001"},
        {R"({"type":"template","template":{"name":"order","language":{"code":"ms"}}})", "132001"},
        {R"({"type":"template","template":{"name":"order","language":{"code":"en_US"}}})",
         "132000"},
        {R"({"type":"template","template":{"name":"old","language":{"code":"en_US"}}})", "132015"},
    }));
    CAPTURE(each.message);
    const auto refused = whatsapp.send(json::parse(each.message));
    CHECK(error_of(refused) == each.error);
    CHECK(refused->status >= 400);
    CHECK(whatsapp.look("sent")["items"].empty());
}

TEST_CASE("a wrong token is refused before anything is looked at, and so is a missing proof") {
    whatsapp_on_a_port whatsapp;
    whatsapp.client().set_bearer_token_auth("another");
    const auto refused = whatsapp.send({{"type", "x"}});
    CHECK(refused->status == 401);
    CHECK(error_of(refused) == "190");
    whatsapp_on_a_port strict({{"demands_proof", true}});
    CHECK(error_of(strict.send({{"type", "text"}, {"text", {{"body", "x"}}}})) == "190");
    CHECK(error_of(strict.post(
              business + "/messages?appsecret_proof=" + emulators::meta::hex_hmac(secret, token),
              {{"messaging_product", "whatsapp"},
               {"to", "+60123456789"},
               {"text", {{"body", "x"}}}})) == "");
}

TEST_CASE("media are behind an id, a link that ends and the token") {
    webhook_taker gateway;
    whatsapp_on_a_port whatsapp({{"webhook_url", gateway.url()}, {"link_life_ms", 1'000}});
    whatsapp.control("messages", {{"image", {{"content", "bytes"}, {"caption", "look"}}}});
    const auto image = json::parse(
        gateway.taken().at(0).body)["entry"][0]["changes"][0]["value"]["messages"][0]["image"];
    CHECK(image["caption"] == "look");
    const auto link =
        body_of(whatsapp.get(image["id"].get<std::string>()))["url"].get<std::string>();
    const auto path = link.substr(link.find("/whatsapp/"));
    CHECK(whatsapp.client().Get(path)->body == "bytes");
    whatsapp.control("clock", {{"advance_ms", 1'001}});
    CHECK(whatsapp.client().Get(path)->status == 404);
    whatsapp.client().set_bearer_token_auth("another");
    CHECK(whatsapp.client().Get(path)->status == 401);
}

TEST_CASE("WhatsApp misbehaves on demand") {
    whatsapp_on_a_port whatsapp;
    const auto fault = [&](const char* kind, const char* message = "") {
        whatsapp.control(
            "faults",
            {{"endpoint", "messages"}, {"kind", kind}, {"count", 1}, {"message", message}});
        return whatsapp.send({{"type", "text"}, {"text", {{"body", "x"}}}});
    };
    CHECK(error_of(fault("throttle")) == "4");
    CHECK(error_of(fault("quota")) == "80007");
    CHECK(error_of(fault("fail", "131056")) == "131056");
    CHECK(fault("fail")->status == 500);
    CHECK(whatsapp.look("sent")["items"].empty());
    CHECK(fault("fail_after")->status == 500);
    CHECK_FALSE(fault("drop_after"));
    CHECK(whatsapp.look("sent")["items"].size() == 2);
}

TEST_CASE("a webhook that is refused comes again, the same bytes") {
    webhook_taker gateway;
    gateway.answer = [](std::size_t n, httplib::Response&) { return n == 1 ? 503 : 200; };
    whatsapp_on_a_port whatsapp(
        {{"webhook_url", gateway.url()}, {"retries", 2}, {"retry_interval_ms", 1}});
    CHECK(whatsapp.control("messages", {{"text", "hi"}})["attempts"] == 2);
    const auto taken = gateway.taken();
    REQUIRE(taken.size() == 2);
    CHECK(taken[0].body == taken[1].body);
}
