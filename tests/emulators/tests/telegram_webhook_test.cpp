#include "tests/emulators/tests/telegram_on_a_port.hpp"

#include <future>

using namespace telegram_emulator_test;

TEST_CASE("an update is told with the secret, numbered, one a request") {
    bot gate;
    telegram_on_a_port telegram;
    CHECK(telegram.call("setWebhook",
                        {{"url", gate.url()}, {"secret_token", "hush"}})["description"] ==
          "Webhook was set");
    const auto told = telegram.does({{"text", "hello 👋"}});
    CHECK(told["delivered"] == true);
    const auto taken = gate.taken();
    REQUIRE(taken.size() == 1);
    CHECK(taken[0].secret == "hush");
    CHECK(taken[0].body["update_id"].is_number_integer());
    CHECK(taken[0].body["message"]["text"] == "hello 👋");
    CHECK(taken[0].body["message"]["chat"]["type"] == "private");
    CHECK(taken[0].body["message"]["chat"]["id"] == taken[0].body["message"]["from"]["id"]);
    telegram.does({{"text", "x"}, {"signature", "wrong"}});
    telegram.does({{"text", "x"}, {"signature", "absent"}});
    CHECK(gate.taken().at(1).secret != "hush");
    CHECK(gate.taken().at(2).secret.empty());
}

TEST_CASE("a webhook is set as Telegram sets it") {
    telegram_on_a_port telegram({{"local", false}, {"speed", 100'000}});
    const auto refused = [&](const json& body) { return telegram.refused("setWebhook", body); };
    CHECK(refused({{"url", "http://bot.example/x"}}) ==
          "Bad Request: bad webhook: An HTTPS URL must be provided for webhook");
    CHECK(refused({{"url", "https://bot.example:444/x"}}) ==
          "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
    CHECK(refused({{"url", "nonsense"}}) == "Bad Request: invalid webhook URL specified");
    CHECK(refused({{"url", "https://bot.example"}, {"secret_token", std::string(257, 'a')}}) ==
          "Bad Request: secret token is too long");
    CHECK(refused({{"url", "https://bot.example"}, {"secret_token", "a b"}}) ==
          "Bad Request: secret token contains unallowed characters");
    CHECK(refused({{"url", "https://bot.example:8443/x"}, {"allowed_updates", {"message"}}}) ==
          "Webhook was set");
    const auto info = telegram.call("getWebhookInfo")["result"];
    CHECK(info["url"] == "https://bot.example:8443/x");
    CHECK(info["allowed_updates"] == json{"message"});
}

TEST_CASE("setting a webhook twice within a second is too much") {
    telegram_on_a_port telegram({{"speed", 1}});
    telegram.call("setWebhook", {{"url", "http://127.0.0.1:1/x"}});
    const auto again = telegram.post("setWebhook", {{"url", "http://127.0.0.1:1/x"}});
    CHECK(again->status == 429);
    CHECK(again->get_header_value("Retry-After") == "1");
    CHECK(json::parse(again->body)["parameters"]["retry_after"] == 1);
}

TEST_CASE("updates of one chat wait for the one before; other chats do not") {
    bot gate;
    std::size_t refusals = 0;
    gate.answer = [&](std::size_t, httplib::Response&) { return refusals++ < 3 ? 500 : 200; };
    telegram_on_a_port telegram({{"webhook_url", gate.url()}});
    const auto told = telegram.control("messages", {{"messages",
                                                     {{{"user", "Ana"}, {"text", "first"}},
                                                      {{"user", "Ana"}, {"text", "second"}}}}});
    CHECK(told["items"][0]["attempts"] == 4);
    CHECK(told["items"][1]["attempts"] == 1);
    CHECK(gate.texts() == std::vector<std::string>{"first", "first", "first", "first", "second"});
    const auto log = telegram.look("webhooks?wait_idle_ms=10000");
    CHECK(log["items"][0]["reason"] == "Wrong response from the webhook: 500");
    CHECK(log["info"]["last_error_message"] == "Wrong response from the webhook: 500");
}

TEST_CASE("what nobody takes is dropped when it is too old") {
    bot gate;
    gate.answer = [](std::size_t, httplib::Response&) { return 503; };
    telegram_on_a_port telegram({{"webhook_url", gate.url()}, {"speed", 1'000'000}});
    const auto told = telegram.does({{"text", "x"}});
    CHECK(told["delivered"] == false);
    CHECK(told["reason"] == "Wrong response from the webhook: 503");
    CHECK(gate.taken().size() > 1);
}

TEST_CASE("a call in the webhook's answer is carried out, but for those that only ask") {
    bot gate;
    gate.answer = [](std::size_t n, httplib::Response& response) {
        response.set_content(n == 1 ? R"({"method":"sendMessage","chat_id":77,"text":"hi"})"
                                    : R"({"method":"deleteWebhook"})",
                             "application/json");
        return 200;
    };
    telegram_on_a_port telegram({{"webhook_url", gate.url()}});
    telegram.does({{"user", "77"}, {"text", "x"}});
    const auto sent = telegram.look("sent?user=77&wait_ms=10000")["items"];
    CHECK(sent.at(0)["message"]["text"] == "hi");
    telegram.does({{"user", "77"}, {"text", "y"}});
    telegram.look("webhooks?wait_idle_ms=10000");
    CHECK_FALSE(telegram.call("getWebhookInfo")["result"]["url"].get<std::string>().empty());
}

TEST_CASE("a bot that is gone for a day loses its webhook") {
    bot gate;
    gate.answer = [](std::size_t, httplib::Response&) { return 410; };
    telegram_on_a_port telegram({{"webhook_url", gate.url()}, {"speed", 1'000'000}});
    // An update is tried for a day, which may end just before the webhook does.
    for (int n = 0; n < 3 && telegram.call("getWebhookInfo")["result"]["url"] != ""; ++n) {
        CHECK(telegram.does({{"text", std::to_string(n)}})["delivered"] == false);
    }
    CHECK(telegram.call("getWebhookInfo")["result"]["url"] == "");
    CHECK(telegram.call("getUpdates")["result"].size() == 1);
}

TEST_CASE("only wanted updates are told") {
    bot gate;
    telegram_on_a_port telegram({{"webhook_url", gate.url()}});
    const auto said = telegram.does({{"text", "x"}});
    const json reacts = {{"react", {{"message", said["messageId"]}, {"after", {"👍"}}}}};
    CHECK(telegram.does(reacts)["delivered"] == false);
    telegram.control(
        "bot", {{"webhook_url", gate.url()}, {"allowed_updates", {"message", "message_reaction"}}});
    CHECK(telegram.does(reacts)["delivered"] == true);
    CHECK(gate.taken().back().body["message_reaction"]["new_reaction"][0]["emoji"] == "👍");
}

TEST_CASE("without a webhook updates wait until they are asked for and confirmed") {
    telegram_on_a_port telegram;
    telegram.does({{"text", "one"}, {"async", true}});
    telegram.does({{"text", "two"}, {"async", true}});
    const auto got = telegram.call("getUpdates", {{"timeout", 5}})["result"];
    REQUIRE(got.size() == 2);
    CHECK(telegram.call("getUpdates")["result"].size() == 2);
    const auto next = got[0]["update_id"].get<std::int64_t>() + 1;
    const auto rest = telegram.call("getUpdates", {{"offset", next}})["result"];
    REQUIRE(rest.size() == 1);
    CHECK(rest[0]["message"]["text"] == "two");
    telegram.control("bot", {{"webhook_url", "http://127.0.0.1:1/x"}});
    CHECK(telegram.refused("getUpdates").find("webhook is active") != std::string::npos);
}

TEST_CASE("one question at a time waits for updates, until one comes, another asks, or a webhook") {
    telegram_on_a_port telegram;
    const auto waiting = [&] {
        return std::async(std::launch::async, [&] {
            httplib::Client other("127.0.0.1", telegram.port());
            other.set_read_timeout(60, 0);
            const auto asked = other.Post(telegram_on_a_port::path("getUpdates"),
                                          R"({"timeout":50})", "application/json");
            return asked ? json::parse(asked->body) : json();
        });
    };
    const auto is_waiting = [&] {
        while (telegram.look("webhooks")["asking"] != 1) {
            std::this_thread::yield();
        }
    };
    auto first = waiting();
    is_waiting();
    telegram.does({{"text", "one"}, {"async", true}});
    CHECK(first.get()["result"].size() == 1);
    const auto one = telegram.call("getUpdates", {{"offset", -1}})["result"][0]["update_id"];
    telegram.call("getUpdates", {{"offset", one.get<std::int64_t>() + 1}});
    auto second = waiting();
    is_waiting();
    CHECK(telegram.call("getUpdates")["result"].empty());
    CHECK(second.get()["description"].get<std::string>().find("terminated by other") !=
          std::string::npos);
    auto third = waiting();
    is_waiting();
    CHECK(telegram.call("setWebhook", {{"url", "http://127.0.0.1:1/x"}})["ok"] == true);
    CHECK(third.get()["description"] == "Conflict: terminated by setWebhook request");
}

TEST_CASE("asking for updates also says which, and a negative offset keeps the last") {
    telegram_on_a_port telegram;
    telegram.call("getUpdates", {{"allowed_updates", {"message", "message_reaction"}}});
    const auto said = telegram.does({{"text", "one"}, {"async", true}});
    telegram.does({{"text", "two"}, {"async", true}});
    telegram.does(
        {{"react", {{"message", said["messageId"]}, {"after", {"👍"}}}}, {"async", true}});
    telegram.does({{"edit", said["messageId"]}, {"text", "three"}, {"async", true}});
    CHECK(telegram.call("getUpdates")["result"].size() == 3);
    CHECK(telegram.call("getUpdates", {{"offset", -1}})["result"].size() == 1);
    CHECK(telegram.call("getUpdates")["result"].size() == 1);
}

TEST_CASE("a business account connects the bot, says what it may, and ends it") {
    bot gate;
    telegram_on_a_port telegram({{"webhook_url", gate.url()}});
    telegram.does({{"connection", {{"id", "bc1"}, {"owner", "Siti"}}}});
    const auto told = gate.taken().back().body["business_connection"];
    CHECK(told["user"]["first_name"] == "Siti");
    CHECK(told["is_enabled"] == true);
    CHECK(told["rights"]["can_reply"] == true);
    const json which = {{"business_connection_id", "bc1"}};
    CHECK(telegram.call("getBusinessConnection", which)["result"] == told);
    const auto said = telegram.does({{"text", "hello"}, {"business", "bc1"}});
    telegram.does({{"text", "hi"}, {"business", "bc1"}, {"owner", true}});
    const auto owner = gate.taken().back().body["business_message"];
    CHECK(owner["from"]["id"] == told["user"]["id"]);
    CHECK(owner["chat"]["id"] == said["chatId"]);
    const json answer = {
        {"business_connection_id", "bc1"}, {"chat_id", said["chatId"]}, {"text", "x"}};
    CHECK(telegram.call("sendMessage", answer)["ok"] == true);
    telegram.does({{"connection", {{"id", "bc1"}, {"replies", false}}}});
    CHECK(telegram.refused("sendMessage", answer) ==
          "Bad Request: BUSINESS_CONNECTION_NOT_ALLOWED");
    telegram.does({{"connection", {{"id", "bc1"}, {"enabled", false}}}});
    CHECK(telegram.refused("sendMessage", answer) == "Bad Request: BUSINESS_CONNECTION_INVALID");
    CHECK(telegram.refused("readBusinessMessage", {{"business_connection_id", "other"}}) ==
          "Bad Request: business connection not found");
}

TEST_CASE("people block the bot, edit, tap, move their group; the bot is told") {
    bot gate;
    telegram_on_a_port telegram({{"webhook_url", gate.url()}});
    const auto said = telegram.does({{"text", "one"}});
    telegram.does({{"edit", said["messageId"]}, {"text", "better"}});
    CHECK(gate.taken().back().body["edited_message"]["text"] == "better");
    telegram.does({{"membership", "kicked"}});
    CHECK(gate.taken().back().body["my_chat_member"]["new_chat_member"]["status"] == "kicked");
    CHECK(telegram.refused("sendMessage", {{"chat_id", said["chatId"]}, {"text", "x"}}) ==
          "Forbidden: bot was blocked by the user");
    telegram.does({{"membership", "member"}});
    const json keyboard = {{"inline_keyboard", {{{{"text", "Yes"}, {"callback_data", "y"}}}}}};
    const auto sent = telegram.call(
        "sendMessage", {{"chat_id", said["chatId"]}, {"text", "?"}, {"reply_markup", keyboard}});
    telegram.does({{"tap", {{"message", sent["result"]["message_id"]}, {"button", "Yes"}}}});
    const auto tap = gate.taken().back().body["callback_query"];
    CHECK(tap["data"] == "y");
    CHECK(telegram.call("answerCallbackQuery", {{"callback_query_id", tap["id"]}})["ok"] == true);
    CHECK(telegram.refused("answerCallbackQuery", {{"callback_query_id", tap["id"]}})
              .find("query is too old") != std::string::npos);
    const auto group = telegram.does({{"group", "Team"}, {"text", "x"}});
    telegram.does({{"group", "Team"}, {"migrate", true}});
    const auto moved = telegram.call("sendMessage", {{"chat_id", group["chatId"]}, {"text", "x"}});
    CHECK(moved["description"] == "Bad Request: group chat was upgraded to a supergroup chat");
    const auto there = moved["parameters"]["migrate_to_chat_id"];
    CHECK(telegram.call("sendMessage", {{"chat_id", there}, {"text", "x"}})["ok"] == true);
}

TEST_CASE("a file is had by its path, with the token, up to 20 MB") {
    bot gate;
    telegram_on_a_port telegram({{"local", false}, {"webhook_url", gate.url()}});
    telegram.does({{"document", {{"content", "the bytes"}, {"file_name", "a.txt"}}}});
    const auto document = gate.taken().back().body["message"]["document"];
    CHECK(document["file_name"] == "a.txt");
    const auto found = telegram.call("getFile", {{"file_id", document["file_id"]}})["result"];
    const std::string path = found["file_path"];
    CHECK(telegram.client().Get("/telegram/file/bot" + token + "/" + path)->body == "the bytes");
    CHECK(telegram.client().Get("/telegram/file/bot1:x/" + path)->status == 401);
    telegram.does({{"video", {{"size", 30'000'000}}}});
    const auto video = gate.taken().back().body["message"]["video"];
    CHECK(telegram.refused("getFile", {{"file_id", video["file_id"]}}) ==
          "Bad Request: file is too big");
}
