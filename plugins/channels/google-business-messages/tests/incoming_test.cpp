#include "decode.hpp"
#include "google_under_test.hpp"

using namespace google_test;

namespace {

const std::string picture =
    "https://storage.googleapis.com/business-messages-us/1/2?x-goog-algorithm=GOOG4-RSA-SHA256&"
    "X-Goog-Expires=604800&X-Goog-Signature=ab12";

json message(json more) {
    json out = {{"messageId", "m1"},
                {"name", "conversations/c1/messages/m1"},
                {"createTime", "2024-01-02T03:04:05.123456Z"}};
    out.update(more);
    return {{"message", std::move(out)}};
}

struct content_case {
    std::string told;
    std::string content;
    bool no_reply = false;
};

}  // namespace

TEST_CASE("what customers do becomes content") {
    const auto each = GENERATE(values<content_case>({
        {R"({"message":{"messageId":"m1","text":"hi"}})", R"({"text":"hi"})"},
        {R"({"message":{"messageId":"m1","text":"see https://storage.googleapis.com/business-messages-us/1"}})",
         R"({"text":"see https://storage.googleapis.com/business-messages-us/1"})"},
        {R"({"message":{"messageId":"m1","text":"https://storage.googleapis.com/other/1"}})",
         R"({"text":"https://storage.googleapis.com/other/1"})"},
        {R"({"message":{"messageId":"m1","text":"https://storage.googleapis.com/x/business-messages-us"}})",
         R"({"text":"https://storage.googleapis.com/x/business-messages-us"})"},
        {R"({"message":{"messageId":"m1","text":"https://x.storage.googleapis.com/business-messages-us"}})",
         R"({"text":"https://x.storage.googleapis.com/business-messages-us"})"},
        {R"({"message":{"messageId":"m1","text":"https://business-messages.example/1"}})",
         R"({"text":"https://business-messages.example/1"})"},
        {R"({"message":{"messageId":"m1"}})", R"({"unsupported":{"kind":"message"}})"},
        {R"({"message":{"messageId":"m1","sticker":{}}})", R"({"unsupported":{"kind":"sticker"}})"},
        {R"({"suggestionResponse":{"postbackData":"opt=red","text":"Red","suggestionType":"REPLY"}})",
         R"({"selected":{"title":"Red","payload":"opt=red"}})"},
        {R"({"suggestionResponse":{"postbackData":"opt=red","text":"Red","type":"REPLY"}})",
         R"({"selected":{"title":"Red","payload":"opt=red"}})"},
        {R"({"suggestionResponse":{"postbackData":"open","text":"Shop","type":"ACTION"}})",
         R"({"selected":{"title":"Shop","payload":"open"}})", true},
        {R"({"suggestionResponse":{"postbackData":"opt=red"}})",
         R"({"selected":{"title":"opt=red","payload":"opt=red"}})"},
        {R"({"suggestionResponse":{}})", R"({"unsupported":{"kind":"suggestionResponse"}})"},
        {R"({"userStatus":{"requestedLiveAgent":true}})",
         R"({"selected":{"title":"Live agent","payload":"requestedLiveAgent"}})"},
        {R"({"userStatus":{"requestedLiveAgent":"true"}})",
         R"({"selected":{"title":"Live agent","payload":"requestedLiveAgent"}})"},
        {R"({"authenticationResponse":{"code":"x","redirectUri":"https://x.example"}})",
         R"({"unsupported":{"kind":"authenticationResponse"}})", true},
        {R"({"surveyResponse":{"survey":"conversations/c1/surveys/s1","surveyQuestionId":"q1",
             "questionResponseText":"Good","questionResponsePostbackData":"4"}})",
         R"({"selected":{"title":"Good","payload":"4"}})", true},
        {R"({"surveyResponse":{"survey":"conversations/c1/surveys/s1","surveyQuestionId":"q1",
             "rating":5,"feedback":"thanks"}})",
         R"({"selected":{"title":"5","payload":"5"},"text":"thanks"})", true},
        {R"({"surveyResponse":{"survey":"s"}})", R"({"unsupported":{"kind":"surveyResponse"}})",
         true},
        {R"({"feedbackResponse":{"x":1}})", R"({"unsupported":{"kind":"feedbackResponse"}})"},
        {R"({"dialogflowResponse":{}})", R"({"unsupported":{"kind":"dialogflowResponse"}})"},
    }));
    INFO(each.told);
    drive::channel google(given());
    const auto got = tell(google, json::parse(each.told));
    CHECK(got.http_status() == 200);
    REQUIRE(got.inbounds.size() == 1);
    CHECK(json::parse(got.inbounds[0].content) == json::parse(each.content));
    CHECK(got.inbounds[0].no_reply == each.no_reply);
    CHECK(got.inbounds[0].from == "c1");
    CHECK(got.inbounds[0].verified);
}

TEST_CASE("a message has its id, time, sender and language") {
    drive::channel google(given());
    auto told = message({{"text", "hi"}});
    told["context"] = {{"resolvedLocale", "ms"},
                       {"userInfo", {{"displayName", "Ana"}, {"userDeviceLocale", "ms-MY"}}}};
    const auto got = tell(google, told);
    REQUIRE(got.inbounds.size() == 1);
    const auto& in = got.inbounds[0];
    CHECK(in.provider_id == "c1/m1");
    CHECK(in.message_id == "m1");
    CHECK(in.author_name == "Ana");
    CHECK(in.locale == "ms");
    CHECK(in.at_ms == 1704164645123);
}

TEST_CASE("a message without an id of its own is known by its name, else by its request") {
    drive::channel google(given());
    auto told = message({{"text", "hi"}, {"messageId", nullptr}});
    CHECK(tell(google, told).inbounds.at(0).provider_id == "c1/m1");
    told["message"]["name"] = nullptr;
    CHECK(tell(google, told).inbounds.at(0).provider_id == "c1/message:r1");
    told["requestId"] = nullptr;
    CHECK(tell(google, told).inbounds.at(0).provider_id ==
          "c1/message:2024-01-02T03:04:05.123456Z");
    told["message"]["createTime"] = nullptr;
    CHECK(tell(google, told).inbounds.at(0).provider_id.empty());
    told["message"]["messageId"] = 17;
    CHECK(tell(google, told).inbounds.at(0).provider_id == "c1/17");
}

TEST_CASE("what is null is not there") {
    drive::channel google(given());
    json told = event(message({{"text", "hi"}}));
    for (const auto* name : {"suggestionResponse", "receipts", "userStatus", "surveyResponse",
                             "authenticationResponse", "feedbackResponse", "context"}) {
        told[name] = nullptr;
    }
    const auto got = post(google, told.dump());
    CHECK(got.inbounds.size() == 1);
    CHECK(got.logs.empty());
    CHECK(got.typings.empty());
    told["message"] = nullptr;
    told["suggestionResponse"] = {{"text", "Red"}, {"createTime", "2024-01-02T03:05:00.5Z"}};
    told["requestId"] = nullptr;
    const auto tapped = post(google, told.dump());
    REQUIRE(tapped.inbounds.size() == 1);
    CHECK(tapped.inbounds[0].provider_id == "c1/suggestionResponse:2024-01-02T03:05:00.5Z");
    const auto status =
        tell(google, {{"userStatus", {{"isTyping", nullptr}, {"requestedLiveAgent", true}}}});
    CHECK(status.typings.empty());
    CHECK(status.inbounds.size() == 1);
}

TEST_CASE("an event that names no agent, and a bare list of receipts, are taken") {
    drive::channel google(given({{"agent", "brands/b1/agents/a2"}}));
    auto told = message({{"text", "hi"}});
    told["agent"] = nullptr;
    CHECK(tell(google, told).inbounds.size() == 1);
    const json read = {{"message", "conversations/c1/messages/out-1"}, {"receiptType", "READ"}};
    CHECK(tell(google, {{"agent", nullptr}, {"receipts", json::array({read})}}).receipts.size() ==
          1);
}

TEST_CASE("a picture comes as its link, and is fetched without credentials") {
    drive::channel google(given());
    const auto got = tell(google, message({{"text", picture}}));
    REQUIRE(got.inbounds.size() == 1);
    CHECK(json::parse(got.inbounds[0].content) ==
          json{{"attachments", json::array({{{"kind", "image"}, {"url", picture}}})}});
    REQUIRE(got.fetches.size() == 1);
    CHECK(got.fetches[0].url == picture);
    CHECK(got.fetches[0].provider_id == "c1/m1");
    CHECK(got.fetches[0].headers.empty());
}

TEST_CASE("pictures may be elsewhere, where an option says so") {
    drive::channel google(given({{"media_base", "http://127.0.0.1:9000"}}));
    for (const auto* path : {"/business-messages-us/1", "/google/business-messages-us/1"}) {
        const auto url = std::string("http://127.0.0.1:9000") + path;
        CHECK(tell(google, message({{"text", url}})).fetches.size() == 1);
    }
}

TEST_CASE("a tap names the message that it was on") {
    drive::channel google(given());
    const auto got = tell(google, {{"suggestionResponse",
                                    {{"message", "conversations/c1/messages/out-1"},
                                     {"postbackData", "a"},
                                     {"text", "A"},
                                     {"createTime", "2024-01-02T03:04:05Z"}}}});
    REQUIRE(got.inbounds.size() == 1);
    CHECK(got.inbounds[0].reply_to == "out-1");
    CHECK(got.inbounds[0].provider_id == "c1/suggestionResponse:r1");
}

TEST_CASE("where the customer came from is known of them") {
    drive::channel google(given());
    auto told = message({{"text", "hi"}});
    told["customAgentId"] = "shop-1";
    told["context"] = {{"entryPoint", "PLACESHEET"},
                       {"placeId", "p1"},
                       {"nearPlaceId", "p2"},
                       {"customContext", "from-mail"},
                       {"widget", {{"url", "https://x.example"}, {"widgetContext", "w"}}}};
    const auto got = tell(google, told);
    REQUIRE(got.addresses.size() == 1);
    CHECK(got.addresses[0].address == "c1");
    CHECK(json::parse(got.addresses[0].attributes) ==
          json::parse(R"({"google_entry_point":"PLACESHEET","google_place_id":"p1",
              "google_near_place_id":"p2","google_custom_context":"from-mail",
              "google_widget_url":"https://x.example","google_widget_context":"w",
              "google_custom_agent_id":"shop-1"})"));
}

TEST_CASE("receipts are of our messages, several in one event") {
    drive::channel google(given());
    const auto got = tell(google, json::parse(R"({"requestId":null,"receipts":{"receipts":[
            {"message":"conversations/c1/messages/out-1","receiptType":"DELIVERED"},
            {"message":"conversations/c1/messages/out-2","receiptType":"READ"},
            {"message":"conversations/c1/messages/out-3","receiptType":"SEEN"},
            {"receiptType":"READ"}],"createTime":"2024-01-02T03:05:02Z"}})"));
    CHECK(got.http_status() == 200);
    REQUIRE(got.receipts.size() == 2);
    CHECK(got.receipts[0].message_id == "out-1");
    CHECK(got.receipts[0].status == SELAT_RECEIPT_DELIVERED);
    CHECK(got.receipts[1].message_id == "out-2");
    CHECK(got.receipts[1].status == SELAT_RECEIPT_READ);
    CHECK(got.receipts[1].at_ms == 1704164702000);
    CHECK(got.logs.size() == 2);
    CHECK(got.inbounds.empty());
}

TEST_CASE("typing is told, whether flags are flags or texts") {
    drive::channel google(given());
    const std::vector<std::pair<json, bool>> flags = {
        {true, true}, {"true", true}, {false, false}, {"false", false}};
    for (const auto& [value, on] : flags) {
        const auto got = tell(google, {{"userStatus", {{"isTyping", value}}}});
        REQUIRE(got.typings.size() == 1);
        CHECK(got.typings[0].on == on);
        CHECK(got.typings[0].from == "c1");
        CHECK(got.inbounds.empty());
    }
}

TEST_CASE("a failed sign-in and an answered survey are known of the customer") {
    drive::channel google(given());
    const auto denied = tell(google, {{"authenticationResponse",
                                       {{"errorDetails", {{"error", "access_denied"}}},
                                        {"redirect_uri", "https://x.example"}}}});
    CHECK(json::parse(denied.addresses.at(0).attributes) ==
          json{{"google_authentication", "access_denied"}});
    const auto answered = tell(google, {{"surveyResponse",
                                         {{"survey", "conversations/c1/surveys/s1"},
                                          {"surveyQuestionId", "GOOGLE_DEFINED_CSAT"},
                                          {"questionResponseText", "Very good"}}}});
    CHECK(json::parse(answered.addresses.at(0).attributes) ==
          json{{"google_survey_GOOGLE_DEFINED_CSAT", "Very good"}});
    CHECK(answered.inbounds.at(0).provider_id == "c1/survey:s1/GOOGLE_DEFINED_CSAT");
}

TEST_CASE("events of another agent, of nobody and of nothing are logged and taken") {
    drive::channel google(given({{"agent", "brands/b1/agents/a2"}}));
    const auto other = tell(google, message({{"text", "hi"}}));
    CHECK(other.http_status() == 200);
    CHECK(other.inbounds.empty());
    CHECK(other.logs.size() == 1);
    drive::channel any(given());
    for (const auto& more :
         {json{{"conversationId", nullptr}, {"message", {{"text", "x"}}}},
          json{{"receipts", json::object()}}, json{{"userStatus", nullptr}}, json::object()}) {
        const auto got = tell(any, more);
        INFO(more.dump());
        CHECK(got.http_status() == 200);
        CHECK(got.inbounds.empty());
        CHECK(got.logs.size() == 1);
    }
}

TEST_CASE("an event in an envelope is taken as well") {
    drive::channel google(given());
    const auto data = event(message({{"text", "hi"}})).dump();
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(data.data());
    const auto got = google.http(
        {.headers = {{"x-goog-signature", signature_of("partner-key", data)}},
         .body =
             json{{"message", {{"data", selat::base64(std::span(bytes, data.size()))}}}}.dump()});
    CHECK(got.http_status() == 200);
    CHECK(got.inbounds.size() == 1);
}

TEST_CASE("ids that the host does not take are left out, not the message") {
    drive::channel google(given());
    const auto got = tell(google, message({{"text", "hi"}, {"messageId", std::string(2000, 'x')}}));
    REQUIRE(got.ok());
    CHECK(got.inbounds.at(0).provider_id.empty());
    CHECK(got.inbounds.at(0).message_id.empty());
    const auto nobody =
        tell(google, {{"conversationId", std::string(2000, 'x')}, {"message", {{"text", "hi"}}}});
    CHECK(nobody.ok());
    CHECK(nobody.inbounds.empty());
}
