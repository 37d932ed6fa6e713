#include "tests/emulators/tests/discord_on_a_port.hpp"

using namespace emulator_test;

namespace {

std::string direct_with(discord_on_a_port& discord, const std::string& user,
                        json more = json::object()) {
    more["user"] = user;
    return discord.control("users", more)["channelId"];
}

std::string messages_of(const std::string& channel) { return "/channels/" + channel + "/messages"; }

httplib::MultipartFormData file(int number, const std::string& bytes = "x") {
    const auto n = std::to_string(number);
    return {"files[" + n + "]", bytes, n + ".bin", "application/octet-stream"};
}

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

TEST_CASE("a message may be a form with files, and whoever has their links can read them") {
    discord_on_a_port discord;
    const auto path = messages_of(direct_with(discord, "hana"));
    const std::string bytes("\0\r\n--x\r\n\xff", 10);
    json message = {{"content", "Look"}, {"nonce", "n1"}, {"enforce_nonce", true}};
    message["attachments"] = json::parse(R"([{"id":0,"filename":"a \"b\" é.png"},
        {"id":"1","filename":"1.bin","description":"a bill"}])");
    const auto send = [&] {
        return discord.parsed(discord.send_form(
            path, message.dump(),
            {{"files[0]", bytes, "a %22b%22 é.png", "image/png"}, file(1, "bill")}));
    };
    const auto sent = send();
    REQUIRE(sent["attachments"].size() == 2);
    const auto& picture = sent["attachments"][0];
    CHECK(picture["filename"] == "a \"b\" é.png");
    CHECK(picture["size"] == bytes.size());
    CHECK(picture["content_type"] == "image/png");
    CHECK(sent["attachments"][1]["description"] == "a bill");
    const std::string url = picture["url"];
    const auto got = discord.get(url.substr(url.find("/discord/attachments")), {});
    CHECK(got->status == 200);
    CHECK(got->body == bytes);
    CHECK(got->get_header_value("Content-Type") == "image/png");
    CHECK(send()["id"] == sent["id"]);
    const auto shown = discord.look("sent?user=hana")["items"];
    REQUIRE(shown.size() == 1);
    CHECK(shown[0]["message"]["attachments"] == sent["attachments"]);
}

TEST_CASE("an edit keeps the files that it names, and all when it names none") {
    discord_on_a_port discord;
    const auto path = messages_of(direct_with(discord, "hana"));
    const auto sent = discord.parsed(discord.send_form(path, "{}", {file(0), file(1)}));
    const auto one = path + "/" + sent["id"].get<std::string>();
    CHECK(discord.parsed(discord.patch(one, {{"content", ""}}))["attachments"] ==
          sent["attachments"]);
    const json second = {{"id", sent["attachments"][1]["id"]}};
    const auto left = discord.parsed(discord.patch(one, {{"attachments", json::array({second})}}));
    CHECK(left["attachments"] == json::array({sent["attachments"][1]}));
    CHECK(error_of(discord.patch(one, {{"attachments", json::array()}}))["code"] == 50006);
}

TEST_CASE("a form whose files do not fit, or are too many or too large, is refused") {
    discord_on_a_port discord({{"file_limit", 10}});
    const auto path = messages_of(direct_with(discord, "hana"));
    const auto code = [&](const std::string& message,
                          const httplib::MultipartFormDataItems& files) {
        return error_of(discord.send_form(path, message, files))["code"];
    };
    CHECK(code("{", {file(0)}) == 50109);
    CHECK(code(R"({"content":" "})", {}) == 50006);
    CHECK(code(R"({"attachments":[{"id":1}]})", {file(0)}) == 50035);
    CHECK(code(R"({"attachments":[]})", {file(0)}) == 50035);
    CHECK(code("{}", {{"files[0]", "x", "", "text/plain"}}) == 50035);
    CHECK(code("{}", {{"file", "x", "a.txt", "text/plain"}}) == 50035);
    CHECK(code("{}", {file(0), file(0)}) == 50035);
    httplib::MultipartFormDataItems many;
    for (int n = 0; n < 11; ++n) {
        many.push_back(file(n));
    }
    CHECK(code("{}", many) == 30015);
    const auto large = discord.send_form(path, "{}", {file(0, std::string(11, 'x'))});
    CHECK(large->status == 413);
    CHECK(error_of(large)["code"] == 40005);
    const json named = json::parse(R"({"content":"x","attachments":[{"id":0}]})");
    CHECK(error_of(discord.post(path, named))["code"] == 50035);
    CHECK(error_of(discord.send_form("/users/@me/channels", "{}", {file(0)}))["code"] == 50035);
    CHECK(discord.post_as(path, "multipart/form-data", "--x\r\n")->status == 400);
    CHECK(discord.post_as(path, "multipart/form-data; boundary=x", "--y\r\n\r\n--y--")->status ==
          400);
    CHECK(discord.look("sent?user=hana")["items"].empty());
    CHECK(discord.send_form(path, "{}", {file(0)})->status == 200);
}

TEST_CASE("in servers the bot may be allowed to write and not to attach files") {
    discord_on_a_port discord({{"attach_files", false}});
    const json hello = {{"user", "hana"}, {"channel", "hall"}, {"text", "hi"}};
    const auto path =
        messages_of(discord.control("messages", hello)["channelId"].get<std::string>());
    CHECK(error_of(discord.send_form(path, R"({"content":"x"})", {file(0)}))["code"] == 50013);
    CHECK(discord.post(path, {{"content", "x"}})->status == 200);
    CHECK(discord.send_form(messages_of(direct_with(discord, "hana")), "{}", {file(0)})->status ==
          200);
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
