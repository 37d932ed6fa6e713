#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/shop/shop.hpp"

#include <catch2/catch.hpp>

namespace {

using emulators::json;
using emulators::shop::website;

httplib::Request get(std::string path) {
    httplib::Request out;
    out.method = "GET";
    out.path = std::move(path);
    return out;
}

}  // namespace

TEST_CASE("every page of the shop loads the widget that it was given, and may run it") {
    website shop;
    REQUIRE(shop.configure({{"widget", "http://127.0.0.1:1/channels/web/widget.js"}}).empty());
    for (const auto* path : {"/shop/", "/shop/delivery", "/shop/about"}) {
        INFO(path);
        httplib::Response response;
        REQUIRE(shop.serve("", get(path), response));
        CHECK(response.body.find(R"(<script src="http://127.0.0.1:1/channels/web/widget.js")") !=
              std::string::npos);
        CHECK(response.body.find("{{") == std::string::npos);
        CHECK(response.get_header_value("Content-Security-Policy")
                  .find("script-src 'self' http://127.0.0.1:1 ws://127.0.0.1:1;") !=
              std::string::npos);
    }
}

TEST_CASE("the shop is where its name leads, and is no folder of files") {
    website shop;
    REQUIRE(shop.configure({{"widget", "https://chat.example/w.js"}}).empty());
    httplib::Response response;
    REQUIRE(shop.serve("", get("/shop"), response));
    CHECK(response.get_header_value("Location") == "/shop/");
    CHECK_FALSE(shop.serve("", get("/shop/frame"), response));
    CHECK_FALSE(shop.serve("", get("/shop/nothing"), response));
}

TEST_CASE("there is no shop without a widget, and none anywhere else") {
    website shop;
    httplib::Response response;
    CHECK_FALSE(shop.serve("", get("/shop/"), response));
    CHECK(shop.phones().empty());
    REQUIRE(shop.configure({{"widget", "https://chat.example/w.js"}}).empty());
    CHECK_FALSE(shop.serve("/v2/bot/info", get("/v2/bot/info"), response));
    CHECK(response.body.empty());
}

TEST_CASE("a widget that is no plain URL is refused") {
    for (const auto* each : {"", "widget.js", "javascript:alert(1)", "http://x/\"><script>"}) {
        INFO(each);
        CHECK_FALSE(website().configure({{"widget", each}}).empty());
    }
}
