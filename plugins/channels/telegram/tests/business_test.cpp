#include "telegram_under_test.hpp"

using namespace telegram_test;

namespace {

// A BusinessConnection of Telegram's, with `more` in it.
json connection(const std::string& id, const json& more = json::object()) {
    json out = {{"id", id},
                {"user", {{"id", 9}, {"is_bot", false}, {"first_name", "Siti"}}},
                {"user_chat_id", 9},
                {"date", 1704164645},
                {"rights", {{"can_reply", true}, {"can_read_messages", true}}},
                {"is_enabled", true}};
    out.update(more);
    return out;
}

drive::outcome learn(drive::channel& telegram, const json& about) {
    static std::int64_t number = 700'000'100;
    auto told = update(telegram, {{"business_connection", about}}, ++number);
    CHECK(told.http_status() == 200);
    CHECK(told.calls.empty());
    told.states = telegram.timer("webhook-look").states;  // the next serial call
    return told;
}

drive::outcome write_through(drive::channel& telegram, const std::string& connection) {
    return telegram.send({.op = 7,
                          .to = "5001",
                          .content = R"({"text":"x"})",
                          .address_context = json{{"business", connection}}.dump()});
}

}  // namespace

TEST_CASE("a business account that connects the bot is kept and told of") {
    drive::channel telegram(given());
    const auto got = learn(telegram, connection("bc1"));
    REQUIRE(got.states.size() == 1);
    CHECK(got.states[0].key == "business:bc1");
    CHECK(got.logs.at(0).event == "business-connection");
    CHECK(drive::find(got.logs[0].pairs, "owner") == "Siti");
    CHECK(called(telegram, write_through(telegram, "bc1"))["business_connection_id"] == "bc1");
}

TEST_CASE(
    "nothing is written through a connection that its owner has ended, or that may not reply") {
    drive::channel telegram(given());
    learn(telegram, connection("bc1"));
    learn(telegram, connection("bc1", {{"is_enabled", false}}));
    const auto ended = write_through(telegram, "bc1");
    CHECK(ended.calls.empty());
    CHECK(ended.code == selat::code::wrong_state);
    CHECK(ended.error.find("disconnected") != std::string::npos);
    learn(telegram, connection("bc2", {{"user", {{"id", 8}}}, {"rights", json::object()}}));
    CHECK(write_through(telegram, "bc2").error.find("does not let") != std::string::npos);
    // As before Bot API 9.
    auto old = connection("bc3", {{"user", {{"id", 7}}}, {"can_reply", true}});
    old.erase("rights");
    learn(telegram, old);
    CHECK(write_through(telegram, "bc3").calls.size() == 1);
}

TEST_CASE("who connects anew is answered through the new connection, also after a restart") {
    drive::channel telegram(given());
    auto kept = given();
    for (const auto& each : {connection("bc1"), connection("bc1", {{"is_enabled", false}}),
                             connection("bc2", {{"date", 1704164700}}),
                             connection("other", {{"user", {{"id", 8}}}, {"date", 1704164800}})}) {
        const auto got = learn(telegram, each);
        kept.state[got.states.at(0).key] = got.states[0].value;
    }
    CHECK(called(telegram, write_through(telegram, "bc1"))["business_connection_id"] == "bc2");
    drive::channel again(kept);
    const auto sent = again.send({.op = 7,
                                  .to = "5001",
                                  .content = R"({"text":"x"})",
                                  .reply_to_provider_id = "5001:11@bc1",
                                  .address_context = R"({"business":"bc1"})"});
    const auto body = called(again, sent);
    CHECK(body["business_connection_id"] == "bc2");
    CHECK(body["reply_parameters"]["message_id"] == 11);
    CHECK(called(again, again.send({.op = 8,
                                    .purpose = SELAT_OUT_READ,
                                    .to = "5001",
                                    .content = "{}",
                                    .target_provider_id = "5001:11@bc1"})) ==
          json{{"method", "readBusinessMessage"},
               {"business_connection_id", "bc2"},
               {"chat_id", 5001},
               {"message_id", 11}});
}

TEST_CASE("messages keep their names when the account's owner connects anew") {
    drive::channel telegram(given());
    learn(telegram, connection("bc1"));
    learn(telegram, connection("bc1", {{"is_enabled", false}}));
    learn(telegram, connection("bc2", {{"date", 1704164700}}));
    const auto edit =
        update(telegram, {{"edited_business_message",
                           message({{"business_connection_id", "bc2"}, {"text", "better"}})}});
    CHECK(edit.amends.at(0).message_id == "5001:11@bc1");
    const auto gone = update(telegram, {{"deleted_business_messages",
                                         {{"business_connection_id", "bc2"},
                                          {"chat", {{"id", 5001}, {"type", "private"}}},
                                          {"message_ids", json::array({11})}}}});
    CHECK(gone.amends.at(0).message_id == "5001:11@bc1");
    auto answer = json::parse(taken());
    answer["result"]["business_connection_id"] = "bc2";
    const auto sent = write_through(telegram, "bc1");
    const auto end = telegram.serial_reply(drive::answer_to(sent.calls.at(0), 200, answer.dump()));
    CHECK(end.sents.at(0).provider_ids == std::vector<std::string>{"5001:40@bc1"});
}

TEST_CASE("a connection that was never told of is tried") {
    drive::channel telegram(given());
    update(telegram, {{"business_connection", {{"id", "bc1"}}}});
    CHECK(write_through(telegram, "bc1").calls.size() == 1);
}
