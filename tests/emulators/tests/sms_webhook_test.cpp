#include "tests/emulators/tests/sms_on_a_port.hpp"

using namespace sms_emulator_test;

TEST_CASE("a webhook is signed over its URL and its fields") {
    const emulators::sms::field_map example = {{"MessageSid", "SM" + std::string(31, '0') + "1"},
                                               {"AccountSid", account},
                                               {"From", "+886911111111"},
                                               {"To", ours},
                                               {"Body", "Grüße 你好"},
                                               {"NumMedia", "0"},
                                               {"NumSegments", "1"}};
    const std::string url = "https://gw.example.test/hooks/twilio/sms?ch=7";
    using enum emulators::sms::signed_port;
    const auto signed_as = [&](auto port) {
        return emulators::sms::sign(token, emulators::sms::signed_url(url, port), example);
    };
    CHECK(signed_as(as_configured) == "s2ThrB7GyAGppbFs/dvvIlmWzWY=");
    CHECK(signed_as(left_out) == "s2ThrB7GyAGppbFs/dvvIlmWzWY=");
    CHECK(signed_as(written) == "WVvbUkDAa4hVMS0sn7W9egcMf8E=");
    CHECK(emulators::sms::signed_url("http://a.example:81/x?b=:1", left_out) ==
          "http://a.example/x?b=:1");
    CHECK(emulators::sms::signed_url("http://a.example:81/x", written) == "http://a.example:81/x");
}

TEST_CASE("what a person writes is told as Twilio tells it") {
    webhook_taker gate;
    sms_on_a_port sms({{"webhook_url", gate.url("/channels/sms?a=b") + "#rc=2&rp=all"}});
    const auto told = sms.says("你好 & 1+1 👋", {{"fields", {{"FromCountry", "MY"}}}});
    CHECK(told["delivered"] == true);
    CHECK(told["status"] == 200);
    REQUIRE(gate.taken().size() == 1);
    auto got = gate.taken()[0];
    CHECK(got.target == "/channels/sms?a=b");
    CHECK(got.signature == emulators::sms::sign(token, gate.url("/channels/sms?a=b"), got.fields));
    CHECK(got.idempotency_token.size() == 36);
    CHECK(got.fields["Body"] == "你好 & 1+1 👋");
    CHECK(told["messageSid"] == got.fields["MessageSid"]);
    CHECK(told["messageSid"] == got.fields["SmsMessageSid"]);
    CHECK(got.fields["From"] == mei);
    CHECK(got.fields["To"] == ours);
    CHECK(got.fields["AccountSid"] == account);
    CHECK(got.fields["NumMedia"] == "0");
    CHECK(got.fields["FromCountry"] == "MY");
    CHECK(got.fields.contains("ToCity"));
    CHECK(got.fields["MessagingServiceSid"] == service);
    CHECK_FALSE(got.fields.contains("OptOutType"));
}

TEST_CASE("pictures come as URLs of the API, which redirects without its credentials") {
    webhook_taker gate;
    sms_on_a_port sms({{"webhook_url", gate.url()}});
    sms.says("", {{"media",
                   {{{"content", "the bytes"}, {"content_type", "image/jpeg"}},
                    {{"content_base64", "aGVsbG8="}, {"content_type", "text/plain"}}}}});
    auto got = gate.taken().at(0).fields;
    CHECK(got["NumMedia"] == "2");
    CHECK(got["MessageSid"].substr(0, 2) == "MM");
    CHECK(got["MediaContentType1"] == "text/plain");
    const auto path = got["MediaUrl0"].substr(got["MediaUrl0"].find("/sms/"));
    const auto redirect = sms.client().Get(path);
    CHECK(redirect->status == 307);
    const auto location = redirect->get_header_value("Location");
    const auto elsewhere = location.substr(location.find("/sms/"));
    CHECK(sms.client().Get(elsewhere)->status == 400);
    sms.client().set_basic_auth("", "");
    httplib::Client anybody(location.substr(0, location.find("/sms/")));
    CHECK(anybody.Get(elsewhere)->body == "the bytes");
    CHECK(anybody.Get(path)->status == 401);
}

TEST_CASE("a delivery is tried again as the fragment says, under the same token") {
    webhook_taker gate;
    gate.answer = [](std::size_t n, httplib::Response&) { return n < 3 ? 503 : 200; };
    sms_on_a_port sms({{"webhook_url", gate.url() + "#rc=5&rp=5xx"}});
    const auto told = sms.says("hello");
    CHECK(told["delivered"] == true);
    CHECK(told["attempts"] == 3);
    const auto taken = gate.taken();
    REQUIRE(taken.size() == 3);
    CHECK(taken[0].fields == taken[2].fields);
    CHECK(taken[0].idempotency_token == taken[2].idempotency_token);
}

TEST_CASE("unless it is told, Twilio tries again only where there was no connection") {
    webhook_taker gate;
    gate.answer = [](std::size_t, httplib::Response&) { return 503; };
    sms_on_a_port sms({{"webhook_url", gate.url()}});
    const auto told = sms.says("hello");
    CHECK(told["delivered"] == false);
    CHECK(told["attempts"] == 1);
    CHECK(told["reason"] == "11200");
    sms_on_a_port away({{"webhook_url", "http://127.0.0.1:1/channels/sms"}});
    const auto lost = away.says("hello");
    CHECK(lost["attempts"] == 2);
    CHECK(lost["reason"] == "11205");
}

TEST_CASE("the fallback is told what went wrong before") {
    webhook_taker gate;
    gate.answer = [](std::size_t n, httplib::Response&) { return n == 1 ? 404 : 200; };
    sms_on_a_port sms({{"webhook_url", gate.url()}, {"fallback_url", gate.url("/fallback")}});
    CHECK(sms.says("hello")["delivered"] == true);
    auto got = gate.taken().at(1);
    CHECK(got.target == "/fallback");
    CHECK(got.fields["ErrorCode"] == "11200");
    CHECK(got.fields["ErrorUrl"] == gate.url());
    CHECK(got.signature == emulators::sms::sign(token, gate.url("/fallback"), got.fields));
}

TEST_CASE("signatures can be wrong or absent, and a message can be told once more") {
    webhook_taker gate;
    sms_on_a_port sms({{"webhook_url", gate.url()}});
    sms.says("x", {{"signature", "wrong"}});
    sms.says("x", {{"signature", "absent"}});
    const auto first = sms.says("x");
    sms.control("messages", {{"messageSid", first["messageSid"]}});
    const auto taken = gate.taken();
    REQUIRE(taken.size() == 4);
    CHECK(taken[0].signature != emulators::sms::sign(token, gate.url(), taken[0].fields));
    CHECK(taken[1].signature.empty());
    CHECK(taken[2].fields == taken[3].fields);
}

TEST_CASE("webhooks can come twice, be cut, and overtake each other") {
    webhook_taker gate;
    sms_on_a_port sms({{"webhook_url", gate.url() + "#rc=1&rp=all"}});
    const auto strike = [&](json fault) {
        fault["endpoint"] = "webhook";
        fault["count"] = 1;
        sms.control("faults", fault);
    };
    strike({{"kind", "repeat"}});
    sms.says("twice");
    CHECK(gate.taken().size() == 2);
    strike({{"kind", "drop_before"}});
    const auto cut = sms.says("cut");
    CHECK(cut["delivered"] == true);
    CHECK(cut["attempts"] == 2);
    strike({{"kind", "disorder"}, {"delay_ms", 500}});
    sms.control(
        "messages",
        {{"messages", {{{"from", mei}, {"text", "first"}}, {{"from", mei}, {"text", "second"}}}}});
    CHECK(gate.taken().back().fields["Body"] == "first");
}

TEST_CASE("an answer in plain text goes to the person") {
    webhook_taker gate;
    gate.text = "ok";
    gate.type = "text/plain";
    sms_on_a_port sms({{"webhook_url", gate.url()}});
    sms.says("hello");
    const auto sent = sms.look("sent?to=%2B60123456789")["items"];
    REQUIRE(sent.size() == 1);
    CHECK(sent[0]["body"] == "ok");
    CHECK(sent[0]["direction"] == "outbound-reply");
}

TEST_CASE("what cannot be said is refused") {
    sms_on_a_port sms;
    CHECK(sms.control("messages", {{"text", "x"}}).contains("error"));
    CHECK(sms.says("x", {{"to", "+60999999999"}}).contains("error"));
    CHECK(sms.says("x", {{"account", "AC0"}}).contains("error"));
    CHECK(sms.says("x")["reason"] == "11100");  // there is no webhook
    CHECK(sms.control("accounts", {{"account_sid", "AC1"}}).contains("error"));
    CHECK(sms.control("people", {{"number", "mei"}}).contains("error"));
}
