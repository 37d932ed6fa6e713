#include "sms_under_test.hpp"

using namespace sms_test;

namespace {

const std::string media_base =
    "https://api.twilio.com/2010-04-01/Accounts/" + account + "/Messages/MM1/Media/ME";

}  // namespace

TEST_CASE("a message arrives as content, and the answer says nothing to the customer") {
    drive::channel sms(given());
    const auto got = deliver(sms, message({{"Body", "Grüße 你好 & + %"}, {"Brand-New", "x"}}));
    CHECK(got.http_status() == 200);
    CHECK(got.responds.at(0).body == "<Response/>");
    CHECK(drive::find(got.responds[0].headers, "content-type") == "text/xml");
    REQUIRE(got.inbounds.size() == 1);
    const auto& inbound = got.inbounds[0];
    CHECK(json::parse(inbound.content) == json{{"text", "Grüße 你好 & + %"}});
    CHECK(inbound.provider_id == sid);
    CHECK(inbound.message_id.empty());
    CHECK(inbound.from == customer);
    CHECK(inbound.verified);
    CHECK_FALSE(inbound.no_reply);
    CHECK(inbound.tag.empty());
    CHECK(got.addresses.empty());
    CHECK(got.fetches.empty());
}

TEST_CASE("media are fetched from Twilio's API with the account's credentials") {
    drive::channel sms(given());
    const auto got = deliver(sms, message({{"Body", ""},
                                           {"NumMedia", "3"},
                                           {"MediaUrl0", media_base + "1"},
                                           {"MediaContentType0", "image/jpeg"},
                                           {"MediaUrl1", "https://elsewhere.example/a.mp4"},
                                           {"MediaContentType1", "video/mp4"},
                                           {"MediaUrl2", media_base + "2"},
                                           {"MediaContentType2", "text/vcard"}}));
    CHECK(json::parse(got.inbounds.at(0).content) ==
          json::parse(R"({"attachments":[{"kind":"image","mime":"image/jpeg"},
              {"kind":"video","mime":"video/mp4","url":"https://elsewhere.example/a.mp4"},
              {"kind":"file","mime":"text/vcard"}]})"));
    REQUIRE(got.fetches.size() == 2);
    CHECK(got.fetches[0].attachment == 0);
    CHECK(got.fetches[1].attachment == 2);
    CHECK(got.fetches[0].provider_id == sid);
    CHECK(sms.fill_in(got.fetches[0].url) == "https://" + account + ":" + token +
                                                 "@api.twilio.com/2010-04-01/Accounts/" + account +
                                                 "/Messages/MM1/Media/ME1");
    CHECK(got.fetches[0].url.find(token) == std::string::npos);
}

TEST_CASE("credentials go to the API's host alone") {
    drive::channel sms(given());
    const auto url = GENERATE(
        as<std::string>{}, "https://api.twilio.com.evil.example/ME1",
        "https://api.twilio.com@evil.example/ME1", "https://api.twilio.com/{{secret:auth_token}}",
        "https://api.twilio.com/a?b=c", "http://api.twilio.com/ME1", "https://api.twilio.com");
    CAPTURE(url);
    const auto got = deliver(
        sms, message({{"NumMedia", "1"}, {"MediaUrl0", url}, {"MediaContentType0", "image/png"}}));
    CHECK(got.http_status() == 200);
    CHECK(got.fetches.empty());
}

TEST_CASE("an empty message is kept as something that came") {
    drive::channel sms(given());
    const auto got = deliver(sms, message({{"Body", ""}, {"NumMedia", "999999999999"}}));
    CHECK(json::parse(got.inbounds.at(0).content) == json{{"unsupported", {{"kind", "empty"}}}});
}

TEST_CASE("bytes that are no text are replaced, not refused") {
    drive::channel sms(given());
    const auto got = deliver(sms, message({{"Body", "a\xff"
                                                    "b"}}));
    CHECK(got.ok());
    CHECK(json::parse(got.inbounds.at(0).content)["text"] == "a\ufffdb");
}

TEST_CASE("a sender that anybody can name proves nothing") {
    drive::channel sms(given());
    CHECK_FALSE(deliver(sms, message({{"From", "MYBANK"}})).inbounds.at(0).verified);
    CHECK_FALSE(deliver(sms, message({{"From", "62345"}})).inbounds.at(0).verified);
}

TEST_CASE("another channel on the same webhook is refused and logged") {
    drive::channel sms(given());
    const auto from =
        GENERATE(as<std::string>{}, "whatsapp:+886911111111", "rcs:shop_agent", "messenger:1234");
    const auto field = GENERATE(as<std::string>{}, "From", "To");
    const auto path = GENERATE(as<std::string>{}, "", "/status");
    const auto got = deliver(sms, message({{field, from}}), path);
    CHECK(got.http_status() == 404);
    CHECK(got.inbounds.empty());
    CHECK(got.receipts.empty());
    CHECK(drive::find(got.logs.at(0).pairs, "prefix") == from.substr(0, from.find(':')));
}

TEST_CASE("STOP is kept and shown, nothing answers it, and it counts with its message") {
    drive::channel sms(given());
    const auto word = GENERATE(as<std::string>{}, "STOP", " stop\n");
    const auto got = deliver(sms, message({{"Body", word}}));
    REQUIRE(got.inbounds.size() == 1);
    CHECK(got.inbounds[0].no_reply);
    CHECK(got.inbounds[0].reach == SELAT_REACH_OPTED_OUT);
    CHECK(got.addresses.empty());
}

TEST_CASE("START undoes it, and can be answered") {
    drive::channel sms(given());
    const auto got = deliver(sms, message({{"Body", "Yes"}}));
    CHECK_FALSE(got.inbounds.at(0).no_reply);
    CHECK(got.inbounds[0].reach == SELAT_REACH_OPEN);
}

TEST_CASE("what Twilio says it was counts before the words, and Twilio answers it") {
    drive::channel sms(given());
    const auto taken = [&](const std::string& body, const std::string& type) {
        return deliver(sms, message({{"Body", body}, {"OptOutType", type}})).inbounds.at(0);
    };
    CHECK(taken("goodbye", "STOP").reach == SELAT_REACH_OPTED_OUT);
    CHECK(taken("hello again", "START").reach == SELAT_REACH_OPEN);
    CHECK(taken("STOP", "HELP").reach == SELAT_REACH_UNKNOWN);
    CHECK(taken("just a word", "").reach == SELAT_REACH_UNKNOWN);
    for (const auto* type : {"STOP", "START", "HELP"}) {
        CHECK(taken("x", type).no_reply);
    }
}

TEST_CASE("HELP is a question like any other where Twilio does not answer it") {
    drive::channel sms(given());
    CHECK_FALSE(deliver(sms, message({{"Body", "HELP"}})).inbounds.at(0).no_reply);
}

TEST_CASE("segments that arrive are counted") {
    drive::channel sms(given());
    const auto got = deliver(sms, message({{"NumSegments", "3"}}));
    REQUIRE(got.counts.size() == 1);
    CHECK(got.counts[0].name == "sms_segments_received");
    CHECK(got.counts[0].value == 3);
}
