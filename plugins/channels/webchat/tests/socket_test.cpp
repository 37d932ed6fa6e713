// Hello, limits and what a socket may not do.
#include "given.hpp"

#include <catch2/catch.hpp>

using namespace webchat;
using namespace webchat::test;

namespace {

std::uint32_t closed_with(const drive::outcome& outcome) {
    return outcome.hangups.size() == 1 ? outcome.hangups[0].code : 0;
}

std::string frame(const json& value) { return value.dump(); }

}  // namespace

TEST_CASE("hello with a good token is welcomed once the thread was read") {
    drive::channel channel(instance());
    const auto token = token_of(channel);
    const auto asked = hello(channel, "a", token);
    CHECK(asked.writes.empty());
    REQUIRE(asked.histories.size() == 1);
    CHECK(asked.histories[0].address == visitor_of(channel, token));

    const auto frames = frames_to(empty_history(channel, asked.histories[0]), "a");
    REQUIRE(frames.size() == 1);
    CHECK(frames[0]["type"] == "welcome");
    CHECK(frames[0]["conn"] == "a");
    CHECK(frames[0]["server_time"] == channel.now_ms());
    CHECK(frames[0]["session_expires"] > channel.now_ms());
    CHECK(frames[0]["resume"] == json({{"from_seq", 1}, {"to_seq", 0}, {"truncated", false}}));
    CHECK(frames[0]["hb"] == 25);
}

TEST_CASE("frames that cannot be understood close the socket with the code that says why") {
    const std::string token = [] {
        drive::channel channel(instance());
        return token_of(channel);
    }();
    const std::pair<std::string, std::uint32_t> examples[] = {
        {"", 4400},
        {"{", 4400},
        {"[]", 4400},
        {"\"hello\"", 4400},
        {R"({"type":7})", 4400},
        {R"({"v":1})", 4400},
        {std::string(60'000, '['), 4400},
        {"{\"type\":\"" + std::string(65'536, 'x') + "\"}", 1009},
        {R"({"type":"ping"})", 4401},
        {R"({"type":"msg.send","cid":"1","text":"x"})", 4401},
        {R"({"type":"hello","v":1})", 4401},
        {R"({"type":"hello","v":1,"token":"a.b"})", 4401},
        {R"({"type":"hello","v":1,"token":7})", 4401},
        {frame({{"type", "hello"}, {"token", token}}), 4400},
        {frame({{"type", "hello"}, {"v", 0}, {"token", token}}), 4400}};
    for (const auto& [bytes, code] : examples) {
        drive::channel channel(instance());
        channel.open("a");
        INFO(bytes.substr(0, 80));
        CHECK(closed_with(channel.data("a", bytes)) == code);
        CHECK(channel.data("a", bytes).order.empty());
    }
    drive::channel channel(instance());
    channel.open("a");
    CHECK(closed_with(channel.data("a", "{}", true)) == 4400);
}

TEST_CASE("a newer version of the protocol is talked down, unknown frames are ignored") {
    drive::channel channel(instance());
    const auto token = token_of(channel);
    channel.open("a");
    const auto asked =
        channel.data("a", frame({{"type", "hello"}, {"v", 9}, {"token", token}, {"new", {1}}}));
    REQUIRE(asked.histories.size() == 1);
    CHECK(frames_to(empty_history(channel, asked.histories[0]), "a").at(0)["v"] == 1);
    CHECK(channel.data("a", frame({{"type", "from.the.future"}})).order.empty());
    CHECK(closed_with(channel.data("a", frame({{"type", "hello"}, {"v", 1}, {"token", token}}))) ==
          4400);
}

TEST_CASE("who does not say hello within five seconds is closed, and nobody else") {
    drive::channel channel(instance());
    const auto token = token_of(channel);
    join(channel, "good", token);
    channel.open("late");
    channel.advance(2000);
    channel.open("later");
    std::vector<std::string> closed;
    const auto run = [&](std::int64_t ms) {
        for (const auto& outcome : channel.advance(ms)) {
            for (const auto& hangup : outcome.hangups) {
                CHECK(hangup.code == 4408);
                closed.push_back(hangup.connection);
            }
        }
    };
    run(2999);
    CHECK(closed.empty());
    run(1);
    CHECK(closed == std::vector<std::string>{"late"});
    run(10'000);
    CHECK(closed == std::vector<std::string>{"late", "later"});
    CHECK(channel.timers().empty());
}

TEST_CASE("an expired token says so at the socket") {
    drive::channel channel(instance());
    const auto token = token_of(channel);
    channel.advance(31LL * 24 * 3600 * 1000);
    CHECK(closed_with(hello(channel, "a", token)) == 4401);
}

TEST_CASE("the sixth socket of a session replaces the one that was silent longest") {
    drive::channel channel(instance());
    const auto token = token_of(channel);
    for (const auto* name : {"1", "2", "3", "4", "5"}) {
        CHECK(hello(channel, name, token).hangups.empty());
    }
    channel.advance(1'000);
    channel.data("1", frame({{"type", "ping"}}));
    const auto sixth = hello(channel, "6", token);
    REQUIRE(sixth.hangups.size() == 1);
    CHECK(sixth.hangups[0].connection == "2");
    CHECK(sixth.hangups[0].code == 4409);
    CHECK(hello(channel, "other", token_of(channel)).hangups.empty());
    channel.close("3");
    CHECK(hello(channel, "7", token).hangups.empty());
}

TEST_CASE("a socket's name that comes again starts anew") {
    drive::channel channel(instance());
    const auto token = token_of(channel);
    join(channel, "a", token);
    channel.open("a");
    CHECK(closed_with(channel.data("a", frame({{"type", "ping"}}))) == 4401);
}

TEST_CASE("ping is answered with the time it brought") {
    drive::channel channel(instance());
    join(channel, "a", token_of(channel));
    const auto got = channel.data("a", frame({{"type", "ping"}, {"t", 1234567890123}}));
    CHECK(frames_to(got, "a").at(0) ==
          json({{"type", "pong"}, {"t", 1234567890123}, {"server_time", channel.now_ms()}}));
}

TEST_CASE("more than a hundred frames a second end the socket") {
    drive::channel channel(instance());
    join(channel, "a", token_of(channel));
    std::uint32_t code = 0;
    int sent = 1;
    for (; code == 0 && sent < 1000; ++sent) {
        code = closed_with(channel.data("a", frame({{"type", "ping"}})));
    }
    CHECK(code == 4429);
    CHECK(sent > 100);
}

TEST_CASE("typing is told to the host, at most five times a second, and stops with the socket") {
    drive::channel channel(instance());
    const auto token = token_of(channel);
    join(channel, "a", token);
    const auto type = [&](bool on) {
        return channel.data("a", frame({{"type", "typing"}, {"on", on}})).typings;
    };
    const auto first = type(true);
    REQUIRE(first.size() == 1);
    CHECK(first[0].on);
    CHECK(first[0].from == visitor_of(channel, token));
    std::size_t told = 1;
    for (int i = 0; i < 20; ++i) {
        told += type(true).size();
    }
    CHECK(told == 5);
    channel.advance(1000);
    CHECK(type(true).size() == 1);
    const auto gone = channel.close("a", 1006).typings;
    REQUIRE(gone.size() == 1);
    CHECK_FALSE(gone[0].on);
}

TEST_CASE("a conversation that the visitor ends stays open, and the visitor is told") {
    drive::channel channel(instance());
    join(channel, "a", token_of(channel));
    const auto frames =
        frames_to(channel.data("a", frame({{"type", "conv.end"}, {"rid", 7}})), "a");
    REQUIRE(frames.size() == 2);
    CHECK(frames[0]["type"] == "ack");
    CHECK(frames[0]["rid"] == 7);
    CHECK(frames[1]["type"] == "notice");
}
