// How the command that people write to us with is made known to Discord.
#include "interactions_under_test.hpp"

using namespace discord_test;

namespace {

const std::string commands_url =
    "https://discord.com/api/v10/applications/" + application + "/commands";

}  // namespace

TEST_CASE("the command is registered when the channel starts, once") {
    posted_to t;
    const auto asked = t.channel.timer(SELAT_TIMER_START);
    REQUIRE(asked.calls.size() == 1);
    CHECK(asked.calls[0].method == "GET");
    CHECK(asked.calls[0].url == commands_url);
    CHECK(asked.connects.empty());
    const auto other = json::array({{{"name", "ban"}, {"type", 1}, {"description", "x"}}});
    const auto registers = t.answered(asked.calls[0], 200, other.dump());
    REQUIRE(registers.calls.size() == 1);
    CHECK(registers.calls[0].method == "POST");
    auto command = json::parse(registers.calls[0].body);
    CHECK(command["name"] == "chat");
    CHECK(command["contexts"] == json::array({0, 1}));
    CHECK(t.answered(registers.calls[0], 201, "{}").statuses.at(0).running);

    command["id"] = "5";
    command["version"] = "6";
    command["options"][0]["required"] = false;
    const auto again = t.channel.timer(SELAT_TIMER_START);
    const auto known = t.answered(again.calls.at(0), 200, json::array({command}).dump());
    CHECK(known.calls.empty());
    CHECK(known.statuses.at(0).running);
    command["description"] = "of before";
    CHECK(t.answered(again.calls[0], 200, json::array({command}).dump()).calls.size() == 1);
}

TEST_CASE("the application is asked for where it is not configured") {
    drive::channel channel(given({{"mode", "interactions"}, {"public_key", public_key}}));
    const auto asked = channel.timer(SELAT_TIMER_START);
    CHECK(asked.calls.at(0).url == "https://discord.com/api/v10/applications/@me");
    const auto told = channel.serial_reply(
        drive::answer_to(asked.calls[0], 200, json{{"id", application}}.dump()));
    CHECK(told.calls.at(0).url == commands_url);
}

TEST_CASE("a channel without a command asks Discord nothing") {
    posted_to t({{"command", ""}});
    const auto out = t.channel.timer(SELAT_TIMER_START);
    CHECK(out.calls.empty());
    CHECK(out.statuses.at(0).running);
    CHECK(t.tell(interaction(2, {{"name", "status"}, {"type", 1}})).inbounds.size() == 1);
}

TEST_CASE("what hinders the registration is told, and tried again where that helps") {
    posted_to t;
    const auto asked = t.channel.timer(SELAT_TIMER_START);
    const auto down = t.answered(asked.calls.at(0), 503, "");
    CHECK_FALSE(down.statuses.at(0).running);
    const auto later = t.channel.advance(60'000);
    REQUIRE(later.size() == 1);
    CHECK(later[0].calls.at(0).url == commands_url);
    const auto refused =
        t.answered(later[0].calls[0], 401, R"({"code":0,"message":"401: Unauthorized"})");
    CHECK(refused.statuses.at(0).reason ==
          "the command /chat is not registered: 401: Unauthorized");
    CHECK(t.channel.advance(3'600'000).empty());
}
