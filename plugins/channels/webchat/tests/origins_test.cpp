#include "given.hpp"

#include <catch2/catch.hpp>

using namespace webchat;
using namespace webchat::test;

namespace {

struct example {
    json allowed;  // null: no list
    const char* public_url;
    const char* origin;
    bool welcome;
};

constexpr const char* gateway = "https://chat.example/channels/web";
constexpr const char* local = "http://127.0.0.1:8080/channels/web";

const example examples[] = {
    {{"https://shop.example"}, gateway, "https://shop.example", true},
    {{"https://shop.example"}, gateway, "https://SHOP.example:443", true},
    {{"https://shop.example"}, gateway, "http://shop.example", false},
    {{"https://shop.example"}, gateway, "https://shop.example:8443", false},
    {{"https://shop.example"}, gateway, "https://shop.example.evil.example", false},
    {{"https://shop.example"}, gateway, "https://evilshop.example", false},
    {{"https://shop.example"}, gateway, "https://www.shop.example", false},
    {{"https://shop.example"}, gateway, "https://shop.example/", false},
    {{"https://shop.example"}, gateway, "https://shop.example@evil.example", false},
    {{"https://shop.example"}, gateway, "https://evil.example/https://shop.example", false},
    {{"https://shop.example"}, gateway, "null", false},
    {{"https://shop.example"}, gateway, "", false},
    {{"https://shop.example"}, gateway, "https://chat.example", false},
    {{"https://shop.example"}, gateway, "file://shop.example", false},
    {{"https://shop.example"}, gateway, "https://shop.example, https://evil.example", false},
    {{"https://shop.example:8443"}, gateway, "https://shop.example:8443", true},
    {{"https://shop.example:8443"}, gateway, "https://shop.example", false},
    {{"https://*.shop.example"}, gateway, "https://www.shop.example", true},
    {{"https://*.shop.example"}, gateway, "https://a.b.shop.example", true},
    {{"https://*.shop.example"}, gateway, "https://shop.example", false},
    {{"https://*.shop.example"}, gateway, "https://evilshop.example", false},
    {{"https://*.shop.example"}, gateway, "https://www.shop.example.evil.example", false},
    {{"https://*.shop.example"}, gateway, "http://www.shop.example", false},
    {{"*.shop.example"}, gateway, "https://www.shop.example", true},
    {{"*.shop.example"}, gateway, "http://www.shop.example", true},
    {{"*.shop.example"}, gateway, "http://www.shop.example:8080", false},
    {{"*.shop.example"}, gateway, "https://.shop.example", false},
    {{"*.shop.example"}, gateway, "https://x..shop.example", false},
    {{"*"}, gateway, "https://anything.example", true},
    {{"*"}, gateway, "null", false},
    {json::array(), gateway, "https://chat.example", false},
    {nullptr, gateway, "https://chat.example", true},
    {nullptr, gateway, "https://shop.example", false},
    {nullptr, gateway, "http://localhost:3000", false},
    {nullptr, local, "http://127.0.0.1:8080", true},
    {nullptr, local, "http://localhost:3000", true},
    {nullptr, local, "http://[::1]:3000", true},
    {nullptr, local, "http://localhost.evil.example", false},
    {nullptr, local, "https://shop.example", false},
};

drive::given with(const example& each) {
    json options = json::object();
    if (!each.allowed.is_null()) {
        options["allowed_origins"] = each.allowed;
    }
    return {.instance = "web", .options = options.dump(), .public_url = each.public_url};
}

}  // namespace

TEST_CASE("a website is let in by its exact origin, at the session, the socket and pre-flight") {
    for (const auto& each : examples) {
        INFO(each.allowed.dump() << " " << each.public_url << " " << each.origin);
        drive::channel channel(with(each));
        const drive::header_list from = {{"origin", each.origin}};

        const auto session = post_session(channel, json::object(), each.origin);
        CHECK(session.http_status() == (each.welcome ? 200 : 403));
        CHECK(drive::find(session.responds.at(0).headers, "access-control-allow-origin") ==
              (each.welcome ? each.origin : ""));
        CHECK(drive::find(session.responds[0].headers, "vary") == "Origin");
        CHECK(drive::find(session.responds[0].headers, "access-control-allow-credentials").empty());

        const auto socket =
            channel.http({.method = "GET", .path = "/socket", .headers = from, .upgrade = true});
        CHECK(socket.accepts.size() == (each.welcome ? 1 : 0));
        CHECK((each.welcome || socket.http_status() == 403));

        const auto asked = channel.http({.method = "OPTIONS", .path = "/session", .headers = from});
        CHECK(asked.http_status() == (each.welcome ? 204 : 403));
        CHECK(channel.http({.method = "GET", .path = "/config", .headers = from}).http_status() ==
              (each.welcome ? 200 : 403));
    }
}

TEST_CASE("what is no browser has no origin, and is let in") {
    drive::channel channel(instance());
    CHECK(channel.http({.path = "/session"}).http_status() == 200);
    CHECK(channel.http({.method = "GET", .path = "/socket", .upgrade = true}).accepts.size() == 1);
}

TEST_CASE("a wrong entry in the list of origins is a wrong option") {
    for (const auto* entry : {"shop.example", "https://", "https://shop.example/path", "ftp://x.y",
                              "https://a.*.example", "https://*", "https://x:y", "*.x.y:80", ""}) {
        INFO(entry);
        try {
            drive::channel channel(instance({{"allowed_origins", {entry}}}));
            FAIL("was taken");
        } catch (const drive::refused& refused) {
            CHECK(refused.code == selat::code::config);
        }
    }
}
