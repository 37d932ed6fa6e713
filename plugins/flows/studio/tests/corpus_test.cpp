#include "dry_run.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

namespace {

using studio::testing::dry_run;
using studio::testing::given_flow;
using studio::testing::json;

struct scripted {
    std::string name;
    json content;
};

std::vector<scripted> corpus() {
    std::vector<scripted> out;
    for (const auto& entry : std::filesystem::directory_iterator(STUDIO_CORPUS)) {
        std::ifstream file(entry.path());
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        out.push_back({entry.path().stem(), json::parse(text)});
    }
    return out;
}

given_flow flow_of(const json& content) {
    const auto list = [&](const char* key, const char* otherwise) {
        return content.contains(key) ? content[key].dump() : std::string(otherwise);
    };
    return {content["flow"].dump(), list("bindings", "{}"), list("workflows", "[]"),
            list("bots", "[]"), list("flows", "[]")};
}

}  // namespace

TEST_CASE("flows in the style of real exports take the steps they should") {
    const auto all = corpus();
    REQUIRE(all.size() >= 12);
    for (const auto& [name, content] : all) {
        INFO(name);
        CHECK(studio::testing::faults_of(flow_of(content)).empty());
        dry_run run(flow_of(content));
        for (const auto& entry : content["script"]) {
            run.play(entry);
        }
        CHECK(json(run.steps()) == content["expect"]["steps"]);
        CHECK(json(run.said()) == content["expect"]["says"]);
        CHECK(run.status() == content["expect"]["end"].get<std::string>());
        if (content["expect"].contains("attributes")) {
            REQUIRE(run.tasks().size() == 1);
            CHECK(json::parse(run.tasks()[0].attributes) == content["expect"]["attributes"]);
        }
    }
}

TEST_CASE("a restart between any two events changes nothing") {
    for (const auto& [name, content] : corpus()) {
        INFO(name);
        dry_run whole(flow_of(content));
        std::string state;
        std::string waiting_for;
        bool begun = false;
        for (const auto& entry : content["script"]) {
            // Every event is also played to an instance that has just been made.
            dry_run fresh(flow_of(content));
            if (begun) {
                fresh.resume_from(state, waiting_for);
            }
            fresh.play(entry);
            whole.play(entry);
            begun = true;
            CHECK(fresh.last().order == whole.last().order);
            CHECK(fresh.state() == whole.state());
            state = whole.state();
            waiting_for = whole.name();
            if (whole.status() == "waiting") {
                const auto again = studio::execution_state::from_text(state);
                REQUIRE(again);
                CHECK(again->to_text() == state);
            }
        }
    }
}

TEST_CASE("a stale event leaves every waiting state as it is") {
    for (const auto& [name, content] : corpus()) {
        INFO(name);
        dry_run run(flow_of(content));
        for (const auto& entry : content["script"]) {
            run.play(entry);
            const auto state = run.state();
            if (run.status() != "waiting") {
                continue;
            }
            const auto takes = run.last().flow_states[0].takes_messages;
            run.timer_named("nobody#99");
            CHECK(run.state() == state);
            CHECK(run.last().flow_states[0].takes_messages == takes);
            CHECK(run.last().says.empty());
        }
    }
}
