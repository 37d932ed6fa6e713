// What is said while a channel is asked for what was missed there.
#include "renewed.hpp"

using namespace discord_test;

namespace {

std::vector<std::string> texts(const drive::outcome& outcome) {
    std::vector<std::string> out;
    for (const auto& each : outcome.inbounds) {
        out.push_back(json::parse(each.content).value("text", ""));
    }
    return out;
}

using words = std::vector<std::string>;

// A process that ended before nine channels had been asked, and was started again.
struct nine_channels {
    static std::string id(int number) { return "110000000000000000" + std::to_string(number); }
    nine_channels() : again(given(json::object(), state())) {
        const auto asked = again.timer(SELAT_TIMER_START).calls.at(0);
        connection =
            again
                .serial_reply(drive::answer_to(asked, 200, R"({"url":"wss://gateway.discord.gg"})"))
                .connects.at(0)
                .connection;
        again.open(connection);
        frame(again, connection, 10, {{"heartbeat_interval", 45'000}});
        began = frame(again, connection, 0, {{"user", {{"id", bot}}}, {"session_id", "5e56"}}, 1,
                      "READY");
    }
    static std::map<std::string, std::string> state() {
        std::map<std::string, std::string> out = {{"missed", "1704164645000"}};
        for (int n = 1; n <= 9; ++n) {
            out["direct:" + id(n)] = "473936";
        }
        return out;
    }

    drive::channel again;
    std::string connection;
    drive::outcome began;
};

bool asks(const drive::call& call, const std::string& channel) {
    return call.url.find("/channels/" + channel + "/") != std::string::npos;
}

}  // namespace

TEST_CASE("what is said while its channel is asked comes behind what was missed there") {
    renewed t;
    const auto now = t.channel.now_ms();
    CHECK(t.tell("MESSAGE_CREATE", message(id_at(now, 3), "three")).inbounds.empty());
    CHECK(t.tell("MESSAGE_CREATE", message(id_at(now, 4), "four")).inbounds.empty());
    CHECK(t.tell("MESSAGE_UPDATE", message(id_at(now, 2), "two!", {{"edited_timestamp", "now"}}))
              .amends.empty());
    CHECK(t.tell("MESSAGE_DELETE", {{"id", id_at(now, 4)}, {"channel_id", direct}}).amends.empty());
    const auto told = t.answer(t.began.calls.at(0),
                               {message(id_at(now, 2), "two"), message(id_at(now, 1), "one")});
    CHECK(texts(told) == words{"one", "two", "three", "four"});
    REQUIRE(told.amends.size() == 2);
    CHECK(told.amends[0].message_id == id_at(now, 2));
    CHECK(told.amends[1].message_id == id_at(now, 4));
    CHECK(texts(t.tell("MESSAGE_CREATE", message(id_at(now, 5), "five"))) == words{"five"});
}

TEST_CASE("a channel where somebody writes is asked before others") {
    nine_channels t;
    const auto said =
        message(id_at(t.again.now_ms(), 1), "hello", {{"channel_id", nine_channels::id(9)}});
    CHECK(frame(t.again, t.connection, 0, said, 2, "MESSAGE_CREATE").inbounds.empty());
    const auto next = t.again.serial_reply(drive::answer_to(t.began.calls.at(0), 200, "[]"));
    REQUIRE(next.calls.size() == 1);
    CHECK(asks(next.calls[0], nine_channels::id(9)));
}

TEST_CASE("a channel that cannot be asked now holds up no other one") {
    nine_channels t;
    REQUIRE(t.began.calls.size() == 2);
    const auto failed =
        t.again.serial_reply(drive::no_answer_to(t.began.calls[0], selat::code::unavailable));
    REQUIRE(failed.calls.size() == 1);
    CHECK_FALSE(asks(failed.calls[0], nine_channels::id(1)));
    CHECK(asks(t.again.serial_reply(drive::answer_to(failed.calls[0], 200, "[]")).calls.at(0),
               nine_channels::id(4)));
}

TEST_CASE("what was said meanwhile is taken, in order, when its channel cannot be asked at all") {
    renewed t;
    const auto now = t.channel.now_ms();
    t.tell("MESSAGE_CREATE", message(id_at(now, 1), "one"));
    t.tell("MESSAGE_CREATE", message(id_at(now, 2), "two"));
    auto call = t.began.calls.at(0);
    if (GENERATE(false, true)) {
        for (int n = 1; n < 10; ++n) {
            CHECK(t.channel.serial_reply(drive::no_answer_to(call, selat::code::unavailable))
                      .inbounds.empty());
            call = calls_in(t.channel.advance(60'000)).at(0);
        }
        CHECK(texts(t.channel.serial_reply(drive::no_answer_to(call, selat::code::unavailable))) ==
              words{"one", "two"});
    } else {
        CHECK(texts(t.channel.serial_reply(
                  drive::answer_to(call, 403, R"({"message":"Missing Access","code":50001})"))) ==
              words{"one", "two"});
    }
}

TEST_CASE("more than may wait goes in at once, in order") {
    renewed t;
    const auto now = t.channel.now_ms();
    words said;
    for (int n = 1; n <= 200; ++n) {
        said.push_back("number " + std::to_string(n));
        CHECK(t.tell("MESSAGE_CREATE", message(id_at(now, n), said.back())).inbounds.empty());
    }
    said.emplace_back("one more");
    const auto told = t.tell("MESSAGE_CREATE", message(id_at(now, 201), said.back()));
    CHECK(texts(told) == said);
    REQUIRE(told.logs.size() == 1);
    CHECK(told.logs[0].event == "missed_overtaken");
    CHECK(texts(t.tell("MESSAGE_CREATE", message(id_at(now, 202), "and more"))) ==
          words{"and more"});
    CHECK(t.answer(t.began.calls.at(0), json::array()).inbounds.empty());
}

TEST_CASE("what waits when the session is lost again waits for the next one's answers") {
    renewed t;
    const auto now = t.channel.now_ms();
    const auto late = t.began.calls.at(0);
    t.tell("MESSAGE_CREATE", message(id_at(now, 2), "two"));
    t.channel.close(t.connection, 4009);
    t.log_in(json::array());
    REQUIRE(t.began.calls.size() == 1);
    const json page = json::array({message(id_at(now, 1), "one")});
    CHECK(t.answer(late, page).inbounds.empty());
    CHECK(t.tell("MESSAGE_CREATE", message(id_at(now, 3), "three")).inbounds.empty());
    CHECK(texts(t.answer(t.began.calls[0], page)) == words{"one", "two", "three"});
}
