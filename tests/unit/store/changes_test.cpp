#include "support.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::store;
using namespace selat::store::test;

TEST_CASE("changes are empty until something is in them") {
    changes changes;
    CHECK(changes.empty());
    changes.splits.emplace_back();
    CHECK_FALSE(changes.empty());
}

TEST_CASE("added changes stand behind, and a job made again is not removed") {
    maker make(3);
    model::job job;
    job.id = make.id(model::id_kind::job);
    changes first;
    first.finished_jobs.push_back(job.id);
    first.ended_sessions.push_back("hash");
    first.plugin_values.push_back({"line", "a", "1"});
    changes second;
    second.jobs.push_back(job);
    second.plugin_values.push_back({"line", "a", "2"});
    first.add(std::move(second));
    CHECK(first.finished_jobs.empty());
    CHECK(first.ended_sessions.size() == 1);
    REQUIRE(first.plugin_values.size() == 2);
    CHECK(first.plugin_values[1].value == "2");
}
