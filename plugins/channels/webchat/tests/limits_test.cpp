// What one client, one network and one socket's queue may cost.
#include "../limits.hpp"
#include "../networks.hpp"
#include "given.hpp"

#include <set>

#include <catch2/catch.hpp>

using namespace webchat;
using namespace webchat::test;

namespace {

std::string repeated(const std::string& what, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        out += what;
    }
    return out;
}

// What the store holds: `last - first + 1` messages of so many bytes.
drive::history_answer thread_of(const drive::ask_history& asked, std::uint64_t first,
                                std::uint64_t last, std::size_t bytes) {
    drive::history_answer out{.tag = asked.tag, .address = asked.address, .newest_seq = last};
    for (auto seq = first; seq <= last; ++seq) {
        out.items.push_back({.inbound = false,
                             .message = "IM" + std::to_string(seq),
                             .seq = seq,
                             .author_kind = "agent",
                             .status = "sent",
                             .content = json({{"text", std::string(bytes, 'x')}}).dump()});
    }
    return out;
}

std::size_t bytes_to(const drive::outcome& outcome, const std::string& name) {
    std::size_t sum = 0;
    for (const auto& write : outcome.writes) {
        sum += write.connection == name ? write.data.size() : 0;
    }
    return sum;
}

// Beside the events a socket is given a welcome.
constexpr std::size_t room = most_at_once + 1024;

}  // namespace

TEST_CASE("a message of four thousand Chinese characters is taken and shown in the other tab") {
    drive::channel channel(instance());
    const auto token = token_of(channel);
    join(channel, "a", token);
    join(channel, "b", token);
    const auto text = repeated("語", 4000);
    const auto got = say(channel, "a", std::string(max_client_id, 'c'), text);
    REQUIRE(got.ok());
    const auto done = stored(channel, got.inbounds.at(0), 1);
    CHECK(frames_to(done, "a").at(0)["type"] == "ack");
    CHECK(frames_to(done, "b").at(0)["data"] == json({{"text", text}}));
}

TEST_CASE("the tag of a message is short whatever user, cid and rid are") {
    drive::channel channel(instance());
    const auto token = token_of(channel);
    join(channel, "a", token);
    const json frame = {{"type", "msg.send"},
                        {"rid", std::string(max_client_id, '\x01')},
                        {"cid", std::string(max_client_id, 'c')},
                        {"text", "x"}};
    CHECK(channel.data("a", frame.dump()).inbounds.at(0).tag.size() < 600);
}

TEST_CASE("who missed more than a socket's queue holds is given the newest of it") {
    drive::channel channel(instance());
    const auto token = token_of(channel);
    const auto asked = hello(channel, "a", token, 1).histories.at(0);
    const auto got = channel.history(thread_of(asked, 2, 301, 10'000));
    CHECK(bytes_to(got, "a") <= room);
    const auto frames = frames_to(got, "a");
    const auto& resume = frames.at(0)["resume"];
    CHECK(resume["to_seq"] == 301);
    CHECK(resume["truncated"] == true);
    CHECK(resume["from_seq"] == frames.at(1)["seq"]);
    CHECK(resume["from_seq"] > 240);
    CHECK(frames.back()["seq"] == 301);
    CHECK(frames.size() == 302 - frames.at(1)["seq"].get<std::size_t>() + 1);
}

TEST_CASE("a page that would be too much is shorter and says that there is more") {
    drive::channel channel(instance());
    const auto token = token_of(channel);
    join(channel, "a", token);
    const auto asked =
        channel.data("a", R"({"type":"history","rid":1,"before_seq":101,"limit":100})");
    const auto got = channel.history(thread_of(asked.histories.at(0), 1, 100, 10'000));
    CHECK(bytes_to(got, "a") <= room);
    const auto page = frames_to(got, "a").at(0);
    CHECK(page["events"].back()["seq"] == 100);
    CHECK(page["events"].front()["seq"] > 40);
    CHECK(page["more"] == true);
}

TEST_CASE("what was missing in between comes in portions, in order") {
    drive::channel channel(instance());
    const auto token = token_of(channel);
    const auto visitor = visitor_of(channel, token);
    join(channel, "a", token);
    auto got = channel.send({.message = "IM201",
                             .to = visitor,
                             .content = R"({"text":"newest"})",
                             .idempotency_key = "k",
                             .seq = 201});
    std::uint64_t shown = 0;
    int portions = 0;
    for (; !got.histories.empty() && portions < 20; ++portions) {
        const auto asked = got.histories.at(0);
        CHECK(asked.after_seq == shown);
        got = channel.history(thread_of(asked, asked.after_seq + 1, 201, 10'000));
        CHECK(bytes_to(got, "a") <= room);
        for (const auto& frame : frames_to(got, "a")) {
            CHECK(frame["seq"] == ++shown);
        }
    }
    CHECK(shown == 201);
    CHECK(portions > 1);
}

TEST_CASE("an event that is too large for a socket is mentioned in its place") {
    drive::channel channel(instance());
    const auto token = token_of(channel);
    const auto asked = hello(channel, "a", token, 1).histories.at(0);
    const auto got = channel.history(thread_of(asked, 2, 2, 3'000'000));
    CHECK(bytes_to(got, "a") < 1024);
    CHECK(frames_to(got, "a").at(1)["data"] == json({{"unsupported", {{"kind", "too_large"}}}}));
}

TEST_CASE("a network makes ten sessions at once and then one every six seconds") {
    drive::channel channel(instance());
    const auto make = [&](const std::string& remote, const json& body = json::object()) {
        return post_session(channel, body, site, remote);
    };
    std::string token;
    for (int i = 0; i < 10; ++i) {
        const auto made = make("203.0.113." + std::to_string(i));
        CHECK(made.http_status() == 200);
        token = text_of(body_of(made), "session_token");
    }
    const auto refused = make("203.0.113.200");
    CHECK(refused.http_status() == 429);
    CHECK(body_of(refused)["error"]["code"] == "rate_limited");
    CHECK(body_of(refused)["error"]["retry_after"] == 6);
    CHECK(drive::find(refused.responds[0].headers, "retry-after") == "6");
    CHECK(drive::find(refused.responds[0].headers, "access-control-allow-origin") == site);
    CHECK(make("203.0.114.1").http_status() == 200);
    CHECK(make("203.0.113.1", {{"token", token}}).http_status() == 200);
    channel.advance(6'000);
    CHECK(make("203.0.113.200").http_status() == 200);
    CHECK(make("203.0.113.200").http_status() == 429);
    for (int i = 0; i < 30; ++i) {
        CHECK(make(here).http_status() == 200);
    }
}

TEST_CASE("addresses share a network by /24 and /56, and this machine is in none") {
    CHECK(network_of("203.0.113.7") == network_of("203.0.113.250"));
    CHECK(network_of("203.0.113.7") != network_of("203.0.112.7"));
    CHECK(network_of("203.0.113.7") == network_of("::ffff:203.0.113.9"));
    CHECK(network_of("2001:db8:1:aa00::1") == network_of("2001:db8:1:aaff:1::9"));
    CHECK(network_of("2001:db8:1:aa00::1") != network_of("2001:db8:1:ab00::1"));
    for (const auto* none :
         {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "", "somewhere"}) {
        INFO(none);
        CHECK(network_of(none).empty());
    }
}

TEST_CASE("a network has fifty sockets, and another once one is closed") {
    drive::channel channel(instance());
    for (int i = 0; i < 50; ++i) {
        CHECK(channel.open("s" + std::to_string(i), "2001:db8::" + std::to_string(i))
                  .hangups.empty());
    }
    const auto refused = channel.open("more", "2001:db8::ffff");
    REQUIRE(refused.hangups.size() == 1);
    CHECK(refused.hangups[0].code == 4429);
    CHECK(channel.open("other", "2001:db9::1").hangups.empty());
    CHECK(channel.close("more", 4429).order.empty());
    channel.close("s7");
    CHECK(channel.open("next", "2001:db8::ffff").hangups.empty());
    CHECK(channel.open("too", "2001:db8::ffff").hangups.size() == 1);
}

TEST_CASE("a timer that never came is set again by whatever comes next") {
    drive::channel channel(instance());
    const auto first = channel.open("late", here);
    REQUIRE(first.timers.size() == 1);
    CHECK(first.timers[0].after_ms == hello_ms);
    const auto second = channel.open("later", here);
    REQUIRE(second.timers.size() == 1);
    CHECK(second.timers[0].after_ms == hello_ms);
}

TEST_CASE("at the end every socket is told when to come back, not all at once") {
    drive::channel channel(instance());
    const auto token = token_of(channel);
    std::set<std::int64_t> waits;
    for (int i = 0; i < 40; ++i) {
        channel.open("s" + std::to_string(i), here);
    }
    const auto told = channel.timer(SELAT_TIMER_STOP);
    CHECK(told.writes.size() == 40);
    for (const auto& write : told.writes) {
        const auto frame = json::parse(write.data);
        CHECK(frame["type"] == "bye");
        CHECK(frame["code"] == "drain");
        waits.insert(frame["retry_after"].get<std::int64_t>());
    }
    CHECK(waits == std::set<std::int64_t>{1, 2, 3});
    for (int i = 40; i < 5'000; ++i) {
        channel.open("s" + std::to_string(i), here);
    }
    CHECK(channel.timer(SELAT_TIMER_STOP).ok());
}
