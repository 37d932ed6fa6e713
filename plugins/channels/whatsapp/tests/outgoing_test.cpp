#include "whatsapp_under_test.hpp"

using namespace whatsapp_test;

namespace {

drive::outgoing_message to_ann(const json& content) {
    return {.op = 7, .message = own_message, .to = ann, .content = content.dump()};
}

json body_of(const drive::outcome& out) {
    INFO(out.error);
    REQUIRE(out.calls.size() == 1);
    return json::parse(out.calls[0].body);
}

json sent(const json& content) {
    drive::channel whatsapp(given());
    return body_of(whatsapp.send(to_ann(content)));
}

struct outgoing_case {
    std::string content;
    std::string message;  // what is in it beside recipient and wrapping
};

}  // namespace

TEST_CASE("content goes out as WhatsApp's messages") {
    const auto each = GENERATE(values<outgoing_case>({
        {R"({"text":"Hello"})", R"({"type":"text","text":{"body":"Hello"}})"},
        {R"({"text":"see https://x.example"})",
         R"({"type":"text","text":{"body":"see https://x.example","preview_url":true}})"},
        {R"({"text":"look","attachments":[{"kind":"image","url":"https://x.example/a.png"}]})",
         R"({"type":"image","image":{"link":"https://x.example/a.png","caption":"look"}})"},
        {R"({"attachments":[{"kind":"video","url":"https://x.example/a.mp4"}]})",
         R"({"type":"video","video":{"link":"https://x.example/a.mp4"}})"},
        {R"({"attachments":[{"kind":"audio","url":"https://x.example/a.ogg"}]})",
         R"({"type":"audio","audio":{"link":"https://x.example/a.ogg"}})"},
        {R"({"attachments":[{"kind":"sticker","url":"https://x.example/a.webp"}]})",
         R"({"type":"sticker","sticker":{"link":"https://x.example/a.webp"}})"},
        {R"({"attachments":[{"kind":"file","url":"https://x.example/a/bill.pdf?x=1"}]})",
         R"({"type":"document","document":{"link":"https://x.example/a/bill.pdf?x=1",
             "filename":"bill.pdf"}})"},
        {R"({"attachments":[{"kind":"file","url":"https://x.example/9","name":"Bill.pdf"}]})",
         R"({"type":"document","document":{"link":"https://x.example/9","filename":"Bill.pdf"}})"},
        {R"({"location":{"latitude":3.1,"longitude":101.7,"name":"KL"}})",
         R"({"type":"location","location":{"latitude":3.1,"longitude":101.7,"name":"KL"}})"},
        {R"({"contacts":[{"name":"Ben","phones":["+60"],"emails":["b@x.example"]}]})",
         R"({"type":"contacts","contacts":[{"name":{"formatted_name":"Ben","first_name":"Ben"},
             "phones":[{"phone":"+60"}],"emails":[{"email":"b@x.example"}]}]})"},
        {R"({"text":"Which?","choices":[{"title":"Red","payload":"r"},{"title":"Blue"}]})",
         R"({"type":"interactive","interactive":{"type":"button","body":{"text":"Which?"},
             "action":{"buttons":[{"type":"reply","reply":{"id":"r","title":"Red"}},
                                  {"type":"reply","reply":{"id":"Blue","title":"Blue"}}]}}})"},
        {R"({"choices":[{"title":"Yes"},{"title":"No"}]})",
         R"({"type":"interactive","interactive":{"type":"button","body":{"text":"Yes / No"},
             "action":{"buttons":[{"type":"reply","reply":{"id":"Yes","title":"Yes"}},
                                  {"type":"reply","reply":{"id":"No","title":"No"}}]}}})"},
        {R"({"text":"Which?","choices":[{"title":"A"},{"title":"B"},{"title":"C"},{"title":"D"}]})",
         R"({"type":"interactive","interactive":{"type":"list","body":{"text":"Which?"},
             "action":{"button":"Choose","sections":[{"title":"Choose","rows":[
               {"id":"A","title":"A"},{"id":"B","title":"B"},{"id":"C","title":"C"},
               {"id":"D","title":"D"}]}]}}})"},
        {R"({"text":"Which?","choices":[{"title":"one with twenty-two c"},{"title":"B"}]})",
         R"({"type":"interactive","interactive":{"type":"list","body":{"text":"Which?"},
             "action":{"button":"Choose","sections":[{"title":"Choose","rows":[
               {"id":"one with twenty-two c","title":"one with twenty-two c"},
               {"id":"B","title":"B"}]}]}}})"},
        {R"({"text":"Pay","choices":[{"title":"Open","url":"https://x.example/pay"}]})",
         R"({"type":"interactive","interactive":{"type":"cta_url","body":{"text":"Pay"},
             "action":{"name":"cta_url","parameters":{"display_text":"Open",
                       "url":"https://x.example/pay"}}}})"},
        {R"({"text":"Pay","choices":[{"title":"Web","url":"https://x.example"},{"title":"Later"}]})",
         R"({"type":"interactive","interactive":{"type":"button",
             "body":{"text":"Pay\nWeb: https://x.example"},
             "action":{"buttons":[{"type":"reply","reply":{"id":"Later","title":"Later"}}]}}})"},
        {R"({"cards":[{"title":"Shoe","text":"Red","image":"https://x.example/s.png",
             "choices":[{"title":"Buy","payload":"b"}]}]})",
         R"({"type":"interactive","interactive":{"type":"button","body":{"text":"*Shoe*\nRed"},
             "header":{"type":"image","image":{"link":"https://x.example/s.png"}},
             "action":{"buttons":[{"type":"reply","reply":{"id":"b","title":"Buy"}}]}}})"},
        {R"({"cards":[{"title":"Shoe","image":"https://x.example/s.png"}]})",
         R"({"type":"image","image":{"link":"https://x.example/s.png","caption":"*Shoe*"}})"},
        {R"({"cards":[{"title":"Shoe","text":"Red"}]})",
         R"({"type":"text","text":{"body":"*Shoe*\nRed"}})"},
        {R"({"reaction":{"emoji":"👍","to":"wamid.Z"}})",
         R"({"type":"reaction","reaction":{"message_id":"wamid.Z","emoji":"👍"}})"},
        {R"({"reaction":{"emoji":"👍","to":"wamid.Z","removed":true}})",
         R"({"type":"reaction","reaction":{"message_id":"wamid.Z","emoji":""}})"},
        {R"({"template":{"name":"hello_world"}})",
         R"({"type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}})"},
        {R"({"template":{"name":"order_ready","language":"ms-MY","parameters":["Ann",17]}})",
         R"({"type":"template","template":{"name":"order_ready","language":{"code":"ms_MY"},
             "components":[{"type":"body","parameters":[{"type":"text","text":"Ann"},
                                                        {"type":"text","text":"17"}]}]}})"},
        {R"({"template":{"name":"o","language":"en","parameters":{"2":"b","10":"c","1":"a"}}})",
         R"({"type":"template","template":{"name":"o","language":{"code":"en"},
             "components":[{"type":"body","parameters":[{"type":"text","text":"a"},
               {"type":"text","text":"b"},{"type":"text","text":"c"}]}]}})"},
        {R"({"template":{"name":"o","language":"en","parameters":{"order_no":"17"}}})",
         R"({"type":"template","template":{"name":"o","language":{"code":"en"},
             "components":[{"type":"body","parameters":[{"type":"text","text":"17",
               "parameter_name":"order_no"}]}]}})"},
        {R"({"template":{"name":"o","language":"en","parameters":[{"type":"header",
             "parameters":[{"type":"image","image":{"link":"https://x.example/y.png"}}]}]}})",
         R"({"type":"template","template":{"name":"o","language":{"code":"en"},
             "components":[{"type":"header","parameters":[{"type":"image",
               "image":{"link":"https://x.example/y.png"}}]}]}})"},
    }));
    CAPTURE(each.content);
    auto expected = json::parse(each.message);
    expected.update({{"messaging_product", "whatsapp"},
                     {"recipient_type", "individual"},
                     {"to", ann},
                     {"biz_opaque_callback_data", own_message}});
    CHECK(sent(json::parse(each.content)) == expected);
}

TEST_CASE("a send is a call of Graph's with the token as a handle, that is not repeated") {
    drive::channel whatsapp(given());
    const auto call = whatsapp.send(to_ann({{"text", "hi"}})).calls.at(0);
    CHECK(call.op == 7);
    CHECK(call.method == "POST");
    CHECK(call.url == "https://graph.facebook.com/v25.0/106540352242922/messages");
    CHECK(drive::find(call.headers, "authorization") == "Bearer {{secret:access_token}}");
    CHECK_FALSE(call.repeatable);
    CHECK_FALSE(call.secret_body);
}

TEST_CASE("api_base and api_version say where") {
    auto options = given();
    auto all = json::parse(options.options);
    all["api_base"] = "http://127.0.0.1:9000/whatsapp/";
    all["api_version"] = GENERATE("v26.0", "");
    options.options = all.dump();
    drive::channel whatsapp(options);
    const auto version = all["api_version"].get<std::string>();
    CHECK(whatsapp.send(to_ann({{"text", "hi"}})).calls.at(0).url ==
          "http://127.0.0.1:9000/whatsapp" + (version.empty() ? "" : "/" + version) +
              "/106540352242922/messages");
}

TEST_CASE("a reply names what it answers, except templates and reactions") {
    drive::channel whatsapp(given());
    auto message = to_ann({{"text", "hi"}});
    message.reply_to_provider_id = "wamid.Q";
    CHECK(body_of(whatsapp.send(message))["context"] == json{{"message_id", "wamid.Q"}});
    message.content = R"({"template":{"name":"hello_world"}})";
    CHECK_FALSE(body_of(whatsapp.send(message)).contains("context"));
    message.content = R"({"reaction":{"emoji":"x","to":"IM0"}})";
    const auto reaction = body_of(whatsapp.send(message));
    CHECK_FALSE(reaction.contains("context"));
    CHECK(reaction["reaction"]["message_id"] == "wamid.Q");
}

TEST_CASE("user ids and groups are addressed in their own way") {
    drive::channel whatsapp(given());
    auto message = to_ann({{"text", "hi"}});
    message.to = "US.13491208655302741918";
    const auto to_user = body_of(whatsapp.send(message));
    CHECK(to_user["recipient"] == message.to);
    CHECK_FALSE(to_user.contains("to"));
    message.to = "group:Y2F0";
    const auto to_group = body_of(whatsapp.send(message));
    CHECK(to_group["to"] == "Y2F0");
    CHECK(to_group["recipient_type"] == "group");
}

TEST_CASE("what is no address or cannot be carried is refused before any call") {
    drive::channel whatsapp(given());
    for (const auto* to : {"", "15557770001", "ann", "+", "+1 555", "group:"}) {
        INFO(to);
        auto message = to_ann({{"text", "hi"}});
        message.to = to;
        CHECK(whatsapp.send(message).code == selat::code::invalid);
    }
    for (const auto* content :
         {"[]", R"({"attachments":[{"kind":"image","url":"/api/v1/media/ME1"}]})",
          R"({"attachments":[{"kind":"image"}]})", R"({"location":{"latitude":1}})",
          R"({"reaction":{"emoji":"x","to":"IM0"}})", R"({"template":{}})",
          R"({"template":{"name":"x","parameters":[{"a":1}]}})",
          R"({"template":{"name":"x","parameters":{"1":"a","name":"b"}}})"}) {
        INFO(content);
        auto message = to_ann({});
        message.content = content;
        const auto got = whatsapp.send(message);
        CHECK(got.code == selat::code::invalid);
        CHECK(got.calls.empty());
    }
    CHECK(whatsapp.send(to_ann({{"subject", "x"}})).code == selat::code::unsupported);
}

TEST_CASE("a text that does not fit as caption goes before its picture, each under its own id") {
    drive::channel whatsapp(given());
    const std::string words(1'500, 'x');
    const auto first = whatsapp.send(to_ann(
        {{"text", words},
         {"attachments", json::array({{{"kind", "image"}, {"url", "https://x.example/a.png"}}})}}));
    CHECK(body_of(first)["text"]["body"] == words);
    const auto second =
        whatsapp.reply(drive::answer_to(first.calls[0], 200, R"({"messages":[{"id":"wamid.1"}]})"));
    CHECK(second.sents.empty());
    CHECK(body_of(second)["image"] == json{{"link", "https://x.example/a.png"}});
    const auto end = whatsapp.reply(
        drive::answer_to(second.calls[0], 200, R"({"messages":[{"id":"wamid.2"}]})"));
    REQUIRE(end.sents.size() == 1);
    CHECK(end.sents[0].provider_ids == std::vector<std::string>{"wamid.1", "wamid.2"});
}

TEST_CASE("reading and typing mark the customer's message") {
    drive::channel whatsapp(given());
    const auto read = whatsapp.send(
        {.op = 8, .purpose = SELAT_OUT_READ, .to = ann, .target_provider_id = "wamid.A"});
    CHECK(body_of(read) ==
          json{{"messaging_product", "whatsapp"}, {"status", "read"}, {"message_id", "wamid.A"}});
    CHECK(read.calls[0].repeatable);
    const auto typing = whatsapp.send({.op = 9,
                                       .purpose = SELAT_OUT_TYPING,
                                       .to = ann,
                                       .content = R"({"on":true})",
                                       .address_context = "1750000000000 wamid.N"});
    CHECK(body_of(typing)["message_id"] == "wamid.N");
    CHECK(body_of(typing)["typing_indicator"] == json{{"type", "text"}});
    CHECK(whatsapp.reply(drive::answer_to(typing.calls[0], 200, R"({"success":true})"))
              .sents.at(0)
              .provider_ids.empty());
    const auto off = whatsapp.send({.op = 9,
                                    .purpose = SELAT_OUT_TYPING,
                                    .to = ann,
                                    .content = R"({"on":false})",
                                    .address_context = "1 wamid.N"});
    CHECK(off.calls.empty());
    CHECK(off.sents.size() == 1);
    CHECK(whatsapp.send({.purpose = SELAT_OUT_EDIT, .to = ann}).faileds.at(0).code ==
          selat::code::unsupported);
}
