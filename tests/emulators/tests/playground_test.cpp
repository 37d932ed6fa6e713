#include "tests/emulators/common/faults.hpp"
#include "tests/emulators/common/pages.hpp"
#include "tests/emulators/common/wire_log.hpp"
#include "tests/emulators/discord/discord.hpp"
#include "tests/emulators/tests/line_on_a_port.hpp"

#include <future>

#include <catch2/catch.hpp>

using namespace emulator_test;
using namespace std::chrono_literals;

namespace {

json look(line_on_a_port& line, const std::string& path) {
    const auto result = line.get("/_control/" + path);
    REQUIRE(result);
    return json::parse(result->body);
}

}  // namespace

TEST_CASE("no page has scripts, styles or handlers within it") {
    for (const auto& page : emulators::page_files()) {
        if (!page.type.starts_with("text/html")) {
            continue;
        }
        INFO(page.path);
        for (const auto* each : {"<script>", "<style", " style=", " onclick=", " onload="}) {
            INFO(each);
            CHECK(page.content.find(each) == std::string_view::npos);
        }
    }
}

TEST_CASE("pages come with a policy that holds them to their own files") {
    for (const auto* path : {"/", "/line/", "/sms/", "/discord/", "/playground/playground.js"}) {
        INFO(path);
        httplib::Request request;
        request.method = "GET";
        request.path = path;
        httplib::Response response;
        REQUIRE(emulators::serve_page(request, response));
        const auto policy = response.get_header_value("Content-Security-Policy");
        CHECK(policy.find("default-src 'none'; script-src 'self'; style-src 'self'") == 0);
        CHECK(policy.find("unsafe") == std::string::npos);
    }
}

TEST_CASE("a phone is listed for each channel that is set up") {
    line_on_a_port line;
    const auto items = look(line, "phones")["items"];
    REQUIRE(items.size() == 1);
    CHECK(items[0]["provider"] == "line");
    CHECK(items[0]["channel"] == "shop");
    CHECK_FALSE(items[0]["people"].empty());

    emulators::discord::discord_provider discord;
    CHECK(discord.phones().empty());
    REQUIRE(discord.configure({{"token", "t"}}).empty());
    CHECK(discord.phones().size() == 1);
}

TEST_CASE("a bot whose interactions are posted has a phone beside the other's") {
    emulators::discord::discord_provider discord("discord-interactions", "Discord commands");
    CHECK(discord.name() == "discord-interactions");
    REQUIRE(
        discord.configure({{"token", "t"}, {"interactions_url", "http://127.0.0.1:1/x"}}).empty());
    const auto phones = discord.phones();
    REQUIRE(phones.size() == 1);
    CHECK(phones[0]["title"] == "Discord commands");
    CHECK(phones[0]["troubles"].dump().find("interaction") != std::string::npos);
    CHECK(emulators::find_page("/discord-interactions/") != nullptr);
}

TEST_CASE("the troubles that a phone offers are faults that its provider takes") {
    line_on_a_port line;
    const auto phones = look(line, "phones");
    for (const auto& each : phones["items"][0]["troubles"]) {
        INFO(each.dump());
        CHECK(line.control("faults", each["fault"]).contains("items"));
    }
}

TEST_CASE("the wire shows webhooks, and calls of the API") {
    gateway shop;
    line_on_a_port line({{"webhook_url", shop.url()}});
    line.control("messages", {{"user", "Mei"}, {"text", "hello"}});
    line.push("nobody", "hello");
    const auto wire = look(line, "wire");
    REQUIRE(wire["items"].size() == 2);
    CHECK(wire["items"][0]["kind"] == "webhook");
    CHECK(wire["items"][0]["what"] == shop.url());
    CHECK(wire["items"][0]["status"] == 200);
    CHECK(wire["items"][1]["kind"] == "call");
    CHECK(wire["items"][1]["what"] == "POST /v2/bot/message/push");
    CHECK(wire["items"][1]["status"] == 400);
    CHECK(wire["next"] == 2);
}

TEST_CASE("who waits at the wire is told of what comes, and begins anew after a restart") {
    emulators::wire_log wire;
    auto waiting = std::async(std::launch::async, [&] { return wire.read(0, 10s); });
    wire.note({.provider = "line", .kind = "event", .what = "first"});
    CHECK(waiting.get()["items"][0]["what"] == "first");
    CHECK(wire.read(1, 0ms)["items"].empty());
    CHECK(wire.read(77, 0ms)["items"].size() == 1);
}

TEST_CASE("the wire keeps the last of what crossed") {
    emulators::wire_log wire;
    for (int n = 0; n < 1'000; ++n) {
        wire.note({.provider = "line", .kind = "event", .what = std::to_string(n)});
    }
    const auto read = wire.read(0, 0ms);
    CHECK(read["items"].size() < 1'000);
    CHECK(read["items"].back()["n"] == 1'000);
    CHECK(read["items"].back()["what"] == "999");
}

TEST_CASE("a fault strikes at each endpoint that it names and at no other") {
    emulators::fault_list faults;
    REQUIRE(faults.add({{"endpoint", "reply push"}, {"kind", "fail"}}).empty());
    CHECK(faults.strike("reply"));
    CHECK(faults.strike("push"));
    CHECK_FALSE(faults.strike("pus"));
    CHECK_FALSE(faults.strike("webhook"));
}
