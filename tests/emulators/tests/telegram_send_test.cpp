#include "tests/emulators/tests/telegram_on_a_port.hpp"

using namespace telegram_emulator_test;

TEST_CASE("a token is checked before anything") {
    telegram_on_a_port telegram;
    CHECK(telegram.client().Get("/telegram/bot1:wrong/getMe")->status == 401);
    CHECK(telegram.client().Get("/telegram/botnonsense/getMe")->status == 404);
    CHECK(telegram.client().Get("/telegram/bot" + token + "/nothing")->status == 404);
    CHECK(telegram.call("GETME")["result"]["is_bot"] == true);
}

TEST_CASE("parameters come in a query, a form, JSON or parts") {
    telegram_on_a_port telegram;
    const auto chat = std::to_string(telegram.ana());
    const auto path = telegram.path("sendMessage");
    const auto text_of = [](const httplib::Result& result) {
        return json::parse(result->body)["result"]["text"];
    };
    auto& client = telegram.client();
    CHECK(text_of(client.Get(path + "?text=query&chat_id=" + chat)) == "query");
    CHECK(text_of(client.Post(path, httplib::Params{{"chat_id", chat}, {"text", "form"}})) ==
          "form");
    const httplib::MultipartFormDataItems parts = {{"chat_id", chat, "", ""},
                                                   {"text", "parts", "", ""}};
    CHECK(text_of(client.Post(path, parts)) == "parts");
    const auto pressed = client.Post(
        path, httplib::Params{
                  {"chat_id", chat},
                  {"text", "x"},
                  {"reply_markup", R"({"inline_keyboard":[[{"text":"A","callback_data":"a"}]]})"}});
    CHECK(json::parse(pressed->body)["result"]["reply_markup"]["inline_keyboard"][0][0]["text"] ==
          "A");
    CHECK(client.Post(path, "{", "application/json")->status == 400);
}

TEST_CASE("whom a bot cannot write to") {
    telegram_on_a_port telegram;
    const auto chat = telegram.ana();
    const auto refused = [&](const std::string& standing, const json& more = json::object()) {
        json who = {{"user", "Ana"}, {"standing", standing}};
        who.update(more);
        const auto id = telegram.control("users", who)["chatId"];
        return telegram.refused("sendMessage", {{"chat_id", id}, {"text", "x"}});
    };
    CHECK(telegram.refused("sendMessage", {{"chat_id", 1}, {"text", "x"}}) ==
          "Bad Request: chat not found");
    CHECK(refused("stranger") == "Forbidden: bot can't initiate conversation with a user");
    CHECK(refused("blocked") == "Forbidden: bot was blocked by the user");
    CHECK(refused("deactivated") == "Forbidden: user is deactivated");
    CHECK(refused("kicked", {{"group", "-100200"}}) ==
          "Forbidden: bot was kicked from the group chat");
    CHECK(refused("left", {{"group", "-1001234567890"}}) ==
          "Forbidden: bot is not a member of the supergroup chat");
    CHECK(refused("open").empty());
    CHECK(chat != 0);
}

TEST_CASE("what Telegram does not take is refused in its words") {
    telegram_on_a_port telegram;
    const auto chat = telegram.ana();
    const auto refused = [&](const std::string& method, json body) {
        body["chat_id"] = chat;
        return telegram.refused(method, body);
    };
    const auto button = [](const json& one) {
        return json{{"text", "x"}, {"reply_markup", {{"inline_keyboard", {{one}}}}}};
    };
    CHECK(refused("sendMessage", {{"text", " "}}) == "Bad Request: message text is empty");
    CHECK(refused("sendMessage", {{"text", std::string(4097, 'a')}}) ==
          "Bad Request: message is too long");
    CHECK(refused("sendMessage", {{"text", std::string(4096, 'a')}}).empty());
    CHECK(refused("sendMessage", {{"text", "a < b"}, {"parse_mode", "HTML"}})
              .starts_with("Bad Request: can't parse entities"));
    CHECK(
        refused("sendMessage", button({{"text", "A"}, {"callback_data", std::string(65, 'a')}})) ==
        "Bad Request: BUTTON_DATA_INVALID");
    CHECK(refused("sendMessage", button({{"text", "A"}, {"url", "https://localhost"}}))
              .find("Wrong HTTP URL") != std::string::npos);
    CHECK(refused("sendMessage", {{"text", "x"}, {"message_thread_id", 5}}) ==
          "Bad Request: message thread not found");
    CHECK(refused("sendMessage", {{"text", "x"}, {"reply_parameters", {{"message_id", 999}}}}) ==
          "Bad Request: message to be replied not found");
    CHECK(refused("sendPhoto", {{"photo", "nonsense"}}) ==
          "Bad Request: wrong file identifier/HTTP URL specified");
    CHECK(refused("sendPhoto",
                  {{"photo", "https://m.example/1"}, {"caption", std::string(1025, 'a')}}) ==
          "Bad Request: message caption is too long");
    CHECK(refused("sendVenue",
                  {{"latitude", 1}, {"longitude", 2}, {"title", "x"}, {"address", ""}}) ==
          "Bad Request: venue title and address must be non-empty");
    CHECK(refused("sendContact", {{"phone_number", "+1"}}) ==
          "Bad Request: contact phone number and first name must be non-empty");
    CHECK(
        refused("sendMediaGroup", {{"media",
                                    {{{"type", "photo"}, {"media", "https://m.example/1"}},
                                     {{"type", "document"}, {"media", "https://m.example/2"}}}}}) ==
        "Bad Request: these media cannot be mixed in one album");
    CHECK(refused("setMessageReaction", {{"message_id", telegram.of_ana()},
                                         {"reaction", {{{"type", "emoji"}, {"emoji", "🧉"}}}}}) ==
          "Bad Request: REACTION_INVALID");
}

TEST_CASE("an album is several messages with one group") {
    telegram_on_a_port telegram;
    const auto got = telegram.call("sendMediaGroup",
                                   {{"chat_id", telegram.ana()},
                                    {"media",
                                     {{{"type", "photo"}, {"media", "https://m.example/1"}},
                                      {{"type", "video"}, {"media", "https://m.example/2"}}}}});
    REQUIRE(got["result"].size() == 2);
    CHECK(got["result"][0]["media_group_id"] == got["result"][1]["media_group_id"]);
}

TEST_CASE("changing a message to what it is already is refused") {
    telegram_on_a_port telegram;
    const auto chat = telegram.ana();
    const auto sent = telegram.call("sendMessage", {{"chat_id", chat}, {"text", "x"}})["result"];
    const auto edit = [&](const json& id, const std::string& text) {
        return telegram.refused("editMessageText",
                                {{"chat_id", chat}, {"message_id", id}, {"text", text}});
    };
    CHECK(edit(sent["message_id"], "x").find("message is not modified") != std::string::npos);
    CHECK(edit(sent["message_id"], "y").empty());
    CHECK(edit(9, "y") == "Bad Request: message to edit not found");
    CHECK(edit(telegram.of_ana(), "y") == "Bad Request: message can't be edited");
    CHECK(telegram.call("deleteMessage",
                        {{"chat_id", chat}, {"message_id", sent["message_id"]}})["ok"] == true);
    CHECK(telegram.refused("deleteMessage",
                           {{"chat_id", chat}, {"message_id", sent["message_id"]}}) ==
          "Bad Request: message to delete not found");
}

TEST_CASE("too many messages are put off, with how long") {
    telegram_on_a_port telegram({{"speed", 1}, {"bot_limit", 2}, {"group_limit", 3}});
    const auto chat = telegram.ana();
    const auto send = [&](const json& to) {
        return telegram.post("sendMessage", {{"chat_id", to}, {"text", "x"}});
    };
    send(chat);
    send(chat);
    const auto late = send(chat);
    CHECK(late->status == 429);
    CHECK(late->has_header("Retry-After"));
    CHECK(json::parse(late->body)["description"] == "Too Many Requests: retry after 1");
    telegram.control("bot", {{"bot_limit", 0}});
    const auto group = telegram.control("users", {{"group", "-100200"}})["chatId"];
    for (int n = 0; n < 3; ++n) {
        CHECK(send(group)->status == 200);
    }
    CHECK(json::parse(send(group)->body)["parameters"]["retry_after"] > 1);
}

TEST_CASE("faults strike at a method") {
    telegram_on_a_port telegram;
    const auto chat = telegram.ana();
    telegram.control(
        "faults", {{"endpoint", "sendMessage"}, {"kind", "fail"}, {"count", 1}, {"status", 502}});
    CHECK(telegram.post("sendMessage", {{"chat_id", chat}, {"text", "x"}})->status == 502);
    telegram.control("faults", {{"endpoint", "sendMessage"}, {"kind", "fail_after"}, {"count", 1}});
    CHECK(telegram.post("sendMessage", {{"chat_id", chat}, {"text", "kept"}})->status == 500);
    CHECK(telegram.look("sent?user=Ana")["items"].size() == 1);
}

TEST_CASE("what the bot does beside writing is seen") {
    telegram_on_a_port telegram;
    const auto chat = telegram.ana();
    telegram.call("sendChatAction", {{"chat_id", chat}, {"action", "typing"}});
    CHECK(telegram.refused("sendChatAction", {{"chat_id", chat}, {"action", "dancing"}}) ==
          "Bad Request: wrong parameter action in request");
    telegram.call("setMessageReaction", {{"chat_id", chat},
                                         {"message_id", telegram.of_ana()},
                                         {"reaction", {{{"type", "emoji"}, {"emoji", "👍"}}}}});
    const auto seen = telegram.look("activity?user=Ana")["items"];
    REQUIRE(seen.size() == 2);
    CHECK(seen[0]["action"] == "typing");
    CHECK(seen[1]["reaction"][0]["emoji"] == "👍");
}
