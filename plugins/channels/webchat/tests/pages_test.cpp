#include "../script.hpp"
#include "given.hpp"

#include <set>
#include <tuple>

#include <catch2/catch.hpp>

using namespace webchat;
using namespace webchat::test;

namespace {

drive::outcome get(drive::channel& channel, const std::string& path,
                   drive::header_list headers = {}, const std::string& method = "GET") {
    return channel.http({.method = method, .path = path, .headers = std::move(headers)});
}

}  // namespace

TEST_CASE("the widget is served with a strong tag, and not again to who has it") {
    drive::channel channel(instance());
    const auto got = get(channel, "/widget.js");
    REQUIRE(got.http_status() == 200);
    const auto& answer = got.responds[0];
    CHECK(answer.body == script());
    CHECK(drive::find(answer.headers, "content-type") == "text/javascript; charset=utf-8");
    CHECK(drive::find(answer.headers, "x-content-type-options") == "nosniff");
    CHECK(drive::find(answer.headers, "cache-control") == "public, max-age=300");
    const auto tag = drive::find(answer.headers, "etag");
    CHECK(tag.front() == '"');

    for (const auto& known : {tag, "W/" + tag, "\"x\", " + tag}) {
        INFO(known);
        const auto again = get(channel, "/widget.js", {{"if-none-match", known}});
        CHECK(again.http_status() == 304);
        CHECK(again.responds[0].body.empty());
    }
    CHECK(get(channel, "/widget.js", {{"if-none-match", "\"x\""}}).http_status() == 200);
    CHECK(get(channel, "/widget.js", {}, "HEAD").responds.at(0).body.empty());
}

TEST_CASE("a browser gets the widget as small as it can take it, each under a tag of its own") {
    drive::channel channel(instance());
    std::set<std::string> tags;
    for (const auto& [accepted, encoding, bytes] :
         {std::tuple{"gzip, deflate, br", "br", script_brotli()},
          {"deflate, gzip;q=0.9", "gzip", script_gzip()},
          {"deflate", "", script()}}) {
        INFO(accepted);
        const auto got = get(channel, "/widget.js", {{"accept-encoding", accepted}});
        REQUIRE(got.http_status() == 200);
        const auto& answer = got.responds[0];
        CHECK(answer.body == bytes);
        CHECK(drive::find(answer.headers, "content-encoding") == encoding);
        CHECK(drive::find(answer.headers, "vary") == "Accept-Encoding");
        const auto tag = drive::find(answer.headers, "etag");
        tags.insert(tag);
        const auto again =
            get(channel, "/widget.js", {{"accept-encoding", accepted}, {"if-none-match", tag}});
        CHECK(again.http_status() == 304);
    }
    CHECK(tags.size() == 3);
}

TEST_CASE("the widget is no load for a page: less than 20 kB as gzip serves it") {
    CHECK(script_gzip().substr(0, 2) == "\x1f\x8b");
    CHECK(script_gzip().size() < 20'000);
    CHECK(script_brotli().size() < script_gzip().size());
}

TEST_CASE("every language of the configuration has its texts, and no other") {
    drive::channel channel(instance());
    const auto languages = body_of(get(channel, "/config"))["locales"];
    CHECK(languages == json({"en", "id", "ms", "ta", "zh", "zh-Hant"}));
    for (const std::string language : languages) {
        INFO(language);
        if (language == "en") {
            continue;  // comes with the script
        }
        const auto got = get(channel, "/texts/" + language);
        REQUIRE(got.http_status() == 200);
        CHECK(body_of(got)["send"].is_string());
        const auto tag = drive::find(got.responds[0].headers, "etag");
        CHECK(get(channel, "/texts/" + language, {{"if-none-match", tag}}).http_status() == 304);
    }
    CHECK(get(channel, "/texts/xx").http_status() == 404);
    CHECK(get(channel, "/texts/../config").http_status() == 404);
    CHECK(get(channel, "/texts/ms", {}, "POST").http_status() == 405);
}

TEST_CASE("the configuration says what the options say") {
    drive::channel channel(
        instance({{"title", "Kedai \"A\""}, {"greeting", "Hai"}, {"locale", "ms"}}));
    const auto got = get(channel, "/config", {{"origin", site}});
    const auto config = body_of(got);
    CHECK(config["key"] == "web");
    CHECK(config["title"] == "Kedai \"A\"");
    CHECK(config["greeting"] == "Hai");
    CHECK(config["default_locale"] == "ms");
    CHECK(config["ws_url"] == "wss://chat.example/channels/web/socket");
    CHECK(drive::find(got.responds.at(0).headers, "access-control-allow-origin") == site);
    const auto tag = drive::find(got.responds[0].headers, "etag");
    CHECK(get(channel, "/config", {{"if-none-match", tag}}).http_status() == 304);
}

TEST_CASE("the preview page shows the chat and runs nothing from its title") {
    drive::channel channel(instance({{"title", "<script>alert(1)</script>"}}));
    const auto got = get(channel, "");
    REQUIRE(got.http_status() == 200);
    CHECK(got.responds[0].body.find("<script>alert") == std::string::npos);
    CHECK(got.responds[0].body.find("src=\"/channels/web/widget.js\"") != std::string::npos);
    CHECK(drive::find(got.responds[0].headers, "content-security-policy")
              .rfind("default-src 'none'", 0) == 0);
}

TEST_CASE("wrong paths and methods are told apart") {
    drive::channel channel(instance());
    CHECK(get(channel, "/nothing").http_status() == 404);
    CHECK(get(channel, "/session").http_status() == 405);
    CHECK(get(channel, "/config", {}, "POST").http_status() == 405);
    CHECK(get(channel, "/widget.js", {}, "POST").http_status() == 405);
    CHECK(get(channel, "/socket").http_status() == 426);
}

TEST_CASE("the socket agrees to its subprotocol and to the limits of the protocol") {
    drive::channel channel(instance());
    const auto upgrade = [&](const std::string& offered) {
        return channel
            .http({.method = "GET",
                   .path = "/socket",
                   .headers = {{"sec-websocket-protocol", offered}},
                   .upgrade = true})
            .accepts.at(0);
    };
    CHECK(upgrade("gwchat.v1").protocol == "gwchat.v1");
    CHECK(upgrade("other, gwchat.v1").protocol == "gwchat.v1");
    CHECK(upgrade("gwchat.v12").protocol.empty());
    CHECK(upgrade("gwchat.v1").max_message == 65536);
    CHECK(upgrade("gwchat.v1").connection != upgrade("gwchat.v1").connection);
}
