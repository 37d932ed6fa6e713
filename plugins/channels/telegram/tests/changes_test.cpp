#include "telegram_under_test.hpp"

using namespace telegram_test;

namespace {

drive::outcome change(drive::channel& telegram, std::uint32_t purpose, const std::string& content,
                      const std::string& context = {}, const std::string& target = "5001:40") {
    return telegram.send({.purpose = purpose,
                          .to = "5001",
                          .content = content,
                          .target_provider_id = target,
                          .target_context = context});
}

}  // namespace

TEST_CASE("a text is changed as a text, a caption as a caption") {
    drive::channel telegram(given());
    const auto text =
        change(telegram, SELAT_OUT_EDIT, R"({"text":"better"})", R"({"kind":"text"})");
    CHECK(called(telegram, text) == json{{"method", "editMessageText"},
                                         {"chat_id", 5001},
                                         {"message_id", 40},
                                         {"text", "better"}});
    const auto caption =
        change(telegram, SELAT_OUT_EDIT, R"({"text":"better"})", R"({"kind":"caption"})");
    CHECK(called(telegram, caption)["method"] == "editMessageCaption");
    CHECK(called(telegram, caption)["caption"] == "better");
    const auto place = change(telegram, SELAT_OUT_EDIT, R"({"text":"x"})", R"({"kind":"other"})");
    CHECK(place.faileds.at(0).code == selat::code::unsupported);
    const auto nowhere = change(telegram, SELAT_OUT_EDIT, R"({"text":"x"})", {}, "IM1");
    CHECK(nowhere.faileds.at(0).code == selat::code::invalid);
}

TEST_CASE("a change that changes nothing is done") {
    drive::channel telegram(given());
    const auto got = change(telegram, SELAT_OUT_EDIT, R"({"text":"same"})");
    const auto end = telegram.serial_reply(drive::answer_to(
        got.calls.at(0), 400,
        refusal(
            400,
            "Bad Request: message is not modified: specified new message content and reply "
            "markup are exactly the same as a current content and reply markup of the message")));
    CHECK(end.sents.size() == 1);
    CHECK(end.faileds.empty());
}

TEST_CASE("taking back one message, an album, and one of a business account") {
    drive::channel telegram(given());
    CHECK(called(telegram, change(telegram, SELAT_OUT_DELETE, "{}")) ==
          json{{"method", "deleteMessage"}, {"chat_id", 5001}, {"message_id", 40}});
    CHECK(called(telegram, change(telegram, SELAT_OUT_DELETE, "{}",
                                  R"({"kind":"caption","ids":["5001:40","5001:41"]})")) ==
          json{{"method", "deleteMessages"}, {"chat_id", 5001}, {"message_ids", {40, 41}}});
    CHECK(called(telegram, change(telegram, SELAT_OUT_DELETE, "{}", {}, "5001:40@bc1")) ==
          json{{"method", "deleteBusinessMessages"},
               {"business_connection_id", "bc1"},
               {"message_ids", {40}}});
}

TEST_CASE("what is gone already was taken back") {
    drive::channel telegram(given());
    const auto got = change(telegram, SELAT_OUT_DELETE, "{}");
    const auto end = telegram.serial_reply(drive::answer_to(
        got.calls.at(0), 400, refusal(400, "Bad Request: message to delete not found")));
    CHECK(end.sents.size() == 1);
}

TEST_CASE("typing is shown, and ends by itself") {
    drive::channel telegram(given());
    const auto on = change(telegram, SELAT_OUT_TYPING, R"({"on":true})");
    CHECK(called(telegram, on) ==
          json{{"method", "sendChatAction"}, {"chat_id", 5001}, {"action", "typing"}});
    CHECK(on.calls[0].repeatable);
    const auto off = change(telegram, SELAT_OUT_TYPING, R"({"on":false})");
    CHECK(off.calls.empty());
    CHECK(off.sents.size() == 1);
}

TEST_CASE("only messages to a business account can be marked as read") {
    drive::channel telegram(given());
    CHECK(change(telegram, SELAT_OUT_READ, "{}", {}, "5001:11").faileds.at(0).code ==
          selat::code::unsupported);
    CHECK(called(telegram, change(telegram, SELAT_OUT_READ, "{}", {}, "5001:11@bc1")) ==
          json{{"method", "readBusinessMessage"},
               {"business_connection_id", "bc1"},
               {"chat_id", 5001},
               {"message_id", 11}});
}

TEST_CASE("a profile is looked up by its chat") {
    drive::channel telegram(given());
    const auto asked = change(telegram, SELAT_OUT_PROFILE, "{}");
    CHECK(called(telegram, asked)["method"] == "getChat");
    const auto end = telegram.serial_reply(
        drive::answer_to(asked.calls.at(0), 200,
                         R"({"ok":true,"result":{"id":-100,"type":"supergroup","title":"Team"}})"));
    CHECK(end.addresses.at(0).name == "Team");
    CHECK(end.addresses[0].address == "5001");
    CHECK(end.sents.size() == 1);
    const auto unknown = telegram.serial_reply(
        drive::answer_to(asked.calls.at(0), 400, refusal(400, "Bad Request: chat not found")));
    CHECK(unknown.sents.size() == 1);
}
