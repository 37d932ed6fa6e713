#include "tests/emulators/tests/discord_on_a_port.hpp"

#include <functional>
#include <mutex>
#include <thread>

using namespace emulator_test;

namespace {

// What an application has behind the address that it gave Discord.
class endpoint {
public:
    using handler = std::function<void(const json&, httplib::Response&)>;

    explicit endpoint(handler handle) {
        server_.Post(
            "/here", [this, handle](const httplib::Request& request, httplib::Response& response) {
                const auto interaction = json::parse(request.body, nullptr, false);
                handle(interaction, response);
                const std::lock_guard lock(mutex_);
                heard_.push_back({{"signature", request.get_header_value("X-Signature-Ed25519")},
                                  {"timestamp", request.get_header_value("X-Signature-Timestamp")},
                                  {"interaction", interaction}});
            });
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server_.listen_after_bind(); });
        while (!server_.is_running()) {  // else its end may overtake its beginning
            std::this_thread::yield();
        }
    }
    ~endpoint() {
        server_.stop();
        thread_.join();
    }
    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(port_) + "/here";
    }
    [[nodiscard]] json heard() const {
        const std::lock_guard lock(mutex_);
        return heard_;
    }

private:
    httplib::Server server_;
    int port_ = 0;
    std::thread thread_;
    mutable std::mutex mutex_;
    json heard_ = json::array();
};

endpoint::handler answering(const json& with) {
    return [with](const json&, httplib::Response& response) {
        response.set_content(with.dump(), "application/json");
    };
}

json chat(const std::string& words, json more = json::object()) {
    more["user"] = "hana";
    more["command"] = {{"name", "chat"}, {"options", {{"message", words}}}};
    return more;
}

void registers_chat(discord_on_a_port& discord) {
    REQUIRE(discord
                .post("/applications/" + discord.bot_id + "/commands",
                      {{"name", "chat"}, {"description", "Write to us"}})
                ->status == 201);
}

std::string webhook_of(const discord_on_a_port& discord, const json& done) {
    return "/webhooks/" + discord.bot_id + "/" + done["token"].get<std::string>();
}

}  // namespace

TEST_CASE("an endpoint is taken that answers pings and refuses what Discord has not signed") {
    discord_on_a_port discord;
    endpoint trusting(answering({{"type", 1}}));
    CHECK(discord.control("endpoint", {{"url", trusting.url()}})["taken"] == false);
    const auto heard = trusting.heard();
    REQUIRE(heard.size() == 2);
    CHECK(heard[0]["interaction"]["type"] == 1);
    CHECK(heard[0]["signature"].get<std::string>().size() == 128);
    CHECK(heard[0]["signature"] != heard[1]["signature"]);
    endpoint silent([](const json&, httplib::Response& response) { response.status = 204; });
    CHECK(discord.control("endpoint", {{"url", silent.url()}})["reason"] ==
          "a ping is not answered with a pong");
}

TEST_CASE("a command of the name that was registered is posted, and its answer is followed") {
    discord_on_a_port discord;
    endpoint bot(answering({{"type", 5}}));
    discord.control("bot", {{"interactions_url", bot.url()}});
    CHECK(discord.control("messages", chat("hello"))["error"] == "there is no such command");
    registers_chat(discord);
    const auto done = discord.control("messages", chat("hello"));
    CHECK(done["delivered"] == true);
    CHECK(bot.heard()[0]["interaction"]["data"]["options"][0]["value"] == "hello");
    const auto webhook = webhook_of(discord, done);
    const auto original = discord.parsed(discord.get(
        "/discord/api/v10" + webhook + "/messages/@original", {{"User-Agent", "DiscordBot ("}}));
    CHECK(original["flags"] == 128);  // the bot is thinking
    const auto first = discord.parsed(discord.post(webhook, {{"content", "hi"}}));
    CHECK(first["id"] == original["id"]);
    CHECK(first["flags"] == 0);
    const auto second = discord.parsed(discord.post(webhook, {{"content", "and"}}));
    CHECK(second["id"] != original["id"]);
    CHECK(discord.look("sent?user=hana")["items"].size() == 2);
}

TEST_CASE("answers that do not fit void the token, as those that come late do") {
    discord_on_a_port discord;
    registers_chat(discord);
    const json unfit = GENERATE(json{{"type", 1}}, json{{"type", 6}}, json{{"type", 8}},
                                json({{"type", 4}, {"data", {{"content", ""}}}}),
                                json({{"type", 5}, {"data", {{"flags", 128}}}}),
                                json({{"type", 9}, {"data", {{"title", "x"}}}}));
    CAPTURE(unfit.dump());
    endpoint bot(answering(unfit));
    discord.control("bot", {{"interactions_url", bot.url()}});
    const auto done = discord.control("messages", chat("hello"));
    CHECK(done["delivered"] == false);
    const auto late = discord.post(webhook_of(discord, done), {{"content", "hi"}});
    CHECK(late->status == 404);
    CHECK(discord.parsed(late)["code"] == 10015);
}

TEST_CASE("a token ends, and what it showed to one alone is nobody else's") {
    discord_on_a_port discord;
    registers_chat(discord);
    endpoint bot(answering({{"type", 5}, {"data", {{"flags", 64}}}}));
    discord.control("bot", {{"interactions_url", bot.url()}});
    const auto done = discord.control("messages", chat("hello", {{"channel", "hall"}}));
    const auto said = discord.parsed(discord.post(webhook_of(discord, done), {{"content", "hi"}}));
    CHECK(said["flags"] == 64);
    const auto message = "/channels/" + done["channelId"].get<std::string>() + "/messages/" +
                         said["id"].get<std::string>();
    CHECK(discord.get("/discord/api/v10" + message)->status == 404);
    discord.control("bot", {{"token_life_ms", 0}});
    const auto ended = discord.post(webhook_of(discord, done), {{"content", "hi"}});
    CHECK(ended->status == 401);
    CHECK(discord.parsed(ended)["code"] == 50027);
}

TEST_CASE("a form that was shown is filled in") {
    discord_on_a_port discord;
    registers_chat(discord);
    const json field = {{"type", 4}, {"custom_id", "message"}, {"style", 2}};
    const json shown = {
        {"type", 9},
        {"data",
         {{"custom_id", "chat"},
          {"title", "Write"},
          {"components",
           json::array({{{"type", 18}, {"label", "Words"}, {"component", field}}})}}}};
    endpoint bot([shown](const json& interaction, httplib::Response& response) {
        const json answer = interaction["type"] == 2 ? shown : json({{"type", 5}});
        response.set_content(answer.dump(), "application/json");
    });
    discord.control("bot", {{"interactions_url", bot.url()}});
    const auto done =
        discord.control("messages", {{"user", "hana"}, {"command", {{"name", "chat"}}}});
    CHECK(done["answer"]["type"] == 9);
    const auto sent = discord.control(
        "messages", {{"user", "hana"},
                     {"form", {{"token", done["token"]}, {"values", {{"message", "hello"}}}}}});
    CHECK(sent["delivered"] == true);
    CHECK(bot.heard()[1]["interaction"]["data"]["components"][0]["component"]["value"] == "hello");
}

TEST_CASE("what is wrong with a command is told") {
    discord_on_a_port discord;
    const auto path = "/applications/" + discord.bot_id + "/commands";
    CHECK(discord.post(path, {{"name", "Chat"}, {"description", "x"}})->status == 400);
    CHECK(discord.post(path, {{"name", "chat"}, {"description", ""}})->status == 400);
    CHECK(discord.post("/applications/1/commands", {{"name", "chat"}, {"description", "x"}})
              ->status == 403);
}
