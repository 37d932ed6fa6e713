#include "tests/emulators/tests/discord_on_a_port.hpp"

using namespace emulator_test;

TEST_CASE("a bot is greeted, logs in and is told what people write") {
    discord_on_a_port discord;
    bot_socket bot(discord);
    const auto ready = bot.log_in();
    CHECK(ready["t"] == "READY");
    CHECK(ready["s"] == 1);
    CHECK(ready["d"]["user"]["id"] == discord.bot_id);
    const auto said = discord.control("messages", {{"user", "hana"}, {"text", "hello"}});
    CHECK(said["delivered"] == true);
    const auto heard = bot.hear();
    CHECK(heard["t"] == "MESSAGE_CREATE");
    CHECK(heard["s"] == 2);
    CHECK(heard["d"]["id"] == said["id"]);
    CHECK(heard["d"]["content"] == "hello");
    CHECK_FALSE(heard["d"].contains("guild_id"));
}

TEST_CASE(
    "a new session is told of its servers, with their channels, threads and newest messages") {
    discord_on_a_port discord;
    const auto said =
        discord.control("messages", {{"user", "hana"}, {"channel", "hall"}, {"text", "before"}});
    discord.control("messages",
                    {{"user", "hana"}, {"channel", "hall"}, {"thread", "parcel"}, {"text", "too"}});
    bot_socket bot(discord);
    const auto ready = bot.log_in();
    const auto guild = said["guildId"];
    CHECK(ready["d"]["guilds"] == json::array({{{"id", guild}, {"unavailable", true}}}));
    const auto told = bot.hear();
    CHECK(told["t"] == "GUILD_CREATE");
    CHECK(told["d"]["id"] == guild);
    REQUIRE(told["d"]["channels"].size() == 1);
    CHECK(told["d"]["channels"][0]["last_message_id"] == said["id"]);
    REQUIRE(told["d"]["threads"].size() == 1);
    CHECK(told["d"]["threads"][0]["parent_id"] == said["channelId"]);
}

TEST_CASE("a resumed session is given what it missed, in order, and then told so") {
    discord_on_a_port discord;
    std::string session;
    {
        bot_socket bot(discord);
        session = bot.log_in()["d"]["session_id"];
        discord.control("connection", {{"do", "drop"}});
        CHECK(bot.hear().contains("closed"));
    }
    for (const auto text : {"one", "two"}) {
        discord.control("messages", {{"user", "hana"}, {"text", text}});
    }
    bot_socket again(discord);
    CHECK(again.resume(session, 1)["d"]["content"] == "one");
    CHECK(again.hear()["d"]["content"] == "two");
    CHECK(again.hear()["t"] == "RESUMED");
}

TEST_CASE("a session ends with a close code of 1000, not with another") {
    discord_on_a_port discord;
    for (const auto code : {std::uint16_t{1000}, std::uint16_t{4900}}) {
        bot_socket bot(discord);
        const std::string session = bot.log_in()["d"]["session_id"];
        bot.leave(code);
        const auto closed = [&] {
            const auto log = discord.look("connection")["items"];
            for (const auto& each : log) {
                if (each["kind"] == "closed" && each["code"] == code) {
                    return true;
                }
            }
            return false;
        };
        while (!closed()) {
            std::this_thread::yield();
        }
        bot_socket again(discord);
        const auto answer = again.resume(session, 1);
        CHECK((answer["op"] == 9) == (code == 1000));
    }
}

TEST_CASE("what Discord does not take closes the connection with its code") {
    discord_on_a_port discord;
    struct row {
        const char* what;
        json frame;
        int code;
    };
    const json fine = {{"os", "linux"}};
    const std::vector<row> rows = {
        {"an unknown opcode", {{"op", 99}}, 4001},
        {"no JSON object", json::array(), 4002},
        {"a frame that is too large", {{"op", 2}, {"d", std::string(5'000, 'x')}}, 4002},
        {"presence before the login", {{"op", 3}, {"d", nullptr}}, 4003},
        {"a wrong token",
         {{"op", 2}, {"d", {{"token", "no"}, {"intents", 1}, {"properties", fine}}}},
         4004},
        {"intents that do not exist",
         {{"op", 2}, {"d", {{"token", "t0ken"}, {"intents", 1 << 18}, {"properties", fine}}}},
         4013},
        {"an intent that was not switched on",
         {{"op", 2}, {"d", {{"token", "t0ken"}, {"intents", 1 << 8}, {"properties", fine}}}},
         4014}};
    for (const auto& [what, frame, code] : rows) {
        CAPTURE(what);
        bot_socket bot(discord);
        CHECK(bot.hear()["op"] == 10);
        bot.say(frame);
        CHECK(bot.hear()["closed"] == code);
    }
    bot_socket old(discord, "/?v=6&encoding=json");
    CHECK(old.hear()["closed"] == 4012);
}

TEST_CASE("a login beside the first, a wrong place to resume at and too many frames are refused") {
    discord_on_a_port discord;
    {
        bot_socket bot(discord);
        bot.log_in();
        bot.say({{"op", 2}, {"d", {{"token", "t0ken"}}}});
        CHECK(bot.hear()["closed"] == 4005);
    }
    std::string session;
    {
        bot_socket bot(discord);
        session = bot.log_in()["d"]["session_id"];
        for (int n = 0; n < 121; ++n) {
            bot.say({{"op", 3}, {"d", nullptr}});
        }
        CHECK(bot.hear()["closed"] == 4008);
    }
    bot_socket bot(discord);
    CHECK(bot.resume(session, 99)["closed"] == 4007);
}

TEST_CASE("heartbeats are answered unless they are to be ignored, and asked for on demand") {
    discord_on_a_port discord;
    bot_socket bot(discord);
    bot.log_in();
    bot.say({{"op", 1}, {"d", 1}});
    CHECK(bot.hear()["op"] == 11);
    discord.control("connection", {{"do", "mute"}});
    bot.say({{"op", 1}, {"d", 1}});
    discord.control("connection", {{"do", "beat"}});
    CHECK(bot.hear()["op"] == 1);
    discord.control("connection", {{"do", "reconnect"}});
    CHECK(bot.hear()["op"] == 7);
    bot.say({{"op", 1}, {"d", 7}});
    CHECK(bot.hear()["closed"] == 4007);
}

TEST_CASE("who sends no heartbeats is closed") {
    discord_on_a_port discord({{"heartbeat_ms", 500}});
    bot_socket bot(discord);
    bot.log_in();
    CHECK(bot.hear()["closed"] == 4009);
}

TEST_CASE("logins have a distance and a number") {
    discord_on_a_port discord({{"login_gap_ms", 60'000}, {"logins_left", 2}});
    bot_socket first(discord);
    CHECK(first.log_in()["t"] == "READY");
    bot_socket second(discord);
    const auto early = second.log_in();
    CHECK(early["op"] == 9);
    CHECK(early["d"] == false);
    discord.control("bot", {{"login_gap_ms", 0}});
    bot_socket third(discord);
    CHECK(third.log_in()["t"] == "READY");
    bot_socket one_too_many(discord);
    CHECK(one_too_many.log_in()["closed"] == 4004);
    CHECK(discord.get("/discord/api/v10/users/@me")->status == 401);
}

TEST_CASE("without the intent for it, what is said in a server is not shown, except to the bot") {
    discord_on_a_port discord;
    bot_socket bot(discord);
    bot.log_in(62977 & ~(1 << 15));
    discord.control("messages", {{"user", "hana"}, {"channel", "hall"}, {"text", "secret"}});
    auto heard = bot.hear()["d"];
    CHECK(heard["content"] == "");
    CHECK(heard.contains("guild_id"));
    discord.control("messages", {{"user", "hana"},
                                 {"channel", "hall"},
                                 {"text", "you"},
                                 {"mentions", {{{"id", discord.bot_id}}}}});
    CHECK(bot.hear()["d"]["content"] == "you");
    discord.control("messages", {{"user", "hana"}, {"text", "direct"}});
    CHECK(bot.hear()["d"]["content"] == "direct");
}

TEST_CASE("people edit, take back, react, type, and write in threads") {
    discord_on_a_port discord;
    bot_socket bot(discord);
    bot.log_in();
    const auto id = discord.control("messages", {{"user", "hana"}, {"text", "a"}})["id"];
    CHECK(bot.hear()["t"] == "MESSAGE_CREATE");
    discord.control("messages", {{"user", "hana"}, {"edit", id}});
    CHECK(bot.hear()["d"]["edited_timestamp"].is_null());
    discord.control("messages", {{"user", "hana"}, {"edit", id}, {"text", "b"}});
    auto heard = bot.hear();
    CHECK(heard["t"] == "MESSAGE_UPDATE");
    CHECK(heard["d"]["edited_timestamp"].is_string());
    discord.control("messages", {{"user", "hana"}, {"react", {{"message", id}}}});
    CHECK(bot.hear()["t"] == "MESSAGE_REACTION_ADD");
    discord.control("messages", {{"user", "hana"}, {"typing", true}});
    CHECK(bot.hear()["t"] == "TYPING_START");
    discord.control("messages", {{"user", "hana"}, {"delete", id}});
    CHECK(bot.hear()["d"]["id"] == id);
    discord.control("messages",
                    {{"user", "hana"}, {"channel", "hall"}, {"thread", "help"}, {"text", "c"}});
    const auto thread = bot.hear();
    CHECK(thread["t"] == "THREAD_CREATE");
    heard = bot.hear();
    CHECK(heard["d"]["channel_id"] == thread["d"]["id"]);
    CHECK(heard["d"]["channel_type"] == 11);
}
