#include "tests/emulators/tests/sms_on_a_port.hpp"

using namespace sms_emulator_test;

namespace {

using words = std::vector<std::string>;

}  // namespace

TEST_CASE("a status callback comes for every status but the first") {
    webhook_taker gate;
    sms_on_a_port sms;
    const auto callback = gate.url("/channels/sms/status?message=IM1");
    const auto sent = body_of(sms.send({{"StatusCallback", callback}}));
    sms.quiet();
    CHECK(gate.statuses() == words{"sent", "delivered"});
    auto got = gate.taken().at(1);
    CHECK(got.target == "/channels/sms/status?message=IM1");
    CHECK(got.signature == emulators::sms::sign(token, callback, got.fields));
    CHECK(sent["sid"] == got.fields["MessageSid"]);
    CHECK(got.fields["SmsStatus"] == "delivered");
    CHECK(got.fields["To"] == mei);
    CHECK(got.fields["From"] == ours);
    CHECK(got.fields["AccountSid"] == account);
    CHECK(got.fields["RawDlrDoneDate"].size() == 10);
    CHECK_FALSE(got.fields.contains("ErrorCode"));
}

TEST_CASE("a service tells that it has queued the message too") {
    webhook_taker gate;
    sms_on_a_port sms;
    sms.send({{"From", ""}, {"MessagingServiceSid", service}, {"StatusCallback", gate.url()}});
    sms.quiet();
    CHECK(gate.statuses() == words{"queued", "sent", "delivered"});
    CHECK(gate.taken()[0].fields.at("MessagingServiceSid") == service);
}

TEST_CASE("a phone can be out of reach, or never be heard of") {
    webhook_taker gate;
    sms_on_a_port sms;
    sms.control("people", {{"number", mei}, {"undelivered", 30003}});
    const auto sent = body_of(sms.send({{"StatusCallback", gate.url()}}));
    sms.quiet();
    CHECK(gate.statuses() == words{"sent", "undelivered"});
    CHECK(gate.taken()[1].fields.at("ErrorCode") == "30003");
    const auto now = body_of(sms.get("/Messages/" + sent["sid"].get<std::string>() + ".json"));
    CHECK(now["status"] == "undelivered");
    CHECK(now["error_code"] == 30003);
    sms.control("people", {{"number", mei}, {"silent", true}});
    sms.send({{"StatusCallback", gate.url()}});
    sms.quiet();
    CHECK(gate.statuses().back() == "sent");
}

TEST_CASE("callbacks can overtake each other and come twice, while the message goes its way") {
    webhook_taker gate;
    sms_on_a_port sms;
    sms.control("faults",
                {{"endpoint", "callback"}, {"kind", "disorder"}, {"count", 1}, {"delay_ms", 500}});
    const auto sent = body_of(sms.send({{"StatusCallback", gate.url()}}));
    sms.quiet();
    CHECK(gate.statuses() == words{"delivered", "sent"});
    CHECK(body_of(sms.get("/Messages/" + sent["sid"].get<std::string>() + ".json"))["status"] ==
          "delivered");
    sms.control("faults", {{"endpoint", "callback"}, {"kind", "repeat"}, {"count", 1}});
    sms.send({{"StatusCallback", gate.url()}});
    sms.quiet();
    CHECK(gate.statuses() == words{"delivered", "sent", "sent", "sent", "delivered"});
}

TEST_CASE("STOP blocks the sender until START, and Twilio answers both") {
    webhook_taker gate;
    sms_on_a_port sms({{"webhook_url", gate.url()}});
    CHECK(sms.says(" Stop ")["delivered"] == true);
    CHECK_FALSE(gate.taken()[0].fields.contains("OptOutType"));
    CHECK(body_of(sms.send())["code"] == 21610);
    CHECK(body_of(sms.send({{"From", ""}, {"MessagingServiceSid", service}}))["code"] == 21610);
    CHECK(sms.send({{"From", "+15005550010"}})->status == 201);
    CHECK(sms.send({{"To", "+60123456780"}})->status == 201);
    sms.says("stop it");
    sms.says("START");
    CHECK(sms.send()->status == 201);
    const auto replies = sms.look("sent?from=%2B15005550006&to=%2B60123456789")["items"];
    REQUIRE(replies.size() == 3);
    CHECK(replies[0]["direction"] == "outbound-reply");
    CHECK(replies[1]["direction"] == "outbound-reply");
    CHECK(replies[2]["direction"] == "outbound-api");
}

TEST_CASE("Advanced Opt-Out tells what it was, and a number without any does nothing") {
    webhook_taker gate;
    sms_on_a_port sms({{"webhook_url", gate.url()}, {"opt_out", "advanced"}});
    sms.says("STOP");
    sms.says("unstop");
    sms.says("Help");
    sms.says("hello");
    const auto taken = gate.taken();
    CHECK(taken[0].fields.at("OptOutType") == "STOP");
    CHECK(taken[1].fields.at("OptOutType") == "START");
    CHECK(taken[2].fields.at("OptOutType") == "HELP");
    CHECK_FALSE(taken[3].fields.contains("OptOutType"));
    sms_on_a_port off({{"webhook_url", gate.url()}, {"opt_out", "off"}});
    off.says("STOP");
    CHECK(off.send()->status == 201);
}

TEST_CASE("a STOP of long ago that is told once more blocks nobody") {
    webhook_taker gate;
    sms_on_a_port sms({{"webhook_url", gate.url()}});
    const auto stop = sms.says("STOP");
    sms.says("START");
    sms.control("messages", {{"messageSid", stop["messageSid"]}});
    CHECK(gate.taken().size() == 3);
    CHECK(sms.send()->status == 201);
}

TEST_CASE("the phone is a page") {
    sms_on_a_port sms;
    const auto page = sms.client().Get("/sms/");
    CHECK(page->status == 200);
    CHECK(page->get_header_value("Content-Type").starts_with("text/html"));
    CHECK(page->body.ends_with("</html>\n"));
    CHECK(sms.client().Get("/sms")->status == 302);
}
