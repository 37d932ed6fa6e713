#include "tests/emulators/tests/line_on_a_port.hpp"

using namespace emulator_test;

namespace {

const std::string key = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

}  // namespace

TEST_CASE("a push is accepted with an id for each message, and kept in order") {
    line_on_a_port line;
    const auto to = line.user("mei");
    const json body = {{"to", to},
                       {"messages",
                        {{{"type", "text"}, {"text", "one"}},
                         {{"type", "location"},
                          {"title", "a"},
                          {"address", "b"},
                          {"latitude", 1},
                          {"longitude", 2}}}}};
    const auto result = line.call("/v2/bot/message/push", body.dump());
    REQUIRE(result);
    CHECK(result->status == 200);
    CHECK(result->get_header_value("x-line-request-id").size() == 36);
    const auto sent = json::parse(result->body)["sentMessages"];
    REQUIRE(sent.size() == 2);
    CHECK(sent[0]["id"] != sent[1]["id"]);
    CHECK(sent[0].contains("quoteToken"));
    CHECK_FALSE(sent[1].contains("quoteToken"));
    const auto kept = line.look("sent?user=mei");
    REQUIRE(kept["items"].size() == 2);
    CHECK(kept["items"][0]["id"] == sent[0]["id"]);
    CHECK(kept["items"][0]["message"]["text"] == "one");
    CHECK(kept["items"][0]["by"] == "push");
    CHECK_FALSE(kept["items"][0]["headers"].contains("authorization"));
    CHECK(line.look("sent?user=ali")["items"].empty());
    CHECK(line.look("sent?after=" + kept["next"].dump())["items"].empty());
}

TEST_CASE("a reply token works once, for its channel, within its life") {
    gateway gate;
    line_on_a_port line({{"webhook_url", gate.url()}});
    const std::string token =
        line.control("messages", {{"user", "mei"}, {"text", "hello"}})["replyToken"];
    const auto first = line.reply(token, "welcome");
    REQUIRE(first);
    CHECK(first->status == 200);
    const auto kept = line.look("sent")["items"];
    REQUIRE(kept.size() == 1);
    CHECK(kept[0]["by"] == "reply");
    CHECK(kept[0]["replyToken"] == token);
    const auto second = line.reply(token, "welcome again");
    CHECK(second->status == 400);
    CHECK(message_of(second) == "Invalid reply token");
    CHECK(message_of(line.reply("made-up", "x")) == "Invalid reply token");
    CHECK(line.look("sent")["items"].size() == 1);
}

TEST_CASE("an expired reply token is as good as none") {
    gateway gate;
    line_on_a_port line({{"webhook_url", gate.url()}, {"reply_token_life_ms", 0}});
    const std::string token =
        line.control("messages", {{"user", "mei"}, {"text", "hello"}})["replyToken"];
    CHECK(message_of(line.reply(token, "too late")) == "Invalid reply token");
}

TEST_CASE("a retry key is accepted once, and then answered with the first acceptance") {
    line_on_a_port line;
    const auto to = line.user("mei");
    const auto first = line.push(to, "once", {{"X-Line-Retry-Key", key}});
    const auto second = line.push(to, "once", {{"X-Line-Retry-Key", key}});
    REQUIRE(first);
    REQUIRE(second);
    CHECK(first->status == 200);
    CHECK(second->status == 409);
    CHECK(second->get_header_value("x-line-accepted-request-id") ==
          first->get_header_value("x-line-request-id"));
    CHECK(json::parse(second->body)["sentMessages"] == json::parse(first->body)["sentMessages"]);
    CHECK(line.look("sent")["items"].size() == 1);
    CHECK(line.push(to, "other", {{"X-Line-Retry-Key", "7c9e6679-7425-40de-944b-e07fc1f90ae8"}})
              ->status == 200);
}

TEST_CASE("a key whose first try was refused is free") {
    line_on_a_port line;
    const auto to = line.user("mei");
    CHECK(line.push(to, "", {{"X-Line-Retry-Key", key}})->status == 400);
    CHECK(line.push(to, "better", {{"X-Line-Retry-Key", key}})->status == 200);
}

TEST_CASE("who blocked the bot gets nothing, and the bot is not told") {
    line_on_a_port line;
    const auto to = line.user("mei", {{"blocked", true}});
    CHECK(line.push(to, "hello?")->status == 200);
    CHECK(line.look("sent")["items"][0]["delivered"] == false);
}

TEST_CASE("the month's messages run out for pushes, not for replies") {
    gateway gate;
    line_on_a_port line({{"webhook_url", gate.url()}, {"quota", 1}});
    const auto told = line.control("messages", {{"user", "mei"}, {"text", "hello"}});
    const std::string to = told["userId"];
    CHECK(line.push(to, "one")->status == 200);
    const auto over = line.push(to, "two");
    CHECK(over->status == 429);
    CHECK(message_of(over) == "You have reached your monthly limit.");
    CHECK(line.reply(told["replyToken"], "free")->status == 200);
    CHECK(json::parse(line.get("/v2/bot/message/quota")->body) ==
          json{{"type", "limited"}, {"value", 1}});
    CHECK(json::parse(line.get("/v2/bot/message/quota/consumption")->body) ==
          json{{"totalUsage", 1}});
}

TEST_CASE("what users sent can be fetched, once it is ready, until it is unsent") {
    gateway gate;
    line_on_a_port line({{"webhook_url", gate.url()}});
    const auto told = line.control(
        "messages",
        {{"user", "mei"},
         {"image",
          {{"content_base64", "iVBORw=="}, {"content_type", "image/png"}, {"not_ready", 1}}}});
    const std::string id = told["messageId"];
    const auto path = "/v2/bot/message/" + id + "/content";
    CHECK(line.get(path)->status == 202);
    const auto ready = line.get(path);
    CHECK(ready->status == 200);
    CHECK(ready->get_header_value("Content-Type") == "image/png");
    CHECK(ready->body == "\x89PNG");
    line.control("messages", {{"user", "mei"}, {"unsend", id}});
    CHECK(line.get(path)->status == 410);
    CHECK(line.get("/v2/bot/message/1/content")->status == 404);
}

TEST_CASE("whether a video is ready can be asked") {
    gateway gate;
    line_on_a_port line({{"webhook_url", gate.url()}});
    const auto told = line.control(
        "messages", {{"user", "mei"}, {"video", {{"content", "film"}, {"not_ready", 2}}}});
    const std::string id = told["messageId"];
    const auto path = "/v2/bot/message/" + id + "/content";
    const auto status = [&] {
        return json::parse(line.get(path + "/transcoding")->body)["status"].get<std::string>();
    };
    CHECK(status() == "processing");
    CHECK(line.get(path)->status == 202);
    CHECK(status() == "succeeded");
    CHECK(line.get(path)->body == "film");
    line.control("messages", {{"user", "mei"}, {"unsend", id}});
    CHECK(line.get(path + "/transcoding")->status == 410);
    CHECK(line.get("/v2/bot/message/1/content/transcoding")->status == 404);
}

TEST_CASE("a narrowcast is taken and can be followed") {
    line_on_a_port line;
    const json body = {{"messages", {{{"type", "text"}, {"text", "news"}}}}};
    const auto taken = line.call("/v2/bot/message/narrowcast", body.dump());
    CHECK(taken->status == 202);
    CHECK(json::parse(taken->body) == json::object());
    const auto sent = line.look("sent")["items"];
    REQUIRE(sent.size() == 1);
    CHECK(sent[0]["by"] == "narrowcast");
    const auto id = taken->get_header_value("x-line-request-id");
    const auto progress = line.get("/v2/bot/message/progress/narrowcast?requestId=" + id);
    CHECK(json::parse(progress->body)["phase"] == "succeeded");
    CHECK(line.get("/v2/bot/message/progress/narrowcast?requestId=x")->status == 404);
    CHECK(line.call("/v2/bot/message/narrowcast", R"({"messages":[]})")->status == 400);
}

TEST_CASE("members of groups and rooms have profiles, friends or not") {
    gateway gate;
    line_on_a_port line({{"webhook_url", gate.url()}});
    const auto in_group =
        line.control("messages", {{"user", "mei"}, {"group", "family"}, {"text", "x"}});
    const auto in_room =
        line.control("messages", {{"user", "ali"}, {"room", "corner"}, {"text", "x"}});
    const auto path = [](const char* kind, const json& told, const std::string& user) {
        return std::string("/v2/bot/") + kind + "/" + told["chatId"].get<std::string>() +
               "/member/" + user;
    };
    const auto mei = line.user("mei", {{"name", "Mei Ling"}, {"blocked", true}});
    const auto member = line.get(path("group", in_group, mei));
    CHECK(member->status == 200);
    CHECK(json::parse(member->body)["displayName"] == "Mei Ling");
    CHECK(line.get(path("room", in_room, in_room["userId"]))->status == 200);
    CHECK(line.get(path("group", in_group, "U00000000000000000000000000000000"))->status == 404);
    CHECK(line.get("/v2/bot/group/C00000000000000000000000000000000/member/" + mei)->status == 404);
}

TEST_CASE("profiles are there for those who have not hidden or blocked") {
    line_on_a_port line;
    const auto mei = line.user("mei", {{"name", "Mei Ling"}, {"language", "ms"}});
    const auto profile = json::parse(line.get("/v2/bot/profile/" + mei)->body);
    CHECK(profile["displayName"] == "Mei Ling");
    CHECK(profile["language"] == "ms");
    CHECK(line.get("/v2/bot/profile/" + line.user("ghost", {{"hidden", true}}))->status == 404);
    CHECK(line.get("/v2/bot/profile/" + line.user("gone", {{"blocked", true}}))->status == 404);
    CHECK(line.get("/v2/bot/profile/U00000000000000000000000000000000")->status == 404);
}

TEST_CASE("loading animations and read marks are noted apart from messages") {
    gateway gate;
    line_on_a_port line({{"webhook_url", gate.url()}});
    const auto told = line.control("messages", {{"user", "mei"}, {"text", "hello"}});
    const std::string read = gate.webhooks()[0]["events"][0]["message"]["markAsReadToken"];
    const json loading = {{"chatId", told["userId"]}, {"loadingSeconds", 20}};
    CHECK(line.call("/v2/bot/chat/loading/start", loading.dump())->status == 202);
    CHECK(line.call("/v2/bot/chat/markAsRead", json{{"markAsReadToken", read}}.dump())->status ==
          200);
    CHECK(line.look("sent")["items"].empty());
    const auto activity = line.look("activity")["items"];
    REQUIRE(activity.size() == 2);
    CHECK(activity[0]["by"] == "loading");
    CHECK(activity[1]["by"] == "mark_as_read");
}

TEST_CASE("the API is found at its own paths and below /line") {
    line_on_a_port line;
    CHECK(line.get("/v2/bot/info")->status == 200);
    CHECK(line.get("/line/v2/bot/info")->status == 200);
    const auto page = line.get("/line/");
    CHECK(page->status == 200);
    CHECK(page->body.find("<main>") != std::string::npos);
}
