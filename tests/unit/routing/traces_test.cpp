// The acceptance traces of the TaskRouter sheet, one by one. Seconds.

#include "tests/unit/routing/scene.hpp"

#include <catch2/catch.hpp>

using namespace scene;
using model::reservation_status;
using model::task_status;

TEST_CASE("a task that times out in its filter goes on to a later one that matches") {
    auto setup = setup_of({}, R"({"filters":[
        {"expression":"lang=='ms'","targets":[{"queue":"q","timeout":15}]},
        {"expression":"1==1","targets":[{"queue":"b"}]}],
        "default_filter":{"queue":"d"}})");
    setup.queues.push_back({.id = "b"});
    setup.queues.push_back({.id = "d"});
    REQUIRE(errors(setup) == "");
    centre floor(setup);
    const auto task = floor.add(0, R"({"lang":"ms"})");
    CHECK(floor.router.task(task)->queue == "q");
    floor.run_until(14.999);
    CHECK(floor.router.task(task)->queue == "q");
    floor.run_until(15);
    CHECK(floor.router.task(task)->queue == "b");
    CHECK(floor.router.task(task)->filter == 1);
}

TEST_CASE("a task that times out everywhere is canceled and never sees the default filter") {
    auto setup = setup_of({}, R"({"filters":[
        {"expression":"lang=='ms'","targets":[{"queue":"q","timeout":15}]}],
        "default_filter":{"queue":"d"}})");
    setup.queues.push_back({.id = "d"});
    centre floor(setup);
    const auto task = floor.add(0, R"({"lang":"ms"})");
    floor.run_until(15);
    CHECK(floor.status(task) == task_status::canceled);
    CHECK(floor.router.task(task)->queue == "q");
    CHECK(floor.router.task(task)->reason.find("timed out") != std::string::npos);
    CHECK(floor.router.next_due() == std::nullopt);
}

TEST_CASE("a known agent who is away is waited for, then anyone in the queue is asked") {
    auto setup = setup_of({agent("away"), agent("here")}, R"({"filters":[{"expression":"1==1",
        "targets":[{"queue":"q","known_worker_sid":"task.agent","timeout":30},{}]}]})");
    centre floor(setup);
    floor.be("here", "available", 0);
    const auto task = floor.add(0, R"({"agent":"away"})");
    floor.run_until(29.999);
    CHECK(floor.who(task) == "");
    floor.run_until(30);
    CHECK(floor.who(task) == "here");
}

TEST_CASE("a known agent who is there gets the task at once, and who comes back gets it then") {
    auto setup = setup_of({agent("a"), agent("b")}, R"({"filters":[{"expression":"1==1",
        "targets":[{"queue":"q","known_worker_friendly_name":"task.agent","timeout":30},{}]}]})");
    centre floor(setup);
    floor.open();
    CHECK(floor.who(floor.add(0, R"({"agent":"name OF b"})")) == "b");
    const auto second = floor.add(1, R"({"agent":"Name of b"})");
    CHECK(floor.who(second) == "");
    floor.accept("b", floor.router.reservations_of("b")[0].task, 2);
    floor.complete(floor.router.reservations_of("b")[0].task, 3);
    CHECK(floor.who(second) == "b");
}

TEST_CASE("the longest idle is asked first, and who rejects comes behind the others") {
    centre floor(setup_of({agent("w1"), agent("w2")}));
    floor.be("w2", "available", 0);
    const auto first = floor.add(1);
    floor.accept("w2", first, 1);
    floor.complete(first, 2);
    floor.be("w2", "break", 2);
    floor.be("w1", "available", 2);
    const auto second = floor.add(5);
    floor.accept("w1", second, 5);
    floor.complete(second, 6);
    floor.be("w2", "available", 6);
    const auto task = floor.add(10);
    CHECK(floor.who(task) == "w2");
    floor.reject("w2", task, 11);
    CHECK(floor.who(task) == "w1");
    CHECK(floor.router.task(task)->declined == std::vector<std::string>{"w2"});
    floor.reject("w1", task, 12);
    CHECK(floor.who(task) == "w2");
}

TEST_CASE("two pending reservations fill a chat capacity of two, and voice stays free") {
    centre floor(setup_of({agent("w", "{}", {{"chat", 2}, {"voice", 1}})}));
    floor.open();
    CHECK(floor.who(floor.add(0)) == "w");
    CHECK(floor.who(floor.add(1)) == "w");
    const auto third = floor.add(2);
    CHECK(floor.who(third) == "");
    CHECK(floor.who(floor.add(3, "{}", {.channel = "voice"})) == "w");
    CHECK(floor.who(floor.add(4, "{}", {.channel = "sms"})) == "");
    CHECK(floor.router.agents()[0].load ==
          std::map<std::string, std::uint32_t>{{"chat", 2}, {"voice", 1}});
}

TEST_CASE("a FIFO queue goes by priority and then age, a LIFO queue by age alone") {
    for (const bool lifo : {false, true}) {
        auto setup = setup_of({agent("w", "{}", {{"default", 1}})});
        setup.queues[0].lifo = lifo;
        centre floor(setup);
        const auto low = floor.add(0, "{}", {.priority = 0});
        const auto early = floor.add(5, "{}", {.priority = 10});
        const auto late = floor.add(9, "{}", {.priority = 10});
        floor.open(20);
        std::vector<model::id> order;
        for (int i = 0; i < 3; ++i) {
            const auto task = floor.router.reservations_of("w").at(0).task;
            order.push_back(task);
            floor.accept("w", task, 21 + i);
            floor.complete(task, 21 + i);
        }
        INFO("lifo " << lifo);
        CHECK(order == (lifo ? std::vector{late, early, low} : std::vector{early, late, low}));
    }
}

TEST_CASE("of several reservations the first accept wins, and the others are rescinded") {
    auto setup = setup_of({agent("a"), agent("b")});
    setup.queues[0].max_reservations = 3;
    centre floor(setup);
    floor.open();
    const auto task = floor.add(1);
    CHECK(floor.who(task) == "a b");
    const auto of_a = floor.offer("a", task);
    floor.accept("b", task, 2);
    CHECK(floor.router.reservation(of_a)->status == reservation_status::rescinded);
    CHECK(floor.who(task) == "b");
    CHECK(floor.router.task(task)->agent == "b");
    const auto late = floor.router.accept(of_a, "a", at(3));
    REQUIRE_FALSE(late);
    CHECK(late.error().code == code::wrong_state);
    CHECK(floor.status(task) == task_status::assigned);
    CHECK(floor.router.task(task)->agent == "b");
    CHECK(floor.who(floor.add(4)) == "a");
}

TEST_CASE("order_by looks at integers, and the others follow by idle time") {
    auto setup = setup_of({agent("missing"), agent("seven", R"({"a":7})"),
                           agent("text", R"({"a":"x"})"), agent("three", R"({"a":3})")},
                          R"({"filters":[{"expression":"1==1",
                              "targets":[{"queue":"q","order_by":"worker.a DESC"}]}]})");
    centre floor(setup);
    // "missing" was asked after "text".
    floor.be("text", "available", 0);
    const auto one = floor.add(0);
    floor.accept("text", one, 1);
    floor.complete(one, 1);
    floor.be("text", "break", 1);
    floor.be("missing", "available", 1);
    const auto two = floor.add(2);
    floor.accept("missing", two, 2);
    floor.complete(two, 2);
    floor.open(3);
    std::vector<std::string> order;
    for (int i = 0; i < 4; ++i) {
        order.push_back(floor.who(floor.add(10 + i)));
    }
    CHECK(order == std::vector<std::string>{"seven", "three", "text", "missing"});
}

TEST_CASE("a task that expires while it is offered is canceled once, and capacity comes back") {
    centre floor(setup_of({agent("w")}));
    floor.open();
    const auto task = floor.add(0, "{}", {.ttl = 60});
    const auto offer = floor.offer("w", task);
    floor.run_until(59.999);
    CHECK(floor.status(task) == task_status::reserved);
    floor.last = floor.router.tick(at(60));
    CHECK(floor.status(task) == task_status::canceled);
    CHECK(floor.router.task(task)->reason == "Task TTL Exceeded");
    CHECK(floor.router.reservation(offer)->status == reservation_status::canceled);
    CHECK(floor.last.tasks.size() == 1);
    CHECK(floor.last.reservations.size() == 1);
    CHECK(floor.router.tick(at(60)).tasks.empty());
    CHECK(floor.who(floor.add(61)) == "w");
}

TEST_CASE("an accept and a timeout on the same tick have one outcome") {
    for (const bool accept_first : {true, false}) {
        centre floor(setup_of({agent("w")}));
        floor.open();
        const auto task = floor.add(0);
        const auto offer = floor.offer("w", task);
        const auto due = *floor.router.next_due();
        CHECK(due == at(120));
        if (accept_first) {
            CHECK(floor.router.accept(offer, "w", due));
            CHECK(floor.router.tick(due).reservations.empty());
            CHECK(floor.status(task) == task_status::assigned);
            CHECK(floor.router.reservation(offer)->status == reservation_status::accepted);
            CHECK(floor.router.agents()[0].state.activity == "available");
        } else {
            const auto out = floor.router.tick(due);
            CHECK(out.reservations.size() == 1);
            const auto late = floor.router.accept(offer, "w", due);
            REQUIRE_FALSE(late);
            CHECK(late.error().code == code::wrong_state);
            CHECK(floor.status(task) == task_status::pending);
            CHECK(floor.router.reservation(offer)->status == reservation_status::timeout);
            CHECK(floor.router.agents()[0].state.activity == "unavailable");
        }
    }
}

TEST_CASE("deadlines count the task's age and not the time in a target") {
    auto setup = setup_of({agent("w")}, R"({"filters":[{"expression":"1==1",
        "targets":[{"queue":"q","timeout":20},{"queue":"b","timeout":40}]}]})");
    setup.queues.push_back({.id = "b", .workers = "1==0"});
    setup.workflows[0].reservation_timeout = std::chrono::seconds{15};
    centre floor(setup);
    const auto task = floor.add(0);
    floor.be("w", "available", 12);
    CHECK(floor.who(task) == "w");
    floor.run_until(26.999);
    CHECK(floor.router.task(task)->queue == "q");
    floor.run_until(27);
    CHECK(floor.router.task(task)->queue == "b");
    CHECK(floor.router.task(task)->queue_entered == at(27));
    floor.run_until(59.999);
    CHECK(floor.status(task) == task_status::pending);
    floor.run_until(60);
    CHECK(floor.status(task) == task_status::canceled);
}
