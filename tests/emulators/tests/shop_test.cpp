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

TEST_CASE("the shop's page loads the widget that it was given") {
    website shop;
    REQUIRE(shop.configure({{"widget", "http://127.0.0.1:1/channels/web/widget.js"}}).empty());
    httplib::Response response;
    REQUIRE(shop.serve("", get("/shop"), response));
    CHECK(response.body.find(R"(<script src="http://127.0.0.1:1/channels/web/widget.js")") !=
          std::string::npos);
    CHECK(response.body.find("{{") == std::string::npos);
}

TEST_CASE("there is no shop without a widget, and none anywhere else") {
    website shop;
    httplib::Response response;
    CHECK_FALSE(shop.serve("", get("/shop"), response));
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
