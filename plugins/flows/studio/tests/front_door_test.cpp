#include "dry_run.hpp"

#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

namespace {

using studio::testing::dry_run;
using studio::testing::given_flow;
using studio::testing::json;

given_flow front_door() {
    std::ifstream file(STUDIO_FRONT_DOOR);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return {text, R"({"WW00000000000000000000000000000000":"main"})", R"(["main"])", R"(["faq"])"};
}

json attributes_of(const dry_run& run) {
    return run.tasks().empty() ? json() : json::parse(run.tasks()[0].attributes);
}

}  // namespace

TEST_CASE("the demo's front door has no fault") {
    CHECK(studio::testing::faults_of(front_door()).empty());
}

TEST_CASE("whoever asks for a person in the first message gets one") {
    struct row {
        const char* text;
        const char* language;
    };
    for (const auto& [text, language] : std::vector<row>{
             {"live agent", "en"},
             {"Live Agent please", "en"},
             {"I want a LIVE  AGENT now!", "en"},
             {"ejen langsung", "ms"},
             {"Saya nak EJEN LANGSUNG, tolong.", "ms"},
             {"hello\nlive agent", "en"},
         }) {
        INFO(text);
        dry_run run(front_door());
        run.start(text);
        CHECK(run.status() == "ended");
        CHECK(run.last().ask_bots.empty());
        CHECK(attributes_of(run) == json{{"language", language},
                                         {"skills", {"support"}},
                                         {"reason", "customer-request"}});
        REQUIRE(run.said().size() == 1);
    }
}

TEST_CASE("anything else is greeted in its language and given to the bot") {
    dry_run english(front_door());
    english.start("When do you open?");
    CHECK(english.said().at(0).starts_with("Welcome!"));
    CHECK(english.last().ask_bots.at(0).bot == "faq");
    CHECK(english.tasks().empty());
    dry_run malay(front_door());
    malay.start("Apa waktu operasi?");
    CHECK(malay.said().at(0).starts_with("Selamat datang!"));
    CHECK(json::parse(malay.last().ask_bots.at(0).parameters)["language"] == "ms");
    dry_run agent_of_change(front_door());
    agent_of_change.start("my livelihood agents");
    CHECK(agent_of_change.tasks().empty());
}

TEST_CASE("a bot that hands off or fails leads to a person") {
    dry_run run(front_door());
    run.start("hello");
    run.bot({{"status", "handoff"}, {"handoff", true}}, selat::code::ok, "live agent");
    CHECK(attributes_of(run)["reason"] == "live-agent-handoff");
    CHECK(run.said().size() == 2);
    dry_run broken(front_door());
    broken.start("hello");
    broken.bot(json::object(), selat::code::internal);
    CHECK(attributes_of(broken)["reason"] == "failed");
}

TEST_CASE("when nobody can take over the customer is told") {
    dry_run run(front_door());
    run.tasks_succeed = false;
    run.start("ejen langsung");
    CHECK(run.said().at(0).starts_with("Maaf"));
}
