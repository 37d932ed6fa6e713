// The connection: login, heartbeat, resume, and what ends it for good.
#include "discord_under_test.hpp"

using namespace discord_test;

namespace {

constexpr auto logins = R"({"url":"wss://gateway.discord.gg","session_start_limit":
                            {"remaining":REMAINING,"reset_after":7200000}})";

std::string with(std::string text, const std::string& value) {
    return text.replace(text.find("REMAINING"), 9, value);
}

json kept_in(const drive::outcome& outcome) {
    return outcome.states.empty() ? json() : json::parse(outcome.states.back().value);
}

}  // namespace

TEST_CASE("a new instance asks where to connect, as Discord wants to be asked") {
    drive::channel channel(given());
    const auto start = channel.timer(SELAT_TIMER_START);
    REQUIRE(start.calls.size() == 1);
    CHECK(start.calls[0].method == "GET");
    CHECK(start.calls[0].url == "https://discord.com/api/v10/gateway/bot");
    CHECK(channel.fill_in(drive::find(start.calls[0].headers, "authorization")) == "Bot b0t.t0ken");
    CHECK(drive::find(start.calls[0].headers, "user-agent").starts_with("DiscordBot (http"));
    CHECK(start.statuses.at(0).running == false);
    const auto told =
        channel.serial_reply(drive::answer_to(start.calls[0], 200, with(logins, "9")));
    CHECK(told.connects.at(0).url == "wss://gateway.discord.gg/?v=10&encoding=json");
}

TEST_CASE("no login is made when Discord takes no more today") {
    drive::channel channel(given());
    const auto asked = channel.timer(SELAT_TIMER_START).calls.at(0);
    const auto told = channel.serial_reply(drive::answer_to(asked, 200, with(logins, "0")));
    CHECK(told.connects.empty());
    CHECK(told.statuses.at(0).reason == "Discord takes no more logins of this bot for 121 minutes");
    CHECK(channel.advance(7'199'999).empty());
    CHECK(channel.advance(1).at(0).calls.size() == 1);
}

TEST_CASE("hello is answered with a login that holds the token, and READY is kept") {
    drive::channel channel(given({{"intents", 37377}}));
    const auto asked = channel.timer(SELAT_TIMER_START).calls.at(0);
    const auto name = channel.serial_reply(drive::answer_to(asked, 200, with(logins, "9")))
                          .connects.at(0)
                          .connection;
    channel.open(name);
    const auto hello = frame(channel, name, 10, {{"heartbeat_interval", 45'000}});
    REQUIRE(hello.writes.size() == 1);
    CHECK(hello.writes[0].secret);
    const auto login = json::parse(channel.fill_in(hello.writes[0].data));
    CHECK(login["op"] == 2);
    CHECK(login["d"]["token"] == "b0t.t0ken");
    CHECK(login["d"]["intents"] == 37377);
    CHECK(channel.timers().at("beat") <= channel.now_ms() + 45'000);

    connected t;
    CHECK(t.ready.statuses.at(0).running);
    CHECK(kept_in(t.ready) == json{{"id", "5e55"},
                                   {"url", "wss://gateway-us-east1-b.discord.gg"},
                                   {"bot", bot},
                                   {"seq", 1},
                                   {"at", t.channel.now_ms()}});
}

TEST_CASE("heartbeats name what is kept, and one without an answer ends the connection") {
    connected t;
    t.tell("TYPING_START", json::object());
    std::vector<json> beats;
    drive::outcome last;
    for (const auto& each : t.channel.advance(45'000)) {
        for (const auto& write : each.writes) {
            beats.push_back(frame_of(write));
        }
    }
    REQUIRE_FALSE(beats.empty());
    CHECK(beats[0]["op"] == 1);
    CHECK((beats[0]["d"] == 1 || beats[0]["d"] == 2));
    frame(t.channel, t.connection, 11, nullptr);
    bool hung_up = false;
    for (const auto& each : t.channel.advance(90'000)) {
        for (const auto& hangup : each.hangups) {
            hung_up = true;
            CHECK(hangup.connection == t.connection);
            CHECK(hangup.code != 1000);
            CHECK(hangup.code != 1001);
        }
    }
    CHECK(hung_up);
}

TEST_CASE("a heartbeat that Discord asks for goes out at once") {
    connected t;
    const auto asked = frame(t.channel, t.connection, 1, nullptr);
    CHECK(frame_of(asked.writes.at(0))["op"] == 1);
}

TEST_CASE("a lost connection is resumed where it stood, at the address Discord gave for that") {
    connected t;
    t.tell("MESSAGE_CREATE", message("1200000000000000001", "one"));
    t.channel.close(t.connection, 1006, selat::code::unavailable, "reset");
    const auto next = t.next();
    CHECK(next.url == "wss://gateway-us-east1-b.discord.gg/?v=10&encoding=json");
    CHECK(next.connection != t.connection);
    const auto hello = t.greet(next.connection);
    const auto resume = json::parse(t.channel.fill_in(hello.writes.at(0).data));
    CHECK(resume ==
          json{{"op", 6}, {"d", {{"token", "b0t.t0ken"}, {"session_id", "5e55"}, {"seq", 2}}}});
    const auto resumed = frame(t.channel, next.connection, 0, json::object(), 3, "RESUMED");
    CHECK(resumed.statuses.at(0).running);
}

TEST_CASE("where nobody answers any more, the session goes on where Discord is") {
    connected t;
    t.channel.close(t.connection, 1006, selat::code::unavailable, "gone");
    for (int n = 0; n < 3; ++n) {
        const auto again = t.next();
        CHECK(again.url == "wss://gateway-us-east1-b.discord.gg/?v=10&encoding=json");
        t.channel.close(again.connection, 0, selat::code::unavailable, "nobody is there");
    }
    std::vector<drive::call> asked;
    for (const auto& each : t.channel.advance(70'000)) {
        CHECK(each.connects.empty());
        asked.insert(asked.end(), each.calls.begin(), each.calls.end());
    }
    REQUIRE(asked.size() == 1);
    const auto told = t.channel.serial_reply(drive::answer_to(asked[0], 200, with(logins, "9")));
    CHECK(told.connects.at(0).url == "wss://gateway.discord.gg/?v=10&encoding=json");
    const auto greeted = t.greet(told.connects.at(0).connection);
    CHECK(json::parse(t.channel.fill_in(greeted.writes.at(0).data))["op"] == 6);
}

TEST_CASE("the place to resume at is kept behind the messages, and a new process goes on there") {
    connected t;
    const auto told = t.tell("MESSAGE_CREATE", message("1200000000000000001", "one"));
    CHECK(told.inbounds.size() == 1);
    json kept;
    for (const auto& each : t.channel.advance(1'000)) {
        kept = each.states.empty() ? kept : kept_in(each);
    }
    REQUIRE(kept["seq"] == 2);

    drive::channel again(given(json::object(), {{"session", kept.dump()}}));
    const auto start = again.timer(SELAT_TIMER_START);
    CHECK(start.calls.empty());
    const auto name = start.connects.at(0).connection;
    again.open(name);
    const auto hello = frame(again, name, 10, {{"heartbeat_interval", 45'000}});
    CHECK(frame_of(hello.writes.at(0))["d"]["seq"] == 2);
    // The bot is known, so that its own words are not taken for a customer's.
    auto own = message("1200000000000000009", "mine");
    own["author"]["id"] = bot;
    CHECK(frame(again, name, 0, own, 3, "MESSAGE_CREATE").inbounds.empty());
}

TEST_CASE("an orderly end keeps the session") {
    connected t;
    t.tell("MESSAGE_CREATE", message("1200000000000000001", "one"));
    const auto end = t.channel.timer(SELAT_TIMER_STOP);
    CHECK(kept_in(end)["seq"] == 2);
    CHECK(end.hangups.at(0).code == 4900);
}

TEST_CASE("what was taken is not taken again, and what is missing is asked for again") {
    connected t;
    t.tell("MESSAGE_CREATE", message("1200000000000000001", "one"));
    CHECK(frame(t.channel, t.connection, 0, message("1200000000000000001", "one"), 2,
                "MESSAGE_CREATE")
              .inbounds.empty());
    const auto jumped = frame(t.channel, t.connection, 0, message("1200000000000000003", "three"),
                              4, "MESSAGE_CREATE");
    CHECK(jumped.inbounds.empty());
    CHECK(jumped.hangups.size() == 1);
    const auto next = t.next().connection;
    const auto hello = t.greet(next);
    CHECK(frame_of(hello.writes.at(0))["d"]["seq"] == 2);
    // A second time it is Discord's way of counting.
    CHECK(frame(t.channel, next, 0, message("1200000000000000003", "three"), 4, "MESSAGE_CREATE")
              .inbounds.size() == 1);
}

TEST_CASE("Discord may ask to reconnect") {
    connected t;
    const auto asked = frame(t.channel, t.connection, 7, nullptr);
    CHECK(asked.hangups.at(0).code == 4900);
    const auto hello = t.greet(t.next().connection);
    CHECK(frame_of(hello.writes.at(0))["op"] == 6);
}

TEST_CASE("a connection that is sent away before its session is up is tried more and more seldom") {
    connected t;
    frame(t.channel, t.connection, 7, nullptr);
    std::int64_t pause = 0;
    for (int n = 0; n < 4; ++n) {
        const auto name = t.next().connection;
        t.greet(name);
        const auto away = frame(t.channel, name, 7, nullptr);
        pause = away.timers.back().after_ms;
        CHECK((n == 0 || away.statuses.at(0).running == false));
    }
    CHECK(pause >= 4'000);
}

TEST_CASE("a session that Discord calls resumable again and again is given up") {
    connected t;
    int resumes = 0;
    for (auto name = t.connection; !name.empty() && resumes < 20; ++resumes) {
        frame(t.channel, name, 9, true);
        name = t.next().connection;
        if (!name.empty()) {
            t.greet(name);
        }
    }
    CHECK(resumes == 10);
}

TEST_CASE("an invalid session is resumed when Discord says so, else begun anew") {
    connected t;
    frame(t.channel, t.connection, 9, true);
    const auto name = t.next().connection;
    CHECK(frame_of(t.greet(name).writes.at(0))["op"] == 6);
    const auto ended = frame(t.channel, name, 9, false);
    CHECK(ended.states.at(0).value.empty());
    std::vector<drive::call> calls;
    for (const auto& each : t.channel.advance(6'000)) {
        calls.insert(calls.end(), each.calls.begin(), each.calls.end());
    }
    REQUIRE(calls.size() == 1);
    CHECK(calls[0].url.ends_with("/gateway/bot"));
}

TEST_CASE("logins keep the distance that Discord demands") {
    connected t;
    frame(t.channel, t.connection, 9, false);
    drive::call asked;
    for (const auto& each : t.channel.advance(1'000)) {
        asked = each.calls.empty() ? asked : each.calls[0];
    }
    if (asked.url.empty()) {
        for (const auto& each : t.channel.advance(4'000)) {
            asked = each.calls.empty() ? asked : each.calls[0];
        }
    }
    const auto told = t.channel.serial_reply(drive::answer_to(asked, 200, with(logins, "9")));
    const auto name = told.connects.at(0).connection;
    CHECK(t.greet(name).writes.empty());
    bool logged_in = false;
    for (const auto& each : t.channel.advance(5'500)) {
        for (const auto& write : each.writes) {
            logged_in = logged_in || frame_of(write)["op"] == 2;
        }
    }
    CHECK(logged_in);
}

TEST_CASE("some close codes stop the channel, and say what to do") {
    struct row {
        std::uint32_t code;
        const char* words;
    };
    const auto [code, words] =
        GENERATE(row{4004, "bot_token"}, row{4010, "shard"}, row{4011, "sharding"},
                 row{4012, "version"}, row{4013, "intents"}, row{4014, "Message Content Intent"});
    CAPTURE(code);
    connected t;
    const auto closed = t.channel.close(t.connection, code);
    REQUIRE(closed.statuses.size() == 1);
    CHECK(closed.statuses[0].stopped);
    CHECK(closed.statuses[0].reason.find(words) != std::string::npos);
    for (const auto& each : t.channel.advance(600'000)) {
        CHECK(each.connects.empty());
        CHECK(each.calls.empty());
    }
}

TEST_CASE("some close codes end the session, others do not") {
    struct row {
        std::uint32_t code;
        bool resumes;
    };
    const auto [code, resumes] = GENERATE(
        row{4000, true}, row{4001, true}, row{4002, true}, row{4003, true}, row{4005, true},
        row{4008, true}, row{4007, false}, row{4009, false}, row{1000, true}, row{1006, true});
    CAPTURE(code);
    connected t;
    t.channel.close(t.connection, code);
    CHECK(t.next().connection.empty() != resumes);
}

TEST_CASE("a session that cannot be resumed again and again is given up") {
    connected t;
    t.channel.close(t.connection, 1006);
    int resumes = 0;
    for (; resumes < 20; ++resumes) {
        const auto name = t.next().connection;
        if (name.empty()) {
            break;
        }
        t.channel.open(name);
        frame(t.channel, name, 10, {{"heartbeat_interval", 45'000}});
        t.channel.close(name, 1006);
    }
    CHECK(resumes == 5);
}

TEST_CASE("a token that is refused when asked stops the channel") {
    drive::channel channel(given());
    const auto asked = channel.timer(SELAT_TIMER_START).calls.at(0);
    const auto told = channel.serial_reply(
        drive::answer_to(asked, 401, R"({"message":"401: Unauthorized","code":0})"));
    CHECK(told.statuses.at(0).stopped);
    CHECK(told.statuses[0].reason.starts_with("Discord refuses the bot token"));
    CHECK(channel.advance(600'000).empty());
}

TEST_CASE("Discord out of reach is tried again, more and more seldom") {
    drive::channel channel(given());
    auto asked = channel.timer(SELAT_TIMER_START).calls.at(0);
    std::int64_t before = 0;
    for (int n = 0; n < 5; ++n) {
        const auto told =
            channel.serial_reply(drive::no_answer_to(asked, selat::code::unavailable));
        CHECK(told.statuses.at(0).running == false);
        const auto wait = told.timers.at(0).after_ms;
        CHECK(wait * 2 >= before);
        before = wait;
        asked = channel.advance(wait).at(0).calls.at(0);
    }
    CHECK(before >= 8'000);
}
