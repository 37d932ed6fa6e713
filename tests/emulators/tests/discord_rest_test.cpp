#include "tests/emulators/tests/discord_on_a_port.hpp"

using namespace emulator_test;

namespace {

std::string direct_with(discord_on_a_port& discord, const std::string& user,
                        json more = json::object()) {
    more["user"] = user;
    return discord.control("users", more)["channelId"];
}

std::string messages_of(const std::string& channel) { return "/channels/" + channel + "/messages"; }

json error_of(const httplib::Result& result) { return discord_on_a_port::parsed(result); }

}  // namespace

TEST_CASE("nobody is served without the form of user agent and the token that Discord wants") {
    discord_on_a_port discord;
    const auto path = messages_of(direct_with(discord, "hana"));
    const auto no_agent = discord.post(path, {{"content", "x"}}, {{"Authorization", "Bot t0ken"}});
    CHECK(no_agent->status == 403);
    CHECK(error_of(no_agent)["code"] == 40333);
    const auto no_token =
        discord.post(path, {{"content", "x"}}, {{"User-Agent", "DiscordBot (https://x, 1)"}});
    CHECK(no_token->status == 401);
    CHECK(error_of(no_token)["message"] == "401: Unauthorized");
}

TEST_CASE("a message with a nonce that is to be enforced is made once") {
    discord_on_a_port discord;
    const auto path = messages_of(direct_with(discord, "hana"));
    const json message = {{"content", "x"}, {"nonce", "n1"}, {"enforce_nonce", true}};
    const auto first = discord.parsed(discord.post(path, message));
    CHECK(discord.parsed(discord.post(path, message))["id"] == first["id"]);
    CHECK(discord.look("sent?user=hana")["items"].size() == 1);
    CHECK(discord.parsed(discord.post(path, {{"content", "x"}}))["id"] != first["id"]);
}

TEST_CASE("what is wrong with a message is told field by field") {
    discord_on_a_port discord;
    const auto path = messages_of(direct_with(discord, "hana"));
    const auto too_long = error_of(discord.post(path, {{"content", std::string(2'001, 'x')}}));
    CHECK(too_long["code"] == 50035);
    CHECK(too_long["errors"]["content"]["_errors"][0]["code"] == "BASE_TYPE_MAX_LENGTH");
    CHECK(error_of(discord.post(path, {{"content", ""}}))["code"] == 50006);
    const json button = {{"type", 2}, {"style", 1}, {"label", "a"}, {"custom_id", "same"}};
    const json rows = {{{"type", 1}, {"components", {button, button}}}};
    const auto twice = error_of(discord.post(path, {{"components", rows}}));
    CHECK(
        twice["errors"]["components"]["0"]["components"]["1"]["custom_id"]["_errors"][0]["code"] ==
        "COMPONENT_CUSTOM_ID_DUPLICATED");
    const json embed = {{"image", {{"url", "ftp://x"}}}};
    CHECK(error_of(discord.post(path, {{"embeds", {embed}}}))["code"] == 50035);
}

TEST_CASE("a channel takes so many messages a while, and says how many are left") {
    discord_on_a_port discord({{"message_limit", 2}, {"message_window_ms", 60'000}});
    const auto path = messages_of(direct_with(discord, "hana"));
    const auto first = discord.post(path, {{"content", "x"}});
    CHECK(first->get_header_value("X-RateLimit-Limit") == "2");
    CHECK(first->get_header_value("X-RateLimit-Remaining") == "1");
    CHECK_FALSE(first->get_header_value("X-RateLimit-Bucket").empty());
    discord.post(path, {{"content", "x"}});
    const auto third = discord.post(path, {{"content", "x"}});
    CHECK(third->status == 429);
    CHECK(error_of(third)["retry_after"].get<double>() > 50);
    CHECK(error_of(third)["global"] == false);
    CHECK(third->get_header_value("X-RateLimit-Scope") == "user");
    CHECK(discord.post(messages_of(direct_with(discord, "ben")), {{"content", "x"}})->status ==
          200);
}

TEST_CASE("all calls together are limited, too") {
    discord_on_a_port discord({{"global_limit", 3}, {"message_limit", 100}});
    const auto path = messages_of(direct_with(discord, "hana"));
    bool throttled = false;
    for (int n = 0; n < 200 && !throttled; ++n) {
        const auto answer = discord.post(path, {{"content", "x"}});
        throttled = answer->status == 429 && error_of(answer)["global"] == true;
    }
    CHECK(throttled);
}

TEST_CASE("people may close their direct messages, or share no server with the bot") {
    discord_on_a_port discord;
    const auto closed = direct_with(discord, "hana", {{"closed", true}});
    CHECK(error_of(discord.post(messages_of(closed), {{"content", "x"}}))["code"] == 50007);
    const auto stranger = direct_with(discord, "ben", {{"stranger", true}});
    CHECK(error_of(discord.post(messages_of(stranger), {{"content", "x"}}))["code"] == 50278);
    CHECK(error_of(discord.post(messages_of("42"), {{"content", "x"}}))["code"] == 10003);
}

TEST_CASE("the bot hears what it says itself, and can list what was said since") {
    discord_on_a_port discord;
    bot_socket bot(discord);
    bot.log_in();
    const auto said = discord.control("messages", {{"user", "hana"}, {"text", "hi"}});
    bot.hear();
    const std::string channel = said["channelId"];
    const auto sent = discord.parsed(discord.post(messages_of(channel), {{"content", "hello"}}));
    CHECK(bot.hear()["d"]["author"]["bot"] == true);
    CHECK(discord.get("/discord/api/v10" + messages_of(channel) + "?after=0")->status == 200);
    CHECK(discord.parsed(discord.get("/discord/api/v10" + messages_of(channel) + "?after=" +
                                     said["id"].get<std::string>()))[0]["id"] == sent["id"]);
}

TEST_CASE("a click must be answered once, and in time") {
    discord_on_a_port discord;
    bot_socket bot(discord);
    bot.log_in();
    const auto channel = direct_with(discord, "hana");
    const json button = {{"type", 2}, {"style", 1}, {"label", "Yes"}, {"custom_id", "0:yes"}};
    const auto sent = discord.parsed(discord.post(
        messages_of(channel),
        {{"content", "?"}, {"components", {{{"type", 1}, {"components", {button}}}}}}));
    bot.hear();
    discord.control("messages",
                    {{"user", "hana"}, {"click", {{"message", sent["id"]}, {"button", "Yes"}}}});
    const auto click = bot.hear();
    CHECK(click["t"] == "INTERACTION_CREATE");
    CHECK(click["d"]["data"]["custom_id"] == "0:yes");
    const auto path = "/interactions/" + click["d"]["id"].get<std::string>() + "/" +
                      click["d"]["token"].get<std::string>() + "/callback";
    CHECK(discord.post(path, {{"type", 6}})->status == 204);
    CHECK(error_of(discord.post(path, {{"type", 6}}))["code"] == 40060);
    CHECK(error_of(discord.post("/interactions/1/none/callback", {{"type", 6}}))["code"] == 10062);
}

TEST_CASE("links to attachments can be read by anybody, as they are and not for ever") {
    discord_on_a_port discord;
    bot_socket bot(discord);
    bot.log_in();
    const json file = {{"filename", "a.png"}, {"content_type", "image/png"}, {"content", "bytes"}};
    discord.control("messages", {{"user", "hana"}, {"attachments", {file}}});
    const std::string url = bot.hear()["d"]["attachments"][0]["url"];
    const auto path = url.substr(url.find("/discord/attachments"));
    const auto got = discord.get(path, {});
    CHECK(got->status == 200);
    CHECK(got->body == "bytes");
    CHECK(got->get_header_value("Content-Type") == "image/png");
    CHECK(discord.get(path.substr(0, path.find('?')), {})->status == 404);
    discord.control("bot", {{"link_life_ms", -1'000}});
    discord.control("messages", {{"user", "hana"}, {"attachments", {file}}});
    const std::string old = bot.hear()["d"]["attachments"][0]["url"];
    CHECK(discord.get(old.substr(old.find("/discord/attachments")), {})->status == 404);
}

TEST_CASE("faults strike Discord's calls as often as they were asked for") {
    discord_on_a_port discord;
    const auto path = messages_of(direct_with(discord, "hana"));
    const json message = {{"content", "x"}, {"nonce", "n1"}, {"enforce_nonce", true}};
    discord.control("faults", {{"endpoint", "create"}, {"kind", "drop_after"}, {"count", 1}});
    CHECK_FALSE(discord.post(path, message));
    CHECK(discord.post(path, message)->status == 200);
    CHECK(discord.look("sent?user=hana")["items"].size() == 1);
    discord.control("faults", {{"endpoint", "create"}, {"kind", "throttle"}, {"count", 1}});
    CHECK(discord.post(path, message)->status == 429);
    discord.control("faults", {{"endpoint", "*"}, {"kind", "fail"}, {"status", 502}, {"count", 1}});
    CHECK(discord.post(path, message)->status == 502);
    CHECK(discord.get("/discord/")->status == 200);
}
