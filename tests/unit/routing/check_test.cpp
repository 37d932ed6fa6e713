#include "tests/unit/routing/scene.hpp"

#include <catch2/catch.hpp>

using namespace scene;

TEST_CASE("a good setup has no faults") {
    CHECK(routing::router::check(setup_of({agent("a")})).empty());
}

TEST_CASE("faults of every part are told") {
    auto setup = setup_of({agent("a", "[]"), agent("a")}, R"({"task_routing":{"filters":[
        {"expression":"1==1","targets":[{"queue":"q"},{"queue":"nosuch"}]}],
        "default_filter":{"queue":"gone"}}})");
    setup.queues.push_back({.id = "bad", .workers = "skills HAS", .max_reservations = 51});
    setup.queues.push_back({.id = "q"});
    setup.workflows[0].reservation_timeout = model::duration{0};
    setup.timeout_activity = "lunch";
    const auto all = errors(setup);
    for (const auto* part :
         {"agent a: there are two", "agent a: the attributes are not a JSON object",
          "queue q: there are two", "queue bad: the expression ends too early",
          "queue bad: max_reservations", "workflow w: reservation_timeout",
          "workflow w/task_routing/filters/0/targets/1/queue: queue 'nosuch'",
          "workflow w/task_routing/default_filter/queue: queue 'gone'",
          "routing: the activity after a timeout 'lunch'"}) {
        INFO(all);
        CHECK(all.find(part) != std::string::npos);
    }
}

TEST_CASE("what is merely odd is a warning") {
    auto setup = setup_of({}, R"({"filters":[{"expression":"worker.x == 1","targets":[
        {"queue":"q","skip_if":"workers.WA1 > 0"}]}]})");
    setup.queues[0].workers = "task.x == 1";
    const auto faults = routing::router::check(setup);
    CHECK(errors(setup) == "");
    CHECK(faults.size() == 3);
}
