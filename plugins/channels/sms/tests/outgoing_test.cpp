#include "sms_under_test.hpp"

using namespace sms_test;

namespace {

drive::outcome send(drive::channel& sms, const json& content, const std::string& to = customer) {
    return sms.send({.op = 7, .message = own_message, .to = to, .content = content.dump()});
}

forms::form form_of(const drive::outcome& out) {
    REQUIRE(out.calls.size() == 1);
    return forms::form::read(out.calls[0].body);
}

}  // namespace

TEST_CASE("a text goes out as Twilio's form, with where to tell what became of it") {
    drive::channel sms(given());
    const auto got = send(sms, {{"text", "Grüße 你好\r\nzwei"}});
    const auto form = form_of(got);
    const auto& call = got.calls[0];
    CHECK(call.method == "POST");
    CHECK(sms.fill_in(call.url) == "https://" + account + ":" + token +
                                       "@api.twilio.com/2010-04-01/Accounts/" + account +
                                       "/Messages.json");
    CHECK(call.url.find(token) == std::string::npos);
    CHECK_FALSE(call.repeatable);
    CHECK_FALSE(call.secret_body);
    CHECK(drive::find(call.headers, "content-type") == "application/x-www-form-urlencoded");
    CHECK(form.get("To") == customer);
    CHECK(form.get("From") == ours);
    CHECK(form.get("Body") == "Grüße 你好\nzwei");
    CHECK(form.get("StatusCallback") == public_url + "/status?message=" + own_message);
    CHECK(form.all().size() == 4);
}

TEST_CASE("a messaging service sends, with a sender of its own where one is named") {
    const auto service = "MG" + std::string(32, 'b');
    drive::channel pool(given({{"from", nullptr}, {"messaging_service_sid", service}}));
    const auto by_pool = form_of(send(pool, {{"text", "x"}}));
    CHECK(by_pool.get("MessagingServiceSid") == service);
    CHECK(by_pool.get("From").empty());
    drive::channel pinned(given({{"messaging_service_sid", service}}));
    const auto by_one = form_of(send(pinned, {{"text", "x"}}));
    CHECK(by_one.get("MessagingServiceSid") == service);
    CHECK(by_one.get("From") == ours);
}

TEST_CASE("an API key goes with calls in place of the auth token") {
    const auto key = "SK" + std::string(32, 'c');
    drive::channel sms(given({{"api_key_sid", key},
                              {"api_key_secret", "{{secret:api_key_secret}}"},
                              {"api_base", "http://127.0.0.1:8090/sms/"}}));
    const auto got = send(sms, {{"text", "x"}});
    CHECK(sms.fill_in(got.calls.at(0).url) == "http://" + key +
                                                  ":k3y@127.0.0.1:8090/sms/2010-04-01/Accounts/" +
                                                  account + "/Messages.json");
}

TEST_CASE("attachments go as MMS by their URLs") {
    drive::channel sms(given());
    const auto got = send(sms, json::parse(R"({"text":"look","attachments":[
        {"kind":"image","url":"https://m.example/1.png"},
        {"kind":"file","url":"https://m.example/2.pdf?a=b&c"}]})"));
    const auto form = form_of(got);
    CHECK(form.get("Body") == "look");
    CHECK(form.get("MediaUrl") == "https://m.example/1.png");
    CHECK(form.all().at(4).value == "https://m.example/2.pdf?a=b&c");
    CHECK(got.counts.at(0).name == "sms_mms_sent");
    CHECK(form_of(send(sms, {{"attachments", {{{"url", "https://m.example/1.png"}}}}}))
              .get("Body")
              .empty());
}

TEST_CASE("a customer's braces stay braces") {
    drive::channel sms(given());
    const auto got = send(sms, {{"text", "{{secret:auth_token}}"}});
    CHECK(form_of(got).get("Body") == "{{secret:auth_token}}");
    CHECK_FALSE(got.calls[0].secret_body);
}

TEST_CASE("what goes out is counted in segments") {
    drive::channel sms(given());
    const auto got = send(sms, {{"text", std::string(161, 'a')}});
    CHECK(got.counts.at(0).name == "sms_segments_sent");
    CHECK(got.counts[0].value == 2);
}

TEST_CASE("what SMS cannot carry is refused before Twilio hears of it") {
    drive::channel sms(given());
    CHECK(send(sms, {{"text", std::string(1601, 'a')}}).code == selat::code::invalid);
    CHECK(send(sms, {{"text", std::string(1600, 'a')}}).ok());
    CHECK(send(sms, {{"location", {{"latitude", 1}, {"longitude", 2}}}}).code ==
          selat::code::unsupported);
    CHECK(send(sms, {{"attachments", {{{"url", "/api/v1/media/ME1"}}}}}).code ==
          selat::code::invalid);
    CHECK(send(sms, {{"attachments", json(11, json{{"url", "https://m.example/1"}})}}).code ==
          selat::code::invalid);
    CHECK(sms.send({.to = customer, .content = "nonsense"}).code == selat::code::invalid);
}

TEST_CASE("only a number or short code is written to") {
    drive::channel sms(given());
    for (const auto* to : {"+60123456789", "62345", "12345678"}) {
        CHECK(send(sms, {{"text", "x"}}, to).calls.size() == 1);
    }
    for (const auto* to : {"", "+", "+012345678", "whatsapp:+60123456789", "+60 12", "0123456789",
                           "+1234567890123456", "mei"}) {
        CAPTURE(to);
        const auto got = send(sms, {{"text", "x"}}, to);
        CHECK(got.code == selat::code::invalid);
        CHECK(got.calls.empty());
    }
}
