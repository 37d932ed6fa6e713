#include "whatsapp_under_test.hpp"

using namespace whatsapp_test;

namespace {

struct incoming_case {
    std::string message;
    std::string content;
};

}  // namespace

TEST_CASE("messages of WhatsApp arrive as content") {
    const auto each = GENERATE(values<incoming_case>({
        {R"({"type":"text","text":{"body":"Hello 👋 \"x\""}})", R"({"text":"Hello 👋 \"x\""})"},
        {R"({"type":"text","text":{}})", R"({"unsupported":{"kind":"text"}})"},
        {R"({"type":"text"})", R"({"unsupported":{"kind":"text"}})"},
        {R"({"type":"image","image":{"id":"71","mime_type":"image/jpeg","sha256":"x",
             "caption":"look","url":"https://lookaside.fbsbx.com/x"}})",
         R"({"text":"look","attachments":[{"kind":"image","mime":"image/jpeg","provider_id":"x"}]})"},
        {R"({"type":"video","video":{"id":"71","mime_type":"video/mp4"}})",
         R"({"attachments":[{"kind":"video","mime":"video/mp4","provider_id":"71"}]})"},
        {R"({"type":"audio","audio":{"id":"71","mime_type":"audio/ogg; codecs=opus","voice":true}})",
         R"({"attachments":[{"kind":"audio","mime":"audio/ogg; codecs=opus","name":"voice",
             "provider_id":"71"}]})"},
        {R"({"type":"voice","voice":{"id":"71"}})",
         R"({"attachments":[{"kind":"audio","provider_id":"71"}]})"},
        {R"({"type":"document","document":{"id":"71","mime_type":"application/pdf",
             "filename":"invoice.pdf","caption":"here"}})",
         R"({"text":"here","attachments":[{"kind":"file","mime":"application/pdf",
             "name":"invoice.pdf","provider_id":"71"}]})"},
        {R"({"type":"sticker","sticker":{"id":"71","mime_type":"image/webp","animated":false}})",
         R"({"attachments":[{"kind":"sticker","mime":"image/webp","provider_id":"71"}]})"},
        {R"({"type":"image","errors":[{"code":131052,"title":"Media download error"}]})",
         R"({"unsupported":{"kind":"image"}})"},
        {R"({"type":"video","video":{"caption":"too long a film"},"errors":[{"code":131052}]})",
         R"({"text":"too long a film","unsupported":{"kind":"video"}})"},
        {R"({"type":"location","location":{"latitude":3.139,"longitude":101.6869,"name":"KL",
             "address":"Jalan 1","url":"https://x.example"}})",
         R"({"location":{"latitude":3.139,"longitude":101.6869,"name":"KL","address":"Jalan 1"}})"},
        {R"({"type":"location","location":{"latitude":"3.5","longitude":"101"}})",
         R"({"location":{"latitude":3.5,"longitude":101.0}})"},
        {R"({"type":"location","location":{"latitude":99,"longitude":101}})",
         R"({"unsupported":{"kind":"location"}})"},
        {R"({"type":"contacts","contacts":[{"name":{"formatted_name":"Ben Lee"},
             "phones":[{"phone":"+60 12-345","wa_id":"6012345","type":"CELL"},{}],
             "emails":[{"email":"ben@example.com"}]},{"name":{"first_name":"Mei"}},7]})",
         R"({"contacts":[{"name":"Ben Lee","phones":["+60 12-345"],"emails":["ben@example.com"]},
             {"name":"Mei"}]})"},
        {R"({"type":"contacts","contacts":[{"name":{"first_name":"Mei","last_name":"Tan"}},{},
             {"org":{"company":"Kedai Kopi"}},{"phones":[{"phone":"+60 3"}]}]})",
         R"({"contacts":[{"name":"Mei Tan"},{"name":"Kedai Kopi"},{"phones":["+60 3"]}]})"},
        {R"({"type":"contacts","contacts":[{}]})", R"({"unsupported":{"kind":"contacts"}})"},
        {R"({"type":"button","button":{"text":"Yes please","payload":"YES"}})",
         R"({"selected":{"title":"Yes please","payload":"YES"}})"},
        {R"({"type":"interactive","interactive":{"type":"button_reply",
             "button_reply":{"id":"b1","title":"Red"}}})",
         R"({"selected":{"title":"Red","payload":"b1"}})"},
        {R"({"type":"interactive","interactive":{"type":"list_reply",
             "list_reply":{"id":"r1","title":"Row","description":"more"}}})",
         R"({"selected":{"title":"Row","payload":"r1"}})"},
        {R"({"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow",
             "body":"Sent","response_json":"{\"city\":\"KL\"}"}}})",
         R"({"selected":{"title":"Sent","payload":"{\"city\":\"KL\"}"}})"},
        {R"({"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{
             "name":"address_message","response_json":"not json"}}})",
         R"({"selected":{"title":"address_message","payload":"not json"}})"},
        {R"({"type":"interactive","interactive":{"type":"call_permission_reply"}})",
         R"({"unsupported":{"kind":"interactive call_permission_reply"}})"},
        {R"({"type":"interactive"})", R"({"unsupported":{"kind":"interactive"}})"},
        {R"({"type":"order","order":{"catalog_id":"9","text":"soon, please","product_items":[
             {"product_retailer_id":"SKU-1","quantity":2,"item_price":10.5,"currency":"MYR"}]}})",
         R"({"text":"soon, please","cards":[{"title":"SKU-1","text":"2 × 10.5 MYR"}]})"},
        {R"({"type":"order","order":{}})", R"({"unsupported":{"kind":"order"}})"},
        {R"({"type":"reaction","reaction":{"message_id":"wamid.B","emoji":"❤️"}})",
         R"({"reaction":{"emoji":"❤️","to":"wamid.B"}})"},
        {R"({"type":"reaction","reaction":{"message_id":"wamid.B"}})",
         R"({"reaction":{"emoji":"","to":"wamid.B","removed":true}})"},
        {R"({"type":"unsupported","errors":[{"code":131051}],"unsupported":{"type":"poll"}})",
         R"({"unsupported":{"kind":"poll"}})"},
        {R"({"type":"unsupported","errors":[{"code":131051}]})",
         R"({"unsupported":{"kind":"unsupported"}})"},
        {R"({"type":"request_welcome"})", R"({"unsupported":{"kind":"request_welcome"}})"},
        {R"({"type":"hologram","hologram":{}})", R"({"unsupported":{"kind":"hologram"}})"},
        {R"({})", R"({"unsupported":{"kind":"message"}})"},
    }));
    CAPTURE(each.message);
    drive::channel whatsapp(given());
    const auto inbound = one_of(deliver(whatsapp, of_ann(message(json::parse(each.message)))));
    CHECK(json::parse(inbound.content) == json::parse(each.content));
    CHECK(inbound.provider_id == "wamid.A");
    CHECK(inbound.from == ann);
    CHECK(inbound.author.empty());
    CHECK(inbound.author_name == "Ann");
    CHECK(inbound.at_ms == 1'750'000'000'000);
    CHECK(inbound.verified);
    CHECK(inbound.address_context == "1750000000000 wamid.A");
}

TEST_CASE("what a message answers is kept, and a reaction asks for no answer") {
    drive::channel whatsapp(given());
    const auto text = one_of(deliver(
        whatsapp, of_ann(message({{"type", "text"},
                                  {"text", {{"body", "that one"}}},
                                  {"context", {{"from", "15550001111"}, {"id", "wamid.Q"}}}}))));
    CHECK(text.reply_to == "wamid.Q");
    CHECK_FALSE(text.no_reply);
    const auto face = one_of(deliver(
        whatsapp, of_ann(message({{"type", "reaction"},
                                  {"reaction", {{"message_id", "wamid.B"}, {"emoji", "x"}}}}))));
    CHECK(face.no_reply);
}

TEST_CASE("media are asked for by their id, with the token, wherever the webhook says they are") {
    drive::channel whatsapp(given());
    const auto got = deliver(
        whatsapp, of_ann(message({{"type", "image"},
                                  {"image", {{"id", "71"}, {"url", "https://evil.example/x"}}}})));
    REQUIRE(got.fetches.size() == 1);
    const auto& fetch = got.fetches[0];
    CHECK(fetch.url == "https://graph.facebook.com/v25.0/71");
    CHECK(fetch.pointer == "/url");
    CHECK(fetch.provider_id == "wamid.A");
    CHECK(fetch.attachment == 0);
    CHECK(drive::find(fetch.headers, "authorization") == "Bearer {{secret:access_token}}");
}

TEST_CASE("an id that is no id is not asked for") {
    drive::channel whatsapp(given());
    for (const auto* id : {"", "../me", "1?x=2", "{{secret:app_secret}}"}) {
        const auto got =
            deliver(whatsapp, of_ann(message({{"type", "image"}, {"image", {{"id", id}}}})));
        CHECK(got.fetches.empty());
        CHECK(json::parse(one_of(got).content) == json{{"unsupported", {{"kind", "image"}}}});
    }
}

TEST_CASE("who hides the number is known by WhatsApp's user id") {
    drive::channel whatsapp(given());
    auto hidden = message({{"type", "text"},
                           {"text", {{"body", "hi"}}},
                           {"from_user_id", "US.13491208655302741918"}});
    hidden["from"] = "";
    const auto got = deliver(
        whatsapp,
        webhook(value_of(
            {{"contacts",
              json::array({{{"profile", {{"name", "Zoe"}}}, {"user_id", "US.1"}},
                           {{"profile", {{"name", "Ann"}}}, {"user_id", hidden["from_user_id"]}}})},
             {"messages", json::array({hidden})}})));
    const auto inbound = one_of(got);
    CHECK(inbound.from == "US.13491208655302741918");
    CHECK(inbound.author_name == "Ann");
    CHECK(got.addresses.at(0).identity == "whatsapp:US.13491208655302741918");
}

TEST_CASE("number and user id of one person are one identity") {
    drive::channel whatsapp(given());
    const auto got =
        deliver(whatsapp,
                of_ann(message(
                    {{"type", "text"}, {"text", {{"body", "hi"}}}, {"from_user_id", "US.42abc"}})));
    CHECK(one_of(got).from == ann);
    REQUIRE(got.addresses.size() == 1);
    CHECK(got.addresses[0].address == ann);
    CHECK(got.addresses[0].identity == "whatsapp:US.42abc");
}

TEST_CASE("in a group the group is the address and the person the author") {
    drive::channel whatsapp(given());
    const auto inbound = one_of(deliver(
        whatsapp,
        of_ann(message({{"type", "text"}, {"text", {{"body", "hi"}}}, {"group_id", "Y2F0"}}))));
    CHECK(inbound.from == "group:Y2F0");
    CHECK(inbound.author == ann);
    CHECK_FALSE(inbound.verified);
}

TEST_CASE("an ad that led here and a product asked about become attributes") {
    drive::channel whatsapp(given());
    const auto got = deliver(
        whatsapp,
        of_ann(message(
            {{"type", "text"},
             {"text", {{"body", "hi"}}},
             {"referral",
              {{"source_id", "A1"},
               {"source_type", "ad"},
               {"headline", "Sale"},
               {"ctwa_clid", "c1"},
               {"media_type", "image"}}},
             {"context",
              {{"referred_product", {{"catalog_id", "9"}, {"product_retailer_id", "SKU-1"}}}}}})));
    one_of(got);
    REQUIRE(got.addresses.size() == 1);
    CHECK(json::parse(got.addresses[0].attributes) == json{{"whatsapp_referral_source_id", "A1"},
                                                           {"whatsapp_referral_source_type", "ad"},
                                                           {"whatsapp_referral_headline", "Sale"},
                                                           {"whatsapp_referral_ctwa_clid", "c1"},
                                                           {"whatsapp_product", "SKU-1"},
                                                           {"whatsapp_catalog", "9"}});
}

TEST_CASE("who hides number and name is known by the user name") {
    drive::channel whatsapp(given());
    const auto got = one_of(deliver(
        whatsapp, webhook(value_of({{"contacts", json::array({{{"profile", {{"username", "ann1"}}},
                                                               {"user_id", "US.1349"}}})},
                                    {"messages", json::array({{{"from_user_id", "US.1349"},
                                                               {"id", "wamid.A"},
                                                               {"type", "text"},
                                                               {"text", {{"body", "hi"}}}}})}}))));
    CHECK(got.from == "US.1349");
    CHECK(got.author_name == "ann1");
}
