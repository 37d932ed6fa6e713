#include "telegram_under_test.hpp"

using namespace telegram_test;

namespace {

json tap(const std::string& data, const json& keyboard = json::array()) {
    return {{"callback_query",
             {{"id", "4382bfdwdsb323b2d9"},
              {"from", {{"id", 5001}, {"first_name", "Ana"}, {"language_code", "ms"}}},
              {"chat_instance", "1"},
              {"data", data},
              {"message",
               {{"message_id", 40},
                {"date", 1704164645},
                {"chat", {{"id", 5001}, {"type", "private"}}},
                {"from", {{"id", 110201543}, {"is_bot", true}}},
                {"reply_markup", {{"inline_keyboard", keyboard}}}}}}}};
}

}  // namespace

TEST_CASE("a tap is a choice with the button's label, and is answered at once") {
    drive::channel telegram(given());
    const json keyboard = {
        {{{"text", "No"}, {"callback_data", "n"}}, {{"text", "Yes"}, {"callback_data", "y"}}}};
    const auto got = update(telegram, tap("y", keyboard));
    CHECK(content_of(got) == json{{"selected", {{"title", "Yes"}, {"payload", "y"}}}});
    CHECK(got.inbounds[0].from == "5001");
    CHECK(got.inbounds[0].author_name == "Ana");
    CHECK(got.inbounds[0].reply_to == "5001:40");
    const auto call = called(telegram, got);
    CHECK(call["method"] == "answerCallbackQuery");
    CHECK(call["callback_query_id"] == "4382bfdwdsb323b2d9");
    CHECK(got.calls[0].op == 0);
}

TEST_CASE("a tap on something that is gone is told by its payload") {
    drive::channel telegram(given());
    auto about = tap("y");
    about["callback_query"].erase("message");
    const auto got = update(telegram, about);
    CHECK(content_of(got) == json{{"selected", {{"title", "y"}, {"payload", "y"}}}});
    CHECK(got.inbounds[0].from == "5001");
    CHECK(got.inbounds[0].verified);
}

TEST_CASE("a tap in a group comes from the group") {
    drive::channel telegram(given());
    auto about = tap("y");
    about["callback_query"]["message"]["chat"] = {{"id", -100}, {"type", "supergroup"}};
    const auto got = update(telegram, about);
    CHECK(got.inbounds.at(0).from == "-100");
    CHECK(got.inbounds[0].author == "5001");
}

TEST_CASE("a payload that is too long for Telegram comes back whole, also after a restart") {
    const auto payload = GENERATE(as<std::string>{}, std::string(65, 'p'), "~short but marked",
                                  "{\"order\":\"7\",\"step\":\"" + std::string(500, 'x') + "\"}");
    drive::channel telegram(given());
    const auto sent =
        send(telegram, {{"text", "?"}, {"choices", {{{"title", "Go"}, {"payload", payload}}}}});
    const std::string data =
        called(telegram, sent)["reply_markup"]["inline_keyboard"][0][0]["callback_data"];
    CHECK(data.size() <= 64);
    CHECK(data != payload);
    CHECK(content_of(update(telegram, tap(data)))["selected"]["payload"] == payload);
    REQUIRE(sent.states.size() == 1);
    auto later = given();
    later.state[sent.states[0].key] = sent.states[0].value;
    drive::channel restarted(later);
    CHECK(content_of(update(restarted, tap(data)))["selected"]["payload"] == payload);
    CHECK(send(restarted, {{"text", "?"}, {"choices", {{{"title", "Go"}, {"payload", payload}}}}})
              .states.empty());
}

TEST_CASE("a payload that is used again takes no room from another") {
    const json again = {{"text", "?"},
                        {"choices", {{{"title", "Go"}, {"payload", std::string(65, 'p')}}}}};
    drive::channel telegram(given());
    const auto first = send(telegram, again).states.at(0);
    auto full = given();
    full.state[first.key] = "1 " + std::string(65, 'p');
    for (int n = 1; n < 4'096; ++n) {
        full.state["payload:~" + std::to_string(n)] = std::to_string(n) + " other";
    }
    drive::channel restarted(full);
    const auto kept = send(restarted, again).states;
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].key == first.key);
    const auto more = send(restarted, {{"text", "?"}, {"choices", {{{"title", "~new"}}}}}).states;
    REQUIRE(more.size() == 2);
    CHECK(more[0].key == "payload:~1");
    CHECK(more[0].value.empty());
}

TEST_CASE("short payloads travel as they are") {
    drive::channel telegram(given());
    const auto sent = send(
        telegram,
        {{"text", "?"},
         {"choices", {{{"title", "A"}, {"payload", std::string(64, 'a')}}, {{"title", "B"}}}}});
    const auto row = called(telegram, sent)["reply_markup"]["inline_keyboard"][0];
    CHECK(row[0]["callback_data"] == std::string(64, 'a'));
    CHECK(row[1]["callback_data"] == "B");
    CHECK(sent.states.empty());
}

TEST_CASE("a name that nothing is kept under is what it is") {
    drive::channel telegram(given());
    CHECK(content_of(update(telegram, tap("~gone")))["selected"]["payload"] == "~gone");
}

TEST_CASE("a tap on a game is kept by its kind") {
    drive::channel telegram(given());
    auto about = tap("");
    about["callback_query"]["game_short_name"] = "chess";
    CHECK(content_of(update(telegram, about)) == json{{"unsupported", {{"kind", "game"}}}});
}
