// What a commit carries beside messages, and how it calls back, on both stores.

#include "both_support.hpp"

#include <algorithm>
#include <thread>
#include <vector>

using namespace selat;
using namespace selat::store;
using namespace selat::store::test;

TEST_CASE("jobs and plugin values come and go with the commits") {
    given given(kinds());
    model::job job;
    job.id = given.make.id(model::id_kind::job);
    job.payload = std::string("a\0b", 3);
    changes first;
    first.jobs.push_back(job);
    first.plugin_values.push_back({"line", "cursor", "7"});
    REQUIRE(commit(*given.store, first));
    auto jobs = ask(*given.store, [](reader& reader) { return reader.jobs(); });
    REQUIRE((jobs && jobs->size() == 1));
    CHECK(jobs->front().payload == job.payload);
    changes second;
    second.finished_jobs.push_back(job.id);
    second.plugin_values.push_back({"line", "cursor", ""});
    REQUIRE(commit(*given.store, second));
    CHECK(ask(*given.store, [](reader& reader) { return reader.jobs(); })->empty());
    CHECK(ask(*given.store, [](reader& reader) { return reader.plugin_values("line"); })->empty());
}

TEST_CASE("commits call back in order and not on the caller's thread") {
    given given(kinds());
    std::vector<int> order;
    std::thread::id caller = std::this_thread::get_id();
    bool elsewhere = true;
    for (int i = 0; i < 50; ++i) {
        changes changes;
        changes.plugin_values.push_back({"line", "n", std::to_string(i)});
        given.store->commit(std::move(changes), [&, i](result<committed>) {
            order.push_back(i);
            elsewhere = elsewhere && std::this_thread::get_id() != caller;
        });
    }
    given.store.reset();
    CHECK(order.size() == 50);
    CHECK(std::is_sorted(order.begin(), order.end()));
    CHECK(elsewhere);
}
