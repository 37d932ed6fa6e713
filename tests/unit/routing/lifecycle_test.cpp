#include "tests/unit/routing/scene.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace scene;
using model::reservation_status;
using model::task_status;

TEST_CASE("a task goes from pending to completed, and the decision tells each step") {
    centre floor(setup_of({agent("w")}));
    floor.open();
    const auto task = floor.add(0);
    REQUIRE(floor.last.tasks.size() == 1);
    CHECK(floor.last.tasks[0].status == task_status::reserved);
    REQUIRE(floor.last.reservations.size() == 1);
    const auto offer = floor.last.reservations[0];
    CHECK(offer.status == reservation_status::pending);
    CHECK(offer.expires == at(120));
    CHECK(offer.id.partition() == task.partition());
    REQUIRE(floor.last.agents.size() == 1);
    CHECK(floor.last.agents[0].last_offered == at(0));
    CHECK(floor.last.queues == std::vector<std::string>{"q"});
    floor.accept("w", task, 5);
    CHECK(floor.last.tasks[0].agent == "w");
    CHECK(floor.last.reservations[0].updated == at(5));
    const auto wrapped = floor.router.wrap_up(task, at(6)).value();
    CHECK(wrapped.tasks[0].status == task_status::wrapping);
    CHECK(wrapped.reservations[0].status == reservation_status::wrapping);
    CHECK(floor.who(floor.add(7)) == "");
    floor.complete(task, 8);
    CHECK(floor.status(task) == task_status::completed);
    CHECK(floor.router.task(task)->reason == "done");
    CHECK(floor.router.reservation(offer.id)->status == reservation_status::completed);
    CHECK(floor.router.reservations_of("w").size() == 1);
}

TEST_CASE("calls in the wrong state change nothing and say why") {
    centre floor(setup_of({agent("w"), agent("v")}));
    floor.be("w", "available", 0);
    const auto task = floor.add(0);
    const auto offer = floor.offer("w", task);
    const auto code_of = [](const auto& out) { return out ? code::ok : out.error().code; };
    CHECK(code_of(floor.router.accept(offer, "v", at(1))) == code::denied);
    CHECK(code_of(floor.router.reject(offer, "v", at(1))) == code::denied);
    CHECK(code_of(floor.router.accept(task, "w", at(1))) == code::not_found);
    CHECK(code_of(floor.router.complete(task, "", at(1))) == code::wrong_state);
    CHECK(code_of(floor.router.wrap_up(task, at(1))) == code::wrong_state);
    CHECK(code_of(floor.router.hand_over(task, {.queue = "q", .agent = "", .note = ""}, at(1))) ==
          code::wrong_state);
    CHECK(code_of(floor.router.set_activity("x", "break", at(1))) == code::not_found);
    CHECK(code_of(floor.router.set_activity("w", "lunch", at(1))) == code::invalid);
    floor.accept("w", task, 2);
    CHECK(code_of(floor.router.accept(offer, "w", at(3))) == code::wrong_state);
    CHECK(code_of(floor.router.reject(offer, "w", at(3))) == code::wrong_state);
    CHECK(code_of(floor.router.cancel(task, "", at(3))) == code::wrong_state);
    floor.complete(task, 4);
    CHECK(code_of(floor.router.complete(task, "", at(5))) == code::wrong_state);
    CHECK(code_of(floor.router.cancel(offer, "", at(5))) == code::not_found);
}

TEST_CASE("a canceled task frees the agents it was offered to") {
    centre floor(setup_of({agent("w")}));
    floor.open();
    const auto task = floor.add(0);
    const auto next = floor.add(1);
    const auto out = floor.router.cancel(task, "gone", at(2)).value();
    CHECK(floor.status(task) == task_status::canceled);
    CHECK(floor.router.task(task)->reason == "gone");
    CHECK(out.reservations[0].status == reservation_status::canceled);
    CHECK(floor.who(next) == "w");
}

TEST_CASE("a task told twice is taken once") {
    centre floor(setup_of({agent("w")}));
    floor.open();
    const auto task = floor.add(0);
    const auto again = floor.router.add(*floor.router.task(task), at(1));
    CHECK(again.tasks.empty());
    CHECK(floor.router.reservations_of("w").size() == 1);
}

TEST_CASE("a reservation that times out moves the agent aside and the task on") {
    centre floor(setup_of({agent("a"), agent("b")}));
    floor.open();
    const auto task = floor.add(0);
    CHECK(floor.who(task) == "a");
    floor.run_until(120);
    CHECK(floor.who(task) == "b");
    CHECK(floor.router.agents()[0].state.activity == "unavailable");
    CHECK(floor.router.agents()[0].state.activity_since == at(120));
    floor.run_until(240);
    CHECK(floor.status(task) == task_status::pending);
    CHECK(floor.router.task(task)->declined == std::vector<std::string>{"a", "b"});
    floor.be("b", "available", 250);
    CHECK(floor.who(task) == "b");
}

TEST_CASE("without an activity for timeouts the agent stays and is asked again last") {
    auto setup = setup_of({agent("a"), agent("b")});
    setup.timeout_activity.clear();
    centre floor(setup);
    floor.open();
    const auto task = floor.add(0);
    floor.run_until(120);
    CHECK(floor.who(task) == "b");
    floor.run_until(240);
    CHECK(floor.who(task) == "a");
    CHECK(floor.router.agents()[0].state.activity == "available");
}

TEST_CASE("a task offered a thousand times in vain is canceled") {
    centre floor(setup_of({agent("w")}));
    floor.open();
    const auto task = floor.add(0);
    for (int i = 0; i < 1000; ++i) {
        REQUIRE(floor.who(task) == "w");
        floor.reject("w", task, i * 0.01);
    }
    CHECK(floor.status(task) == task_status::canceled);
    CHECK(floor.router.reservations_of("w").empty());
}

TEST_CASE("an agent who leaves keeps what is offered and gets nothing new") {
    centre floor(setup_of({agent("w", "{}", {{"default", 2}})}));
    floor.open();
    const auto task = floor.add(0);
    floor.be("w", "break", 1);
    CHECK(floor.who(task) == "w");
    CHECK(floor.who(floor.add(2)) == "");
    floor.accept("w", task, 3);
    CHECK(floor.status(task) == task_status::assigned);
}

TEST_CASE("a round of reservations ends when the last one is declined") {
    auto setup = setup_of({agent("a"), agent("b"), agent("c")});
    setup.queues[0].max_reservations = 2;
    centre floor(setup);
    floor.open();
    const auto task = floor.add(0);
    CHECK(floor.who(task) == "a b");
    floor.reject("a", task, 1);
    CHECK(floor.who(task) == "b");
    CHECK(floor.status(task) == task_status::reserved);
    floor.reject("b", task, 2);
    CHECK(floor.who(task) == "a c");
    CHECK(floor.router.task(task)->assignments == 2);
}

TEST_CASE("a transfer to a queue completes the reservation and waits there") {
    auto setup = setup_of({agent("a"), agent("b", R"({"second":true})")});
    setup.queues.push_back({.id = "second", .workers = "second == true"});
    centre floor(setup);
    floor.open();
    const auto task = floor.add(0, R"({"x":1})");
    const auto offer = floor.offer("a", task);
    floor.accept("a", task, 1);
    (void)floor.router.hand_over(task, {.queue = "second", .agent = "", .note = "angry"}, at(30))
        .value();
    CHECK(floor.who(task) == "b");
    const auto& now = *floor.router.task(task);
    CHECK(now.queue == "second");
    CHECK(now.queue_entered == at(30));
    CHECK(now.agent == "");
    CHECK(floor.router.reservation(offer)->status == reservation_status::completed);
    const auto attributes = nlohmann::json::parse(now.attributes);
    CHECK(attributes == nlohmann::json::parse(R"({"x":1,"transferTargetType":"queue",
        "transferTargetSid":"second","transferQueueName":"second","ignoreAgent":"a",
        "workerSidsInConversation":["a"],"transferNote":"angry"})"));
}

TEST_CASE("a transfer to an agent waits for that agent a while, then for the queue") {
    auto setup = setup_of({agent("a"), agent("b"), agent("c")});
    centre floor(setup);
    floor.be("a", "available", 0);
    const auto task = floor.add(0);
    floor.accept("a", task, 1);
    floor.be("c", "available", 2);
    (void)floor.router.hand_over(task, {.queue = "", .agent = "b", .note = ""}, at(10)).value();
    CHECK(floor.who(task) == "");
    CHECK(floor.router.task(task)->known_agent == "b");
    floor.run_until(129.999);
    CHECK(floor.who(task) == "");
    floor.run_until(130);
    CHECK(floor.who(task) == "c");
    CHECK(floor.router.task(task)->known_agent == "");
}

TEST_CASE("a transfer reaches an agent outside the queue, and a decline ends the wait") {
    auto setup = setup_of({agent("a", R"({"inside":true})"), agent("b")});
    setup.queues[0].workers = "inside == true";
    centre floor(setup);
    floor.open();
    const auto task = floor.add(0);
    floor.accept("a", task, 1);
    (void)floor.router.hand_over(task, {.queue = "", .agent = "b", .note = ""}, at(10)).value();
    CHECK(floor.who(task) == "b");
    floor.reject("b", task, 11);
    CHECK(floor.who(task) == "a");
}

TEST_CASE("a transfer names one place that exists") {
    centre floor(setup_of({agent("a")}));
    floor.open();
    const auto task = floor.add(0);
    floor.accept("a", task, 1);
    const auto code_of = [&](const routing::transfer& to) {
        const auto out = floor.router.hand_over(task, to, at(2));
        return out ? code::ok : out.error().code;
    };
    CHECK(code_of({.queue = "", .agent = "", .note = ""}) == code::invalid);
    CHECK(code_of({.queue = "q", .agent = "a", .note = ""}) == code::invalid);
    CHECK(code_of({.queue = "nosuch", .agent = "", .note = ""}) == code::not_found);
    CHECK(code_of({.queue = "", .agent = "nosuch", .note = ""}) == code::not_found);
    CHECK(code_of({.queue = "", .agent = "a", .note = ""}) == code::invalid);
    CHECK(floor.status(task) == task_status::assigned);
}

TEST_CASE("queues tell their numbers") {
    centre floor(setup_of({agent("a"), agent("b")}));
    floor.be("a", "available", 0);
    const auto quick = floor.add(0);
    const auto slow = floor.add(1);
    const auto waiting = floor.add(2);
    auto view = floor.router.queues(at(2))[0];
    CHECK(view.waiting == 3);
    CHECK(view.oldest == at(0));
    CHECK(view.eligible_agents == 2);
    CHECK(view.available_agents == 1);
    CHECK(view.service_level == 1);
    floor.accept("a", quick, 20);
    floor.complete(quick, 22);
    floor.accept("a", slow, 22);
    view = floor.router.queues(at(22))[0];
    CHECK(view.waiting == 1);
    CHECK(view.oldest == at(2));
    CHECK(view.assigned == 1);
    CHECK(view.service_level == 0.5);
    CHECK(floor.status(waiting) == task_status::pending);
}
