#include "line_under_test.hpp"

using namespace line_test;

namespace {

struct outgoing_case {
    std::string content;
    std::string messages;
};

json messages_of(const drive::outcome& out) {
    REQUIRE(out.calls.size() == 1);
    return json::parse(out.calls[0].body)["messages"];
}

drive::outcome send(const std::string& content) {
    drive::channel line(given());
    return line.send({.to = user, .content = content});
}

json cards(int count, const json& card) { return json{{"cards", json(std::size_t(count), card)}}; }

}  // namespace

TEST_CASE("content goes out as LINE's messages") {
    const auto each = GENERATE(values<outgoing_case>({
        {R"({"text":"hi 👋"})", R"([{"type":"text","text":"hi 👋"}])"},
        {R"({"text":"Which one?","choices":[{"title":"Red","payload":"opt=red"},{"title":"Blue"}]})",
         R"([{"type":"text","text":"Which one?","quickReply":{"items":[
             {"type":"action","action":{"type":"postback","label":"Red","data":"opt=red","displayText":"Red"}},
             {"type":"action","action":{"type":"message","label":"Blue","text":"Blue"}}]}}])"},
        {R"({"choices":[{"title":"Yes"},{"title":"No"}]})",
         R"([{"type":"text","text":"Yes / No","quickReply":{"items":[
             {"type":"action","action":{"type":"message","label":"Yes","text":"Yes"}},
             {"type":"action","action":{"type":"message","label":"No","text":"No"}}]}}])"},
        {R"({"text":"More?","choices":[{"title":"Open","url":"https://example.com"}]})",
         R"([{"type":"template","altText":"More?","template":{"type":"buttons","text":"More?",
             "actions":[{"type":"uri","label":"Open","uri":"https://example.com"}]}}])"},
        {R"({"attachments":[{"kind":"image","url":"https://m.example/1.png"}]})",
         R"([{"type":"image","originalContentUrl":"https://m.example/1.png",
              "previewImageUrl":"https://m.example/1.png"}])"},
        {R"({"attachments":[{"kind":"video","url":"https://m.example/1.mp4"}]})",
         R"([{"type":"video","originalContentUrl":"https://m.example/1.mp4",
              "previewImageUrl":"https://gateway.example/channels/line-my/video.png"}])"},
        {R"({"attachments":[{"kind":"audio","url":"https://m.example/1.m4a"}]})",
         R"([{"type":"audio","originalContentUrl":"https://m.example/1.m4a","duration":60000}])"},
        {R"({"attachments":[{"kind":"file","url":"https://m.example/1","name":"bill.pdf"}]})",
         R"([{"type":"text","text":"bill.pdf\nhttps://m.example/1"}])"},
        {R"({"attachments":[{"kind":"image","url":"http://plain.example/1.png"}]})",
         R"([{"type":"text","text":"http://plain.example/1.png"}])"},
        {R"({"attachments":[{"kind":"sticker","name":"446/1988"}]})",
         R"([{"type":"sticker","packageId":"446","stickerId":"1988"}])"},
        {R"({"attachments":[{"kind":"sticker","name":"cat","url":"https://m.example/cat.png"}]})",
         R"([{"type":"image","originalContentUrl":"https://m.example/cat.png",
              "previewImageUrl":"https://m.example/cat.png"}])"},
        {R"({"text":"look","attachments":[{"kind":"image","url":"https://m.example/1.png"}],
             "choices":[{"title":"Nice"}]})",
         R"([{"type":"image","originalContentUrl":"https://m.example/1.png",
              "previewImageUrl":"https://m.example/1.png"},
             {"type":"text","text":"look","quickReply":{"items":[
               {"type":"action","action":{"type":"message","label":"Nice","text":"Nice"}}]}}])"},
        {R"({"location":{"latitude":3.1579,"longitude":101.7116,"name":"KLCC","address":"Kuala Lumpur"}})",
         R"([{"type":"location","title":"KLCC","address":"Kuala Lumpur","latitude":3.1579,"longitude":101.7116}])"},
        {R"({"location":{"latitude":3.5,"longitude":101}})",
         R"([{"type":"location","title":"3.5,101","address":"3.5,101","latitude":3.5,"longitude":101.0}])"},
        {R"({"cards":[{"title":"Tea","text":"Hot","image":"https://m.example/t.png",
             "choices":[{"title":"Buy","payload":"buy=tea"}]}]})",
         R"([{"type":"template","altText":"Tea","template":{"type":"buttons","title":"Tea","text":"Hot",
             "thumbnailImageUrl":"https://m.example/t.png",
             "actions":[{"type":"postback","label":"Buy","data":"buy=tea","displayText":"Buy"}]}}])"},
        {R"({"cards":[{"text":"Sure?","choices":[{"title":"Yes"},{"title":"No"}]}]})",
         R"([{"type":"template","altText":"Sure?","template":{"type":"confirm","text":"Sure?",
             "actions":[{"type":"message","label":"Yes","text":"Yes"},{"type":"message","label":"No","text":"No"}]}}])"},
        {R"({"cards":[{"text":"a","choices":[{"title":"A"}]},{"text":"b","choices":[{"title":"B"}]}]})",
         R"([{"type":"template","altText":"a","template":{"type":"carousel","columns":[
             {"text":"a","actions":[{"type":"message","label":"A","text":"A"}]},
             {"text":"b","actions":[{"type":"message","label":"B","text":"B"}]}]}}])"},
    }));
    CAPTURE(each.content);
    CHECK(messages_of(send(each.content)) == json::parse(each.messages));
}

TEST_CASE("cards that are not alike go as flex, which has no such rule") {
    const auto messages = messages_of(
        send(R"({"cards":[{"title":"A","text":"a","choices":[{"title":"1"}]},{"text":"b"}]})"));
    REQUIRE(messages.size() == 1);
    CHECK(messages[0]["type"] == "flex");
    CHECK(messages[0]["altText"] == "A");
    CHECK(messages[0]["contents"]["contents"].size() == 2);
}

TEST_CASE("more choices than quick replies go as flex buttons") {
    json content = {{"text", "Pick"}, {"choices", json(14, json{{"title", "x"}})}};
    const auto messages = messages_of(send(content.dump()));
    CHECK(messages[0]["type"] == "flex");
    CHECK(messages[0]["contents"]["footer"]["contents"].size() == 14);
}

TEST_CASE("a text too long for flex stands above its buttons") {
    json content = {{"text", std::string(2001, 'x')},
                    {"choices", {{{"title", "Open"}, {"url", "https://example.com"}}}}};
    const auto messages = messages_of(send(content.dump()));
    REQUIRE(messages.size() == 2);
    CHECK(messages[0] == json{{"type", "text"}, {"text", content["text"]}});
    CHECK(messages[1]["template"]["text"] == "Open");
    CHECK(messages[1]["template"]["actions"][0]["uri"] == "https://example.com");
    content["text"] = std::string(2000, 'x');
    const auto one = messages_of(send(content.dump()));
    REQUIRE(one.size() == 1);
    CHECK(one[0]["contents"]["body"]["contents"][0]["text"] == content["text"]);
}

TEST_CASE("a link that LINE's buttons do not open is written out") {
    const auto url =
        GENERATE(as<std::string>{}, "mailto:a@b.example", "javascript:alert(1)", "ftp://b.example/",
                 "https://b.example/a b", "https://b.example/\u00fc", "/a",
                 "tel:", "HTTPS://b.example/" + std::string(1000, 'x'));
    CAPTURE(url);
    const auto only = messages_of(
        send(json{{"text", "Ask"}, {"choices", {{{"title", "Us"}, {"url", url}}}}}.dump()));
    CHECK(only == json::array({{{"type", "text"}, {"text", "Ask\nUs\n" + std::string(url)}}}));
    const auto mixed = messages_of(
        send(json{{"choices", {{{"title", "Us"}, {"url", url}}, {{"title", "Yes"}}}}}.dump()));
    REQUIRE(mixed.size() == 1);
    CHECK(mixed[0]["text"] == "Us\n" + std::string(url));
    CHECK(mixed[0]["quickReply"]["items"].size() == 1);
    const json card = {{"text", "Ask"},
                       {"choices", {{{"title", "Us"}, {"url", url}}, {{"title", "Yes"}}}}};
    const auto shown = messages_of(send(cards(1, card).dump())).dump();
    CHECK_THAT(shown, Catch::Matchers::Contains("Ask\\nUs\\n"));
    CHECK(shown.find("\"uri\"") == std::string::npos);
}

TEST_CASE("links that do not fit below a long text follow it") {
    const auto text = std::string(4990, 'x');
    const auto messages = messages_of(
        send(json{{"text", text}, {"choices", {{{"title", "Us"}, {"url", "mailto:a@b.example"}}}}}
                 .dump()));
    REQUIRE(messages.size() == 2);
    CHECK(messages[0]["text"] == text);
    CHECK(messages[1]["text"] == "Us\nmailto:a@b.example");
}

TEST_CASE("every scheme that LINE opens makes a button") {
    const auto url = GENERATE(as<std::string>{}, "http://a.example", "HTTPS://a.example",
                              "line://ti/p/@x", "tel:+60312345678");
    const auto messages = messages_of(
        send(json{{"text", "a"}, {"choices", {{{"title", "b"}, {"url", url}}}}}.dump()));
    CHECK(messages[0]["template"]["actions"][0]["uri"] == url);
}

TEST_CASE("what LINE cannot carry ends as a refusal, and nothing is sent") {
    struct refusal_case {
        std::string content;
        selat::code code;
    };
    const auto each = GENERATE(values<refusal_case>(
        {{"[]", selat::code::invalid},
         {"not json", selat::code::invalid},
         {R"({"contacts":[{"name":"Ali"}]})", selat::code::unsupported},
         {R"({"attachments":[{"kind":"image"}]})", selat::code::invalid},
         {R"({"location":{"latitude":1}})", selat::code::invalid},
         {R"({"text":")" + std::string(5001, 'x') + R"("})", selat::code::invalid},
         {R"({"text":"a","choices":[{"title":"b","payload":")" + std::string(301, 'x') + R"("}]})",
          selat::code::invalid},
         {cards(1, json::object()).dump(), selat::code::invalid},
         {json{{"attachments", json(6, {{"kind", "image"}, {"url", "https://m.example/1"}})}}
              .dump(),
          selat::code::unsupported}}));
    CAPTURE(each.content);
    const auto out = send(each.content);
    CHECK(out.code == each.code);
    CHECK_FALSE(out.error.empty());
    CHECK(out.calls.empty());
}

TEST_CASE("the author is the sender's name, unless LINE forbids it") {
    drive::channel line(given());
    const auto sender = [&](const std::string& name) {
        const auto out = line.send({.to = user, .content = R"({"text":"x"})", .author_name = name});
        return messages_of(out)[0].value("/sender/name"_json_pointer, "");
    };
    CHECK(sender("Aminah") == "Aminah");
    CHECK(sender("A very long name of somebody") == "A very long name of…");
    CHECK(sender("Caroline").empty());
    CHECK(sender("").empty());
}

TEST_CASE("an answer quotes what it answers") {
    drive::channel line(given());
    const auto out =
        line.send({.to = user,
                   .content = R"({"attachments":[{"kind":"image","url":"https://m.example/1"}],
                                               "text":"this"})",
                   .reply_to_context = R"({"quote":"q3Plxr4AgKd","read":"r"})"});
    for (const auto& message : messages_of(out)) {
        CHECK(message.value("quoteToken", "") == (message["type"] == "text" ? "q3Plxr4AgKd" : ""));
    }
}

TEST_CASE("without a fresh reply token a message is pushed under its retry key") {
    const auto context =
        GENERATE(std::string{}, std::string{"1699999949000 old"}, std::string{"rubbish"});
    drive::channel line(given());
    const auto out = line.send({.to = user,
                                .content = R"({"text":"hi"})",
                                .idempotency_key = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                                .address_context = context});
    REQUIRE(out.calls.size() == 1);
    const auto& call = out.calls[0];
    CHECK(call.method == "POST");
    CHECK(call.url == "https://api.line.me/v2/bot/message/push");
    CHECK(json::parse(call.body)["to"] == user);
    CHECK(drive::find(call.headers, "x-line-retry-key") == "7c9e6679-7425-40de-944b-e07fc1f90ae7");
    CHECK(line.fill_in(drive::find(call.headers, "authorization")) == "Bearer t0ken");
    CHECK(call.repeatable);
}

TEST_CASE("a fresh reply token is used first, and such a call is not repeatable") {
    drive::channel line(given());
    const auto got = deliver(line, payload("text"));
    line.advance(49'000);
    const auto out = line.send({.to = user,
                                .content = R"({"text":"hi"})",
                                .address_context = got.inbounds.at(0).address_context,
                                .address_context_ms = 1'700'000'000'000});
    REQUIRE(out.calls.size() == 1);
    CHECK(out.calls[0].url == "https://api.line.me/v2/bot/message/reply");
    CHECK(json::parse(out.calls[0].body) ==
          json{{"replyToken", "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA01"},
               {"messages", {{{"type", "text"}, {"text", "hi"}}}}});
    CHECK(drive::find(out.calls[0].headers, "x-line-retry-key").empty());
    CHECK_FALSE(out.calls[0].repeatable);
}

TEST_CASE("typing is shown in chats with one person, and ends by itself") {
    drive::channel line(given());
    const auto on =
        line.send({.purpose = SELAT_OUT_TYPING, .to = user, .content = R"({"on":true})"});
    REQUIRE(on.calls.size() == 1);
    CHECK(on.calls[0].url == "https://api.line.me/v2/bot/chat/loading/start");
    CHECK(json::parse(on.calls[0].body) == json{{"chatId", user}, {"loadingSeconds", 20}});
    CHECK(line.reply(drive::answer_to(on.calls[0], 202, "{}")).sents.size() == 1);
    const auto off =
        line.send({.purpose = SELAT_OUT_TYPING, .to = user, .content = R"({"on":false})"});
    CHECK(off.calls.empty());
    CHECK(off.sents.size() == 1);
    const auto in_group =
        line.send({.purpose = SELAT_OUT_TYPING, .to = group, .content = R"({"on":true})"});
    CHECK(in_group.calls.empty());
    CHECK(in_group.sents.size() == 1);
}

TEST_CASE("a message is marked as read by its token") {
    drive::channel line(given());
    const auto out = line.send({.purpose = SELAT_OUT_READ,
                                .to = user,
                                .target_context = R"({"quote":"q","read":"read-1"})"});
    REQUIRE(out.calls.size() == 1);
    CHECK(out.calls[0].url == "https://api.line.me/v2/bot/chat/markAsRead");
    CHECK(json::parse(out.calls[0].body) == json{{"markAsReadToken", "read-1"}});
    const auto without = line.send({.purpose = SELAT_OUT_READ, .to = user});
    CHECK(without.faileds.at(0).code == selat::code::unsupported);
}

TEST_CASE("edits and deletions are beyond LINE") {
    const auto purpose = GENERATE(SELAT_OUT_EDIT, SELAT_OUT_DELETE);
    drive::channel line(given());
    const auto out = line.send({.purpose = purpose, .to = user, .content = R"({"text":"x"})"});
    CHECK(out.faileds.at(0).code == selat::code::unsupported);
}

TEST_CASE("a profile becomes the address's name, picture and language") {
    drive::channel line(given());
    const auto out = line.send({.purpose = SELAT_OUT_PROFILE, .to = user});
    REQUIRE(out.calls.size() == 1);
    CHECK(out.calls[0].method == "GET");
    CHECK(out.calls[0].url == "https://api.line.me/v2/bot/profile/" + user);
    const auto end = line.reply(drive::answer_to(
        out.calls[0], 200,
        R"({"displayName":"Mei","userId":"U1","pictureUrl":"https://p.example/m","language":"ms"})"));
    REQUIRE(end.addresses.size() == 1);
    CHECK(end.addresses[0].address == user);
    CHECK(end.addresses[0].name == "Mei");
    CHECK(end.addresses[0].picture == "https://p.example/m");
    CHECK(end.addresses[0].locale == "ms");
    CHECK(end.sents.size() == 1);
}

TEST_CASE("an address without a profile goes on without a name") {
    drive::channel line(given());
    const auto out = line.send({.purpose = SELAT_OUT_PROFILE, .to = user});
    const auto end =
        line.reply(drive::answer_to(out.calls.at(0), 404, R"({"message":"Not found"})"));
    CHECK(end.addresses.empty());
    CHECK(end.sents.size() == 1);
    CHECK(line.send({.purpose = SELAT_OUT_PROFILE, .to = room}).sents.size() == 1);
    CHECK(line.send({.purpose = SELAT_OUT_PROFILE, .to = "U1/../../x"}).calls.empty());
}

TEST_CASE("a group's name is looked up as a group's") {
    drive::channel line(given());
    const auto out = line.send({.purpose = SELAT_OUT_PROFILE, .to = group});
    CHECK(out.calls.at(0).url == "https://api.line.me/v2/bot/group/" + group + "/summary");
    const auto end =
        line.reply(drive::answer_to(out.calls[0], 200, R"({"groupId":"C2","groupName":"Family"})"));
    CHECK(end.addresses.at(0).name == "Family");
}
