#include "rcs_under_test.hpp"

using namespace rcs_test;

namespace {

struct content_case {
    std::string told;
    std::string content;
    bool no_reply = false;
};

}  // namespace

TEST_CASE("what a phone sends becomes content") {
    const auto each = GENERATE(values<content_case>({
        {R"({"text":"hi"})", R"({"text":"hi"})"},
        {R"({"suggestionResponse":{"postbackData":"r","text":"Red","type":"REPLY"}})",
         R"({"selected":{"title":"Red","payload":"r"}})"},
        {R"({"suggestionResponse":{"postbackData":"o","text":"Open","type":"ACTION"}})",
         R"({"selected":{"title":"Open","payload":"o"}})", true},
        {R"({"suggestionResponse":{}})", R"({"unsupported":{"kind":"suggestionResponse"}})"},
        {R"({"location":{"latitude":3.1,"longitude":101.7}})",
         R"({"location":{"latitude":3.1,"longitude":101.7}})"},
        {R"({"location":{"longitude":101.7}})",
         R"({"location":{"latitude":0.0,"longitude":101.7}})"},
        {R"({"location":{"latitude":91}})", R"({"unsupported":{"kind":"location"}})"},
        {R"({"location":"here"})", R"({"unsupported":{"kind":"location"}})"},
        {R"({"userFile":{"payload":{"mimeType":"image/png","fileSizeBytes":12,
             "fileUri":"https://x.example/f","fileName":"a.png"}}})",
         R"({"attachments":[{"kind":"image","url":"https://x.example/f","mime":"image/png",
             "name":"a.png","size":12}]})"},
        {R"({"userFile":{"payload":{"mimeType":"application/pdf","fileSizeBytes":"9",
             "fileUri":"https://x.example/f"}}})",
         R"({"attachments":[{"kind":"file","url":"https://x.example/f","mime":"application/pdf",
             "size":9}]})"},
        {R"({"userFile":{"payload":{"mimeType":"audio/amr"}}})",
         R"({"unsupported":{"kind":"userFile"}})"},
        {R"({"text":"hi","location":null,"userFile":null,"suggestionResponse":null})",
         R"({"text":"hi"})"},
        {R"({"text":null,"sticker":{}})", R"({"unsupported":{"kind":"sticker"}})"},
        {R"({})", R"({"unsupported":{"kind":"message"}})"},
        {R"({"eventType":"POKE","eventId":"e1"})", R"({"unsupported":{"kind":"POKE"}})", true},
    }));
    INFO(each.told);
    drive::channel rcs(given());
    const auto got = tell(rcs, json::parse(each.told));
    CHECK(got.http_status() == 200);
    REQUIRE(got.inbounds.size() == 1);
    const auto& in = got.inbounds[0];
    CHECK(json::parse(in.content) == json::parse(each.content));
    CHECK(in.no_reply == each.no_reply);
    CHECK(in.from == ana);
    CHECK(in.at_ms == 1704164645000);
    CHECK(in.address_context == "a1");
    CHECK(in.verified);
}

TEST_CASE("a message is known by the phone and its id, a file is fetched from where it is") {
    drive::channel rcs(given());
    const auto got = tell(
        rcs, {{"userFile",
               {{"payload", {{"mimeType", "video/mp4"}, {"fileUri", "https://x.example/f"}}}}}});
    CHECK(got.inbounds.at(0).provider_id == ana + "/m1");
    CHECK(got.inbounds[0].message_id == "m1");
    REQUIRE(got.fetches.size() == 1);
    CHECK(got.fetches[0].url == "https://x.example/f");
    CHECK(got.fetches[0].headers.empty());
}

TEST_CASE("a message without an id is known by its time, a number is an id") {
    drive::channel rcs(given());
    const auto unnamed = tell(rcs, {{"messageId", nullptr}, {"text", "hi"}});
    CHECK(unnamed.inbounds.at(0).provider_id == ana + "/2024-01-02T03:04:05Z");
    CHECK(tell(rcs, {{"messageId", 17}, {"text", "hi"}}).inbounds.at(0).provider_id == ana + "/17");
}

TEST_CASE("receipts, typing and subscriptions are told as they are") {
    drive::channel rcs(given());
    const auto event = [&](const std::string& type) {
        return tell(rcs, {{"eventType", type}, {"eventId", "e1"}, {"messageId", "out-1"}});
    };
    const auto delivered = event("DELIVERED");
    REQUIRE(delivered.receipts.size() == 1);
    CHECK(delivered.receipts[0].message_id == "out-1");
    CHECK(delivered.receipts[0].status == SELAT_RECEIPT_DELIVERED);
    CHECK(event("READ").receipts.at(0).status == SELAT_RECEIPT_READ);
    const auto revoked = event("TTL_EXPIRATION_REVOKED");
    CHECK(revoked.receipts.at(0).status == SELAT_RECEIPT_FAILED);
    CHECK(revoked.receipts[0].code == selat::code::not_found);
    CHECK(event("IS_TYPING").typings.at(0).on);
    CHECK(event("UNSUBSCRIBE").addresses.at(0).reach == SELAT_REACH_OPTED_OUT);
    CHECK(event("SUBSCRIBE").addresses.at(0).reach == SELAT_REACH_OPEN);
    CHECK(event("DELIVERED").inbounds.empty());
}

TEST_CASE("an agent is itself with and without its domain, others are left") {
    drive::channel rcs(given({{"agent_id", "a1@rbm.goog"}}));
    CHECK(tell(rcs, {{"text", "hi"}}).inbounds.size() == 1);
    const auto other = tell(rcs, {{"text", "hi"}, {"agentId", "a2"}});
    CHECK(other.http_status() == 200);
    CHECK(other.inbounds.empty());
    CHECK(other.logs.size() == 1);
}

TEST_CASE("a number without its plus gets one, and nobody is logged") {
    drive::channel rcs(given());
    CHECK(tell(rcs, {{"senderPhoneNumber", "15550100"}, {"text", "hi"}}).inbounds.at(0).from ==
          ana);
    CHECK(tell(rcs, {{"senderPhoneNumber", nullptr}, {"text", "hi"}}).inbounds.empty());
}

TEST_CASE("the handshake and the signature are as at the other door") {
    drive::channel rcs(given());
    const auto got = rcs.http({.body = R"({"clientToken":"client-token","secret":"s"})"});
    CHECK(got.responds.at(0).body == "s");
    CHECK(rcs.http({.body = R"({"clientToken":"x","secret":"s"})"}).http_status() == 403);
    CHECK(rcs.http({.body = R"({"message":{"data":"e30="}})"}).http_status() == 401);
    CHECK(post(rcs, "[]").http_status() == 400);
}
