#include "facebook_under_test.hpp"

using namespace facebook_test;

namespace {

struct incoming_case {
    std::string message;
    std::string content;
};

}  // namespace

TEST_CASE("messages of Messenger arrive as content") {
    const auto each = GENERATE(values<incoming_case>({
        {R"({"text":"hi 👋"})", R"({"text":"hi 👋"})"},
        {R"({"text":"Red","quick_reply":{"payload":"R"}})",
         R"({"selected":{"title":"Red","payload":"R"}})"},
        {R"({"attachments":[{"type":"image","payload":{"url":"https://scontent.xx.fbcdn.net/a.jpg"}}]})",
         R"({"attachments":[{"kind":"image","url":"https://scontent.xx.fbcdn.net/a.jpg"}]})"},
        {R"({"attachments":[{"type":"video","payload":{"url":"https://v.fbcdn.net/a.mp4"}},
             {"type":"audio","payload":{"url":"https://c.fbsbx.com/a.mp3"}}]})",
         R"({"attachments":[{"kind":"video","url":"https://v.fbcdn.net/a.mp4"},
             {"kind":"audio","url":"https://c.fbsbx.com/a.mp3"}]})"},
        {R"({"attachments":[{"type":"file","payload":{"url":"https://c.fbsbx.com/x/bill.pdf?o=1"}}]})",
         R"({"attachments":[{"kind":"file","url":"https://c.fbsbx.com/x/bill.pdf?o=1",
             "name":"bill.pdf"}]})"},
        {R"({"attachments":[{"type":"image"}]})", R"({"unsupported":{"kind":"image"}})"},
        {R"({"attachments":[{"type":"sticker","payload":{"url":"https://s.fbcdn.net/s.png",
             "sticker_id":551}}]})",
         R"({"attachments":[{"kind":"sticker","url":"https://s.fbcdn.net/s.png","name":"551"}]})"},
        {R"({"attachments":[
             {"type":"sticker","payload":{"url":"https://s.fbcdn.net/s.png","sticker_id":"551"}},
             {"type":"image","payload":{"url":"https://s.fbcdn.net/s.png","sticker_id":551}}]})",
         R"({"attachments":[{"kind":"sticker","url":"https://s.fbcdn.net/s.png","name":"551"}]})"},
        {R"({"attachments":[{"type":"image","payload":{"url":"https://s.fbcdn.net/t.png",
             "sticker_id":369239263222822}}]})",
         R"({"text":"👍"})"},
        {R"({"text":"see https://x.example/a","attachments":[{"type":"fallback",
             "payload":{"url":"https://x.example/a","title":"A"}}]})",
         R"({"text":"see https://x.example/a"})"},
        {R"({"attachments":[{"type":"fallback","title":"A","url":"https://x.example/a"}]})",
         R"({"cards":[{"title":"A","choices":[{"title":"Open","url":"https://x.example/a"}]}]})"},
        {R"({"attachments":[{"type":"fallback"}]})", R"({"unsupported":{"kind":"fallback"}})"},
        {R"({"attachments":[{"type":"reel","payload":{"url":"/reel/1","title":"Cats",
             "reel_video_id":1}}]})",
         R"({"cards":[{"title":"Cats"}]})"},
        {R"({"attachments":[{"type":"post","payload":{"url":"https://fb.example/1","id":"1"}}]})",
         R"({"cards":[{"title":"Shared post",
             "choices":[{"title":"Open","url":"https://fb.example/1"}]}]})"},
        {R"({"attachments":[{"type":"template","payload":{"product":{"elements":[{"id":"1",
             "retailer_id":"SKU","image_url":"https://x.example/s.png","title":"Shoe",
             "subtitle":"RM 10"}]}}}]})",
         R"({"cards":[{"title":"Shoe","text":"RM 10","image":"https://x.example/s.png"}]})"},
        {R"({"attachments":[{"type":"template","payload":{}}]})",
         R"({"unsupported":{"kind":"template"}})"},
        {R"({"attachments":[{"type":"location","title":"Here",
             "payload":{"coordinates":{"lat":3.1,"long":101.7}}}]})",
         R"({"location":{"latitude":3.1,"longitude":101.7,"name":"Here"}})"},
        {R"({"attachments":[{"type":"location","payload":{"coordinates":{"lat":300}}}]})",
         R"({"unsupported":{"kind":"location"}})"},
        {R"({"attachments":[{"type":"appointment_booking","payload":{"booking_id":"b1"}}]})",
         R"({"unsupported":{"kind":"appointment_booking"}})"},
        {R"({"attachments":[{"type":"hologram","payload":{"url":"https://x.example/h"}}]})",
         R"({"unsupported":{"kind":"hologram"},"cards":[{"title":"hologram",
             "choices":[{"title":"Open","url":"https://x.example/h"}]}]})"},
        {R"({"attachments":[7,null,{}]})", R"({"unsupported":{"kind":"attachment"}})"},
        {R"({"attachments":"x"})", R"({"unsupported":{"kind":"message"}})"},
        {R"({})", R"({"unsupported":{"kind":"message"}})"},
    }));
    CAPTURE(each.message);
    drive::channel facebook(given());
    auto message = json::parse(each.message);
    message["mid"] = "m_1";
    const auto inbound = one_of(tell(facebook, {{"message", message}}));
    CHECK(json::parse(inbound.content) == json::parse(each.content));
    CHECK(inbound.provider_id == "m_1");
    CHECK(inbound.from == siti);
    CHECK(inbound.at_ms == at_ms);
    CHECK(inbound.verified);
    CHECK_FALSE(inbound.no_reply);
    CHECK(inbound.address_context == std::to_string(at_ms) + " m_1");
}

TEST_CASE("media are fetched at once, without the token") {
    drive::channel facebook(given());
    const auto got =
        tell(facebook,
             {{"message",
               {{"mid", "m_1"},
                {"attachments",
                 {{{"type", "image"}, {"payload", {{"url", "https://a.fbcdn.net/1.jpg"}}}},
                  {{"type", "reel"}, {"payload", {{"url", "https://a.fbcdn.net/reel"}}}},
                  {{"type", "file"}, {"payload", {{"url", "https://a.fbcdn.net/2.pdf"}}}}}}}}});
    REQUIRE(got.fetches.size() == 2);
    CHECK(got.fetches[0].url == "https://a.fbcdn.net/1.jpg");
    CHECK(got.fetches[0].headers.empty());
    CHECK(got.fetches[1].attachment == 1);
    CHECK(got.fetches[1].provider_id == "m_1");
}

TEST_CASE("a URL that is none, or would have a secret filled in, is not fetched") {
    drive::channel facebook(given());
    for (const auto* url : {"/a.jpg", "ftp://x.example/a",
                            "https://x.example/{{secret:app_secret}}", "https://x.example/a b"}) {
        const auto got = tell(
            facebook,
            {{"message",
              {{"mid", "m_1"},
               {"attachments", json::array({{{"type", "image"}, {"payload", {{"url", url}}}}})}}}});
        CHECK(got.fetches.empty());
        CHECK(json::parse(one_of(got).content) == json{{"unsupported", {{"kind", "image"}}}});
    }
}

TEST_CASE("a reply names what it answers") {
    drive::channel facebook(given());
    const auto inbound = one_of(tell(
        facebook, {{"message", {{"mid", "m_1"}, {"text", "x"}, {"reply_to", {{"mid", "m_0"}}}}}}));
    CHECK(inbound.reply_to == "m_0");
}

TEST_CASE("buttons say what was chosen, with and without an id of their own") {
    drive::channel facebook(given());
    const auto inbound = one_of(
        tell(facebook, {{"postback", {{"mid", "m_2"}, {"title", "Start"}, {"payload", "GO"}}}}));
    CHECK(inbound.provider_id == "m_2");
    CHECK(json::parse(inbound.content) ==
          json{{"selected", {{"title", "Start"}, {"payload", "GO"}}}});
    const auto old = one_of(tell(facebook, {{"postback", {{"title", "Start"}}}}));
    CHECK(old.provider_id.empty());
    CHECK(json::parse(old.content) == json{{"selected", {{"title", "Start"}}}});
    CHECK(json::parse(one_of(tell(facebook, {{"postback", json::object()}})).content) ==
          json{{"unsupported", {{"kind", "postback"}}}});
}

TEST_CASE("a postback of the page's plugin comes from its reference") {
    drive::channel facebook(given());
    const auto inbound = one_of(
        tell(facebook, {{"sender", {{"user_ref", "ref-1"}}}, {"postback", {{"payload", "GO"}}}}));
    CHECK(inbound.from == "user_ref:ref-1");
}

TEST_CASE("where somebody comes from becomes attributes") {
    drive::channel facebook(given());
    const json referral = {{"ref", "spring"},
                           {"source", "ADS"},
                           {"type", "OPEN_THREAD"},
                           {"ad_id", 12},
                           {"ads_context_data", {{"ad_title", "Sale"}}}};
    const json expected = {{"facebook_referral_ref", "spring"},
                           {"facebook_referral_source", "ADS"},
                           {"facebook_referral_type", "OPEN_THREAD"},
                           {"facebook_referral_ad_id", 12},
                           {"facebook_referral_ad_title", "Sale"}};
    const auto alone = tell(facebook, {{"referral", referral}});
    CHECK(alone.inbounds.empty());
    REQUIRE(alone.addresses.size() == 1);
    CHECK(json::parse(alone.addresses[0].attributes) == expected);
    CHECK_FALSE(alone.addresses[0].address_context.empty());
    for (const auto& with :
         {json{{"message", {{"mid", "m_1"}, {"text", "x"}, {"referral", referral}}}},
          json{{"postback", {{"mid", "m_1"}, {"payload", "x"}, {"referral", referral}}}}}) {
        const auto got = tell(facebook, with);
        one_of(got);
        CHECK(json::parse(got.addresses.at(0).attributes) == expected);
    }
}

TEST_CASE("opt-ins, links of accounts and who has the conversation become attributes") {
    const auto each = GENERATE(values<incoming_case>({
        {R"({"optin":{"ref":"box"}})", R"({"facebook_optin_ref":"box"})"},
        {R"({"optin":{"type":"notification_messages","notification_messages_token":"t1",
             "title":"News"}})",
         R"({"facebook_optin_type":"notification_messages",
             "facebook_optin_notification_messages_token":"t1","facebook_optin_title":"News"})"},
        {R"({"account_linking":{"status":"linked","authorization_code":"c"}})",
         R"({"facebook_account_linking":"linked","facebook_account_linking_code":"c"})"},
        {R"({"pass_thread_control":{"previous_owner_app_id":1,"new_owner_app_id":"2","metadata":"m"}})",
         R"({"facebook_thread_control":"pass_thread_control",
             "facebook_thread_previous_owner_app_id":"1","facebook_thread_new_owner_app_id":"2",
             "facebook_thread_metadata":"m"})"},
        {R"({"take_thread_control":{"previous_owner_app_id":null}})",
         R"({"facebook_thread_control":"take_thread_control"})"},
        {R"({"response_feedback":{"feedback":"Good bot","mid":"m_0"}})",
         R"({"facebook_feedback":"Good bot","facebook_feedback_to":"m_0"})"},
    }));
    CAPTURE(each.message);
    drive::channel facebook(given());
    const auto got = tell(facebook, json::parse(each.message));
    CHECK(got.http_status() == 200);
    REQUIRE(got.addresses.size() == 1);
    CHECK(got.addresses[0].address == siti);
    CHECK(json::parse(got.addresses[0].attributes) == json::parse(each.content));
}

TEST_CASE("reactions are told by their face, and taken back") {
    const auto each = GENERATE(values<incoming_case>({
        {R"({"mid":"m_0","action":"react","reaction":"love","emoji":"❤"})",
         R"({"emoji":"❤","to":"m_0"})"},
        {R"({"mid":"m_0","action":"react","reaction":"wow"})", R"({"emoji":"😮","to":"m_0"})"},
        {R"({"mid":"m_0","action":"react","reaction":"other"})", R"({"emoji":"other","to":"m_0"})"},
        {R"({"mid":"m_0","action":"unreact"})", R"({"emoji":"","to":"m_0","removed":true})"},
    }));
    CAPTURE(each.message);
    drive::channel facebook(given());
    const auto inbound = one_of(tell(facebook, {{"reaction", json::parse(each.message)}}));
    CHECK(json::parse(inbound.content)["reaction"] == json::parse(each.content));
    CHECK(inbound.no_reply);
}

TEST_CASE("deliveries are told by message and by time, reads by time") {
    drive::channel facebook(given());
    const auto delivered =
        tell(facebook, {{"delivery", {{"mids", {"m_1", "m_2"}}, {"watermark", at_ms}}}});
    REQUIRE(delivered.receipts.size() == 3);
    CHECK(delivered.receipts[0].message_id == "m_1");
    CHECK(delivered.receipts[0].address.empty());
    CHECK(delivered.receipts[1].message_id == "m_2");
    CHECK(delivered.receipts[2].address == siti);
    CHECK(delivered.receipts[2].up_to_ms == at_ms);
    const auto seconds = tell(facebook, {{"read", {{"watermark", "1750000000"}}}});
    REQUIRE(seconds.receipts.size() == 1);
    CHECK(seconds.receipts[0].status == SELAT_RECEIPT_READ);
    CHECK(seconds.receipts[0].up_to_ms == 1'750'000'000'000);
    CHECK(tell(facebook, {{"read", json::object()}}).receipts.empty());
}

TEST_CASE("what we sent comes back as a receipt; what others of us sent is ours") {
    drive::channel facebook(given());
    const auto echo = [&](json message) {
        message.update({{"is_echo", true}, {"app_id", 1}, {"mid", "m_9"}});
        return tell(
            facebook,
            {{"sender", {{"id", page}}}, {"recipient", {{"id", siti}}}, {"message", message}});
    };
    const auto ours = echo({{"text", "x"}, {"metadata", own_message}});
    CHECK(ours.inbounds.empty());
    REQUIRE(ours.receipts.size() == 1);
    CHECK(ours.receipts[0].status == SELAT_RECEIPT_SENT);
    CHECK(ours.receipts[0].message == own_message);
    CHECK(ours.receipts[0].message_id == "m_9");
    CHECK(ours.receipts[0].address.empty());
    const auto other = one_of(echo({{"text", "from the inbox"}, {"metadata", "gw:1"}}));
    CHECK(other.echo);
    CHECK(other.from == siti);
    CHECK(other.provider_id == "m_9");
    CHECK(other.address_context.empty());
    const auto template_of = [&](const char* payload) {
        const json attachment = {{"type", "template"}, {"payload", json::parse(payload)}};
        const auto offered = one_of(echo({{"attachments", json::array({attachment})}}));
        return json::parse(offered.content);
    };
    CHECK(template_of(R"({"template_type":"button","text":"Pick","buttons":[
            {"type":"postback","title":"Red","payload":"R"},
            {"type":"web_url","title":"All","url":"https://x.example"},{"type":"postback"}]})") ==
          json::parse(R"({"text":"Pick","choices":[{"title":"Red","payload":"R"},
            {"title":"All","url":"https://x.example"}]})"));
    CHECK(template_of(R"({"template_type":"generic","elements":[{"title":"Tea","buttons":[
            {"type":"postback","title":"Buy","payload":"B"}]}]})") ==
          json::parse(R"({"cards":[{"title":"Tea","choices":[{"title":"Buy","payload":"B"}]}]})"));
    CHECK(echo({{"text", "x"}, {"referral", {{"product", {{"id", "1"}}}}}}).addresses.empty());
    const auto withdrawn = echo({{"is_deleted", true}});
    REQUIRE(withdrawn.amends.size() == 1);
    CHECK(withdrawn.amends[0].from == siti);
}

TEST_CASE("an edit changes the message") {
    drive::channel facebook(given());
    const auto got =
        tell(facebook, {{"message_edit", {{"mid", "m_1"}, {"text", "better"}, {"num_edit", "2"}}}});
    REQUIRE(got.amends.size() == 1);
    CHECK(got.amends[0].message_id == "m_1");
    CHECK(got.amends[0].provider_id == "edit:m_1:2");
    CHECK(json::parse(got.amends[0].content) == json{{"text", "better"}});
}

TEST_CASE("an order is cards with its note") {
    drive::channel facebook(given());
    const auto inbound =
        one_of(tell(facebook, {{"order",
                                {{"note", "soon"},
                                 {"products", json::array({{{"id", "1"},
                                                            {"name", "Shoe"},
                                                            {"unit_price", "10.5"},
                                                            {"currency", "MYR"},
                                                            {"quantity", 2}}})}}}}));
    CHECK(json::parse(inbound.content) ==
          json::parse(R"({"text":"soon","cards":[{"title":"Shoe","text":"2 × 10.5 MYR"}]})"));
}

TEST_CASE("in standby everything is kept and nothing answers") {
    drive::channel facebook(given());
    const auto got =
        post(facebook, webhook(json::array({event({{"message", {{"mid", "m_1"}, {"text", "x"}}}}),
                                            event({{"postback", {{"title", "Go"}}}})}),
                               "standby"));
    REQUIRE(got.inbounds.size() == 2);
    CHECK(got.inbounds[0].no_reply);
    CHECK(got.inbounds[1].no_reply);
}

TEST_CASE("Meta's policy degrades the channel until it is lifted") {
    drive::channel facebook(given());
    const auto told = [&](const char* action) {
        return tell(facebook, {{"policy_enforcement", {{"action", action}, {"reason", "spam"}}}});
    };
    CHECK_FALSE(told("block").statuses.at(0).running);
    CHECK(told("unblock").statuses.at(0).running);
    CHECK(told("warning").logs.size() == 1);
}

TEST_CASE("two pages in one webhook, and only ours counts; several events, and all of them do") {
    drive::channel facebook(given());
    auto batch = webhook(json::array({event({{"message", {{"mid", "m_1"}, {"text", "one"}}}}), 7,
                                      json::object(), event({{"message", 7}}),
                                      event({{"message", {{"mid", "m_2"}, {"text", "two"}}}})}));
    batch["entry"].push_back(
        {{"id", "999"},
         {"messaging", json::array({event({{"message", {{"mid", "m_3"}, {"text", "x"}}}})})}});
    batch["entry"].push_back("broken");
    const auto got = post(facebook, batch);
    CHECK(got.http_status() == 200);
    CHECK(got.refused.empty());
    REQUIRE(got.inbounds.size() == 2);
    CHECK(got.inbounds[1].provider_id == "m_2");
}

TEST_CASE("without a page_id every page of the app is taken") {
    drive::channel facebook(given({{"page_id", nullptr}}));
    auto other = webhook(json::array({event({{"message", {{"mid", "m_1"}, {"text", "x"}}}})}));
    other["entry"][0]["id"] = "999";
    CHECK(post(facebook, other).inbounds.size() == 1);
}

TEST_CASE("the dashboard's test of a message is a message; comments and feeds are not") {
    drive::channel facebook(given());
    const auto change = [](const char* field, const json& value) {
        return json::array({{{"field", field}, {"value", value}}});
    };
    const auto shown = post(
        facebook, webhook(change("messages", event({{"message", {{"mid", "t"}, {"text", "x"}}}})),
                          "changes"));
    CHECK(shown.inbounds.size() == 1);
    const auto feed = post(facebook, webhook(change("feed", {{"item", "comment"}}), "changes"));
    CHECK(feed.inbounds.empty());
    CHECK(feed.logs.size() == 1);
}

TEST_CASE("what is unknown is answered and logged") {
    drive::channel facebook(given());
    const auto got = tell(facebook, {{"app_roles", {{"1", {"primary_receiver"}}}}});
    CHECK(got.http_status() == 200);
    REQUIRE(got.logs.size() == 1);
    CHECK(drive::find(got.logs[0].pairs, "what") == "app_roles");
    auto other = webhook(json::array());
    other["object"] = "instagram";
    CHECK(post(facebook, other).http_status() == 200);
}

TEST_CASE("an id that is too long for the host costs itself, not the webhook") {
    drive::channel facebook(given());
    const std::string endless(5'000, 'x');
    const auto got = post(
        facebook,
        webhook(json::array(
            {event({{"message", {{"mid", endless}, {"text", "one"}}}}),
             event({{"sender", {{"id", endless}}}, {"message", {{"mid", "m_1"}, {"text", "two"}}}}),
             event({{"message", {{"mid", "m_2"}, {"text", "three"}}}})})));
    CHECK(got.refused.empty());
    REQUIRE(got.inbounds.size() == 2);
    CHECK(got.inbounds[0].provider_id.empty());
}
