// What was written between two sessions.
#include "renewed.hpp"

using namespace discord_test;

TEST_CASE("the channels of direct messages are asked for what was written between two sessions") {
    renewed t;
    const auto since = kept(t.ended, "missed");
    REQUIRE(t.began.calls.size() == 1);
    const auto& asked = t.began.calls[0];
    CHECK(asked.method == "GET");
    CHECK(asked.url == "https://discord.com/api/v10/channels/" + direct +
                           "/messages?limit=50&after=" + discord::first_id_of(std::stoll(since)));
    CHECK(discord::made_ms(discord::first_id_of(std::stoll(since))) < discord::made_ms(t.first));
    CHECK(t.channel.fill_in(drive::find(asked.headers, "authorization")) == "Bot b0t.t0ken");

    const auto now = t.channel.now_ms();
    auto own = message(id_at(now, 3), "an answer");
    own["author"]["id"] = bot;
    const auto told =
        t.answer(asked, {own, message(id_at(now, 2), "three"), message(id_at(now, 1), "two")});
    REQUIRE(told.inbounds.size() == 2);
    CHECK(told.inbounds[0].provider_id == id_at(now, 1));
    CHECK(told.inbounds[0].from == ana);
    CHECK(told.inbounds[1].provider_id == id_at(now, 2));
    CHECK(kept({told}, "missed").empty());
}

TEST_CASE("after a first login and a resumed session nobody is asked") {
    connected t;
    CHECK(t.ready.calls.empty());
    t.tell("MESSAGE_CREATE", message("1200000000000000001", "one"));
    t.channel.close(t.connection, 1006);
    const auto name = t.next().connection;
    t.greet(name);
    CHECK(frame(t.channel, name, 0, json::object(), 3, "RESUMED").calls.empty());
}

TEST_CASE(
    "a server's channels and threads are asked when it tells them, those with something new") {
    const std::string thread = "1170000000000000001";
    renewed t({{"channels", {hall}}, {"direct_messages", false}},
              {{{"id", guild}, {"unavailable", true}}});
    CHECK(t.began.calls.empty());
    const auto newest = id_at(t.channel.now_ms(), 0);
    const json channels = {
        {{"id", hall}, {"type", 0}, {"last_message_id", newest}},
        {{"id", "1160000000000000002"}, {"type", 0}, {"last_message_id", newest}}};
    const json threads = {{{"id", thread}, {"type", 11}, {"parent_id", hall}},
                          {{"id", "1170000000000000002"},
                           {"type", 11},
                           {"parent_id", hall},
                           {"last_message_id", "1000000000000000000"}}};
    const auto told =
        t.tell("GUILD_CREATE", {{"id", guild}, {"channels", channels}, {"threads", threads}});
    REQUIRE(told.calls.size() == 2);
    CHECK(told.calls[0].url.find("/channels/" + hall + "/") != std::string::npos);
    CHECK(told.calls[1].url.find("/channels/" + thread + "/") != std::string::npos);
    // As REST tells it: without the server and the member.
    auto said = message(newest, "hello", {{"channel_id", thread}});
    said.erase("channel_type");
    CHECK(t.answer(told.calls[0], json::array()).inbounds.empty());
    const auto last = t.answer(told.calls[1], json::array({said}));
    CHECK(last.inbounds.at(0).from == "thread:" + thread);
    CHECK(kept({last}, "missed").empty());
}

TEST_CASE("what does not fit in one answer is asked for in the next") {
    renewed t;
    json page = json::array();
    for (int n = 50; n > 0; --n) {
        page.push_back(message(id_at(t.channel.now_ms(), n), "number " + std::to_string(n)));
    }
    const auto told = t.answer(t.began.calls.at(0), page);
    CHECK(told.inbounds.size() == 50);
    CHECK(told.inbounds[0].provider_id == id_at(t.channel.now_ms(), 1));
    REQUIRE(told.calls.size() == 1);
    CHECK(told.calls[0].url.ends_with("&after=" + id_at(t.channel.now_ms(), 50)));
    CHECK(kept({told}, "missed") == "never kept");
    CHECK(kept({t.answer(told.calls[0], json::array())}, "missed").empty());
}

TEST_CASE("who cannot be asked now is asked later, who may not be asked is left out") {
    renewed t;
    const auto throttled = t.channel.serial_reply(drive::answer_to(
        t.began.calls.at(0), 429, R"({"message":"slow","retry_after":2.5,"global":false})"));
    CHECK(throttled.calls.empty());
    CHECK(calls_in(t.channel.advance(2'499)).empty());
    auto again = calls_in(t.channel.advance(1));
    REQUIRE(again.size() == 1);
    CHECK(again[0].url == t.began.calls[0].url);
    t.channel.serial_reply(drive::no_answer_to(again[0], selat::code::unavailable));
    again = calls_in(t.channel.advance(10'000));
    REQUIRE(again.size() == 1);
    const auto refused = t.channel.serial_reply(
        drive::answer_to(again[0], 403, R"({"message":"Missing Access","code":50001})"));
    CHECK(refused.calls.empty());
    CHECK(kept({refused}, "missed").empty());
}

TEST_CASE("a process that ended before all had come begins a new session and asks again") {
    connected before;
    const auto since = before.channel.now_ms() - 600'000;
    drive::channel again(
        given(json::object(), {{"session", R"({"id":"5e55","url":"wss://x","bot":"9","seq":4})"},
                               {"missed", std::to_string(since)},
                               {"direct:" + direct, "473936"},
                               {"direct:1100000000000000002", "473940"}}));
    const auto asked = again.timer(SELAT_TIMER_START).calls.at(0);
    CHECK(asked.url.ends_with("/gateway/bot"));
    const auto name =
        again.serial_reply(drive::answer_to(asked, 200, R"({"url":"wss://gateway.discord.gg"})"))
            .connects.at(0)
            .connection;
    again.open(name);
    frame(again, name, 10, {{"heartbeat_interval", 45'000}});
    const auto began =
        frame(again, name, 0, {{"user", {{"id", bot}}}, {"session_id", "5e56"}}, 1, "READY");
    REQUIRE(began.calls.size() == 2);
    CHECK(began.calls[0].url.find("/channels/1100000000000000002/") != std::string::npos);
    CHECK(began.calls[1].url.ends_with("after=" + discord::first_id_of(since)));
}

namespace {

struct with_a_server_down : renewed {
    with_a_server_down()
        : renewed({{"channels", {hall}}, {"direct_messages", false}},
                  {{{"id", guild}, {"unavailable", true}}}),
          waited(channel.advance(60'000)) {}
    json back() {
        const auto newest = id_at(channel.now_ms(), 0);
        return {{"id", guild},
                {"channels", {{{"id", hall}, {"type", 0}, {"last_message_id", newest}}}}};
    }
    std::vector<drive::outcome> waited;
};

std::size_t logged(const std::vector<drive::outcome>& outcomes, const std::string& event) {
    std::size_t count = 0;
    for (const auto& each : outcomes) {
        for (const auto& log : each.logs) {
            count += log.event == event ? 1 : 0;
        }
    }
    return count;
}

}  // namespace

TEST_CASE("a server that is down when a session begins is asked when it is back") {
    with_a_server_down t;
    CHECK(logged(t.waited, "missed_server_down") == 1);
    CHECK(kept(t.waited, "missed").empty());
    const auto since = kept(t.waited, "missed-server:" + guild);
    CHECK(since == kept(t.ended, "missed"));
    CHECK(t.tell("GUILD_CREATE", {{"id", guild}, {"unavailable", true}}).calls.empty());
    CHECK(t.tell("GUILD_DELETE", {{"id", guild}, {"unavailable", true}}).logs.empty());

    const auto told = t.tell("GUILD_CREATE", t.back());
    REQUIRE(told.calls.size() == 1);
    CHECK(told.calls[0].url.ends_with("/channels/" + hall + "/messages?limit=50&after=" +
                                      discord::first_id_of(std::stoll(since))));
    CHECK(kept({told}, "missed-server:" + guild).empty());
    CHECK(kept({told}, "missed") == since);
    const auto last = t.answer(
        told.calls[0],
        json::array({message(id_at(t.channel.now_ms(), 0), "hello", {{"channel_id", hall}})}));
    CHECK(last.inbounds.at(0).from == hall + "/" + ana);
    CHECK(kept({last}, "missed").empty());
    CHECK(t.tell("GUILD_CREATE", t.back()).calls.empty());
}

TEST_CASE("a server that was down is asked by a session that is resumed after a restart, too") {
    connected before;
    const auto since = before.channel.now_ms() - 600'000;
    drive::channel again(given({{"channels", {hall}}},
                               {{"session", R"({"id":"5e55","url":"wss://x","bot":"9","seq":4})"},
                                {"missed-server:" + guild, std::to_string(since)}}));
    const auto name = again.timer(SELAT_TIMER_START).connects.at(0).connection;
    again.open(name);
    frame(again, name, 10, {{"heartbeat_interval", 45'000}});
    frame(again, name, 0, json::object(), 5, "RESUMED");
    const auto told =
        frame(again, name, 0, {{"id", guild}, {"channels", {{{"id", hall}, {"type", 0}}}}}, 6,
              "GUILD_CREATE");
    REQUIRE(told.calls.size() == 1);
    CHECK(told.calls[0].url.ends_with("after=" + discord::first_id_of(since)));
}

TEST_CASE("a server that was down keeps its time when the session is lost again") {
    with_a_server_down t;
    const auto since = kept(t.waited, "missed-server:" + guild);
    t.channel.close(t.connection, 4009);
    t.log_in({{{"id", guild}, {"unavailable", true}}});
    const auto told = t.tell("GUILD_CREATE", t.back());
    REQUIRE(told.calls.size() == 1);
    CHECK(told.calls[0].url.ends_with("after=" + discord::first_id_of(std::stoll(since))));
}

TEST_CASE("a server that was down and that the bot is not in any more is told of once") {
    with_a_server_down t;
    const bool by_a_new_session = GENERATE(false, true);
    if (by_a_new_session) {
        t.channel.close(t.connection, 4009);
        t.log_in(json::array());
        CHECK(logged({t.began}, "missed_not_told") == 1);
        CHECK(kept({t.began}, "missed-server:" + guild).empty());
    } else {
        const auto gone = t.tell("GUILD_DELETE", {{"id", guild}});
        CHECK(logged({gone}, "missed_not_told") == 1);
        CHECK(kept({gone}, "missed-server:" + guild).empty());
    }
    CHECK(t.tell("GUILD_DELETE", {{"id", guild}}).logs.empty());
    CHECK(t.tell("GUILD_CREATE", t.back()).calls.empty());
}
