#include "telegram_under_test.hpp"

using namespace telegram_test;

TEST_CASE("a text goes out plain, so that nothing in it has to be escaped") {
    drive::channel telegram(given());
    const auto got = send(telegram, {{"text", "*1* < 2 & {{secret:bot_token}}"}});
    const auto call = called(telegram, got);
    CHECK(call == json{{"method", "sendMessage"},
                       {"chat_id", 5001},
                       {"text", "*1* < 2 & {{secret:bot_token}}"}});
    CHECK(got.calls[0].url.find(token) == std::string::npos);
    CHECK_FALSE(got.calls[0].secret_body);
    CHECK_FALSE(got.calls[0].repeatable);
    const auto end = telegram.serial_reply(drive::answer_to(got.calls[0], 200, taken(40)));
    CHECK(end.sents.at(0).provider_ids == std::vector<std::string>{"5001:40"});
    CHECK(end.sents[0].op == 7);
}

TEST_CASE("4096 units are one message, more are refused") {
    drive::channel telegram(given());
    std::string text(4094, 'a');
    CHECK(send(telegram, {{"text", text + "👋"}}).calls.size() == 1);
    CHECK(send(telegram, {{"text", text + "a👋"}}).code == selat::code::invalid);
}

TEST_CASE("addresses are chats, topics of groups and public names") {
    drive::channel telegram(given());
    CHECK(called(telegram, send(telegram, {{"text", "x"}}, "-1001234567890"))["chat_id"] ==
          -1001234567890);
    CHECK(called(telegram, send(telegram, {{"text", "x"}}, "@news"))["chat_id"] == "@news");
    const auto topic = called(telegram, send(telegram, {{"text", "x"}}, "-100/77"));
    CHECK(topic["chat_id"] == -100);
    CHECK(topic["message_thread_id"] == 77);
    for (const auto* wrong : {"", "ana", "12a", "-", "5001/x", "@", "@a b", "007", "-0123",
                              "5001/01", "9999999999999999999", "12345678901234567890"}) {
        CAPTURE(wrong);
        const auto got = send(telegram, {{"text", "x"}}, wrong);
        CHECK(got.calls.empty());
        CHECK(got.faileds.at(0).code == selat::code::invalid);
    }
}

TEST_CASE("a message goes out where the customer wrote last: in the business account's chat") {
    drive::channel telegram(given());
    const auto got = telegram.send(
        {.to = "5001", .content = R"({"text":"x"})", .address_context = R"({"business":"bc1"})"});
    CHECK(called(telegram, got)["business_connection_id"] == "bc1");
}

TEST_CASE("what is answered is named, and its loss does not matter") {
    drive::channel telegram(given());
    const auto got = telegram.send(
        {.to = "5001", .content = R"({"text":"x"})", .reply_to_provider_id = "5001:11"});
    CHECK(called(telegram, got)["reply_parameters"] ==
          json{{"message_id", 11}, {"allow_sending_without_reply", true}});
    const auto elsewhere = telegram.send(
        {.to = "5001", .content = R"({"text":"x"})", .reply_to_provider_id = "5001:11@bc1"});
    CHECK_FALSE(called(telegram, elsewhere).contains("reply_parameters"));
}

TEST_CASE("choices are buttons: short ones beside each other, links as links") {
    drive::channel telegram(given());
    const auto rows = [&](const json& choices) {
        return called(telegram,
                      send(telegram, {{"text", "Which?"},
                                      {"choices", choices}}))["reply_markup"]["inline_keyboard"];
    };
    CHECK(rows({{{"title", "Red"}, {"payload", "r"}},
                {{"title", "Blue"}, {"payload", "b"}},
                {{"title", "Green"}, {"payload", "g"}},
                {{"title", "None"}, {"payload", "n"}}}) ==
          json::parse(R"([[{"text":"Red","callback_data":"r"},{"text":"Blue","callback_data":"b"},
              {"text":"Green","callback_data":"g"}],[{"text":"None","callback_data":"n"}]])"));
    CHECK(rows({{{"title", "A rather long answer"}, {"payload", "1"}},
                {{"title", "Short"}, {"payload", "2"}}})
              .size() == 2);
    CHECK(rows({{{"title", "Site"}, {"url", "https://shop.example/a?b=c"}}}) ==
          json::parse(R"([[{"text":"Site","url":"https://shop.example/a?b=c"}]])"));
}

TEST_CASE("a link that Telegram opens from no button is written out") {
    drive::channel telegram(given());
    const auto call =
        called(telegram,
               send(telegram, {{"text", "Here:"},
                               {"choices", {{{"title", "Mail"}, {"url", "mailto:a@b.example"}}}}}));
    CHECK(call["text"] == "Here:\nMail: mailto:a@b.example");
    CHECK_FALSE(call.contains("reply_markup"));
    const auto inside =
        called(telegram, send(telegram, {{"choices", {{{"url", "https://intranet/page.html"}}}}}));
    CHECK(inside["text"] == "https://intranet/page.html");
    CHECK_FALSE(inside.contains("reply_markup"));
}

TEST_CASE("choices alone need words above them") {
    drive::channel telegram(given());
    const auto call =
        called(telegram, send(telegram, {{"choices", {{{"title", "Yes"}}, {{"title", "No"}}}}}));
    CHECK(call["text"] == "Yes · No");
}

TEST_CASE("each kind of attachment has its method") {
    drive::channel telegram(given());
    struct row {
        json attachment;
        std::string method, field;
    };
    const std::string url = "https://m.example/a";
    const auto row = GENERATE_COPY(values<struct row>(
        {{{{"kind", "image"}, {"url", url}}, "sendPhoto", "photo"},
         {{{"kind", "image"}, {"url", url}, {"mime", "image/gif"}}, "sendAnimation", "animation"},
         {{{"kind", "image"}, {"url", url + ".gif"}}, "sendAnimation", "animation"},
         {{{"kind", "video"}, {"url", url}}, "sendVideo", "video"},
         {{{"kind", "audio"}, {"url", url}, {"mime", "audio/ogg"}}, "sendVoice", "voice"},
         {{{"kind", "audio"}, {"url", url}, {"mime", "audio/ogg; codecs=opus"}},
          "sendVoice",
          "voice"},
         {{{"kind", "audio"}, {"url", url}}, "sendAudio", "audio"},
         {{{"kind", "file"}, {"url", url}}, "sendDocument", "document"},
         {{{"kind", "sticker"}, {"url", url}}, "sendSticker", "sticker"}}));
    const auto call = called(telegram, send(telegram, {{"attachments", {row.attachment}}}));
    CHECK(call["method"] == row.method);
    CHECK(call[row.field] == row.attachment["url"]);
    CHECK(call.size() == 3);
}

TEST_CASE("what Telegram has already goes by its id") {
    drive::channel telegram(given());
    const auto call =
        called(telegram,
               send(telegram, {{"attachments", {{{"kind", "sticker"}, {"url", "file_id:CAAC"}}}}}));
    CHECK(call["sticker"] == "CAAC");
}

TEST_CASE("a file that is nowhere is refused") {
    drive::channel telegram(given());
    CHECK(send(telegram, {{"attachments", {{{"kind", "image"}, {"url", "/api/v1/media/ME1"}}}}})
              .code == selat::code::invalid);
    CHECK(send(telegram, {{"attachments", {{{"kind", "image"}, {"url", "file_id:"}}}}}).code ==
          selat::code::invalid);
}

TEST_CASE("words go beside a file while they fit there, else before it") {
    drive::channel telegram(given());
    const json picture = {{{"kind", "image"}, {"url", "https://m.example/1.jpg"}}};
    const auto beside = called(
        telegram, send(telegram, {{"text", std::string(1024, 'a')}, {"attachments", picture}}));
    CHECK(beside["method"] == "sendPhoto");
    CHECK(beside["caption"] == std::string(1024, 'a'));
    const auto before =
        send(telegram, {{"text", std::string(1025, 'a')}, {"attachments", picture}});
    CHECK(called(telegram, before)["method"] == "sendMessage");
    const auto then = telegram.serial_reply(drive::answer_to(before.calls[0], 200, taken(40)));
    CHECK(called(telegram, then)["method"] == "sendPhoto");
    CHECK(then.sents.empty());
    const auto end = telegram.serial_reply(drive::answer_to(then.calls[0], 200, taken(41)));
    CHECK(end.sents.at(0).provider_ids == std::vector<std::string>{"5001:40", "5001:41"});
}

TEST_CASE("several files are an album where Telegram takes them together") {
    drive::channel telegram(given());
    const auto file = [](const char* kind, int n) {
        return json{{"kind", kind}, {"url", "https://m.example/" + std::to_string(n)}};
    };
    const auto got =
        send(telegram, {{"text", "look"},
                        {"attachments", {file("image", 1), file("video", 2), file("file", 3)}}});
    const auto album = called(telegram, got);
    CHECK(album["method"] == "sendMediaGroup");
    CHECK(album["media"] == json::parse(R"([
        {"type":"photo","media":"https://m.example/1","caption":"look"},
        {"type":"video","media":"https://m.example/2"}])"));
    const json both = {{"ok", true},
                       {"result",
                        {{{"message_id", 40}, {"chat", {{"id", 5001}}}},
                         {{"message_id", 41}, {"chat", {{"id", 5001}}}}}}};
    const auto then = telegram.serial_reply(drive::answer_to(got.calls[0], 200, both.dump()));
    CHECK(called(telegram, then)["method"] == "sendDocument");
    const auto end = telegram.serial_reply(drive::answer_to(then.calls[0], 200, taken(42)));
    CHECK(end.sents.at(0).provider_ids.size() == 3);
}

TEST_CASE("what Telegram cannot fetch goes as a link") {
    drive::channel telegram(given());
    const auto why = GENERATE(
        as<std::string>{}, "Bad Request: failed to get HTTP URL content",
        "Bad Request: wrong type of the web page content", "Bad Request: wrong HTTP URL specified",
        "Bad Request: wrong file identifier/HTTP URL specified", "Bad Request: file is too big");
    const auto got = send(
        telegram, {{"text", "Your bill"},
                   {"attachments",
                    {{{"kind", "file"}, {"url", "https://m.example/1"}, {"name", "bill.docx"}}}}});
    const auto then =
        telegram.serial_reply(drive::answer_to(got.calls.at(0), 400, refusal(400, why)));
    CHECK(called(telegram, then) == json{{"method", "sendMessage"},
                                         {"chat_id", 5001},
                                         {"text", "Your bill\nbill.docx: https://m.example/1"}});
    const auto end = telegram.serial_reply(drive::answer_to(then.calls[0], 200, taken(41)));
    CHECK(end.sents.size() == 1);
}

TEST_CASE("places, people and cards have their own") {
    drive::channel telegram(given());
    CHECK(called(telegram,
                 send(telegram, {{"location", {{"latitude", 3.1}, {"longitude", 101.6}}}})) ==
          json{{"method", "sendLocation"},
               {"chat_id", 5001},
               {"latitude", 3.1},
               {"longitude", 101.6}});
    const auto venue =
        called(telegram,
               send(telegram,
                    {{"location", {{"latitude", 3.1}, {"longitude", 101.6}, {"name", "Shop"}}}}));
    CHECK(venue["method"] == "sendVenue");
    CHECK(venue["title"] == "Shop");
    CHECK(venue["address"] == "Shop");
    const auto contact =
        called(telegram, send(telegram, {{"contacts", {{{"name", "Bo"}, {"phones", {"+601"}}}}}}));
    CHECK(contact["method"] == "sendContact");
    CHECK(contact["phone_number"] == "+601");
    CHECK(contact["first_name"] == "Bo");
    const auto words = called(
        telegram, send(telegram, {{"contacts", {{{"name", "Bo"}, {"emails", {"bo@b.example"}}}}}}));
    CHECK(words["text"] == "Bo\nbo@b.example");
    const auto card = called(
        telegram, send(telegram, {{"cards",
                                   {{{"title", "Tea"},
                                     {"text", "Hot"},
                                     {"image", "https://m.example/t.jpg"},
                                     {"choices", {{{"title", "Buy"}, {"payload", "b"}}}}}}}}));
    CHECK(card["method"] == "sendPhoto");
    CHECK(card["caption"] == "Tea\nHot");
    CHECK(card["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "b");
}

TEST_CASE("a reaction is set on what it answers, and taken away") {
    drive::channel telegram(given());
    const auto set = telegram.send({.to = "5001",
                                    .content = R"({"reaction":{"emoji":"👍","to":"IM1"}})",
                                    .reply_to_provider_id = "5001:11"});
    CHECK(called(telegram, set) ==
          json::parse(R"({"method":"setMessageReaction","chat_id":5001,"message_id":11,
              "reaction":[{"type":"emoji","emoji":"👍"}]})"));
    CHECK(set.calls[0].repeatable);
    const auto end =
        telegram.serial_reply(drive::answer_to(set.calls[0], 200, R"({"ok":true,"result":true})"));
    CHECK(end.sents.at(0).provider_ids.empty());
    const auto gone =
        send(telegram, {{"reaction", {{"emoji", "👍"}, {"to", "5001:11"}, {"removed", true}}}});
    CHECK(called(telegram, gone)["reaction"] == json::array());
    CHECK(send(telegram, {{"reaction", {{"emoji", "👍"}, {"to", "IM1"}}}}).code ==
          selat::code::unsupported);
}

TEST_CASE("a reaction stays on its message, wherever the customer wrote last") {
    drive::channel telegram(given());
    const auto on = [&](const std::string& target) {
        return telegram.send({.to = "-100",
                              .content = R"({"reaction":{"emoji":"👍","to":"IM1"}})",
                              .reply_to_provider_id = target,
                              .address_context = R"({"moved":"-100200","business":"bc1"})"});
    };
    const auto got = on("-100:11");
    const auto body = called(telegram, got);
    CHECK(body["chat_id"] == -100);
    CHECK_FALSE(body.contains("business_connection_id"));
    const auto end = telegram.serial_reply(
        drive::answer_to(got.calls.at(0), 400,
                         refusal(400, "Bad Request: group chat was upgraded to a supergroup chat",
                                 {{"migrate_to_chat_id", -100200}})));
    CHECK(end.calls.empty());
    CHECK(end.faileds.size() == 1);
    CHECK(on("-100:11@bc1").code == selat::code::unsupported);
}

TEST_CASE("a reaction is spelt as in Telegram's list") {
    drive::channel telegram(given());
    const auto spelt = [&](const std::string& emoji) {
        const json wanted = {{"reaction", {{"emoji", emoji}, {"to", "5001:11"}}}};
        return called(telegram, send(telegram, wanted))["reaction"][0]["emoji"];
    };
    CHECK(spelt("\u2764\ufe0f") == "\u2764");
    CHECK(spelt("\u2764\ufe0f\u200d\U0001f525") == "\u2764\u200d\U0001f525");
    CHECK(spelt("\U0001f937\u200d\u2642\ufe0f") == "\U0001f937\u200d\u2642");
}

TEST_CASE("what Telegram has no part for is refused") {
    drive::channel telegram(given());
    CHECK(send(telegram, {{"template", {{"name", "x"}}}}).code == selat::code::unsupported);
    CHECK(telegram.send({.to = "5001", .content = "nonsense"}).code == selat::code::invalid);
    CHECK(send(telegram, {{"location", {{"latitude", 1}}}}).code == selat::code::invalid);
}
