#include "tests/unit/routing/scene.hpp"
#include "tests/unit/routing/snapshot.hpp"

#include <catch2/catch.hpp>

using namespace scene;
using model::reservation_status;
using model::task_status;

namespace {

model::id task_id(std::uint8_t number) { return {model::id_kind::task, {number}}; }

model::id reservation_id(std::uint8_t number) { return {model::id_kind::reservation, {number}}; }

model::task stored_task(std::uint8_t number, task_status status, std::string holder = "") {
    model::task out;
    out.id = task_id(number);
    out.workflow = "w";
    out.queue = "q";
    out.status = status;
    out.agent = std::move(holder);
    out.created = at(0);
    out.queue_entered = at(0);
    out.expires = at(86'400);
    out.filter = 0;
    out.target = 0;
    return out;
}

model::reservation stored_reservation(std::uint8_t number, reservation_status status,
                                      std::string holder) {
    model::reservation out;
    out.id = reservation_id(number);
    out.task = task_id(number);
    out.agent = std::move(holder);
    out.task_channel = "chat";
    out.status = status;
    out.created = at(0);
    out.expires = at(120);
    return out;
}

model::agent_state state(std::string who, std::string activity) {
    return {std::move(who), std::move(activity), at(0), at(0)};
}

}  // namespace

TEST_CASE("what was stored goes on as it was") {
    routing::router router(setup_of({agent("a"), agent("b")}), 1);
    const auto out = router.restore(
        {stored_task(1, task_status::assigned, "a"), stored_task(2, task_status::reserved)},
        {stored_reservation(1, reservation_status::accepted, "a"),
         stored_reservation(2, reservation_status::pending, "b")},
        {state("a", "available"), state("b", "available")}, at(50));
    CHECK(out.tasks.empty());
    CHECK(out.reservations.empty());
    CHECK(out.agents.empty());
    CHECK(router.next_due() == at(120));
    CHECK(router.accept(reservation_id(2), "b", at(51)));
    CHECK(router.complete(task_id(1), "", at(52)));
    CHECK(router.queues(at(52))[0].assigned == 1);
}

TEST_CASE("what became due while nobody watched is settled") {
    routing::router router(setup_of({agent("a"), agent("b")}), 1);
    auto expired = stored_task(3, task_status::pending);
    expired.expires = at(100);
    const auto out = router.restore({stored_task(2, task_status::reserved), expired},
                                    {stored_reservation(2, reservation_status::pending, "b")},
                                    {state("a", "available"), state("b", "available")}, at(500));
    CHECK(router.reservation(reservation_id(2))->status == reservation_status::timeout);
    CHECK(router.reservations_of("a").at(0).task == task_id(2));
    CHECK(router.task(task_id(3))->status == task_status::canceled);
    CHECK(router.agents()[1].state.activity == "unavailable");
    CHECK(out.tasks.size() == 2);
}

TEST_CASE("tasks of agents who are gone wait again, and wrapped up ones end") {
    routing::router router(setup_of({agent("b")}), 1);
    (void)router.restore({stored_task(1, task_status::assigned, "gone"),
                          stored_task(2, task_status::reserved),
                          stored_task(3, task_status::wrapping, "gone")},
                         {stored_reservation(1, reservation_status::accepted, "gone"),
                          stored_reservation(2, reservation_status::pending, "gone"),
                          stored_reservation(3, reservation_status::wrapping, "gone")},
                         {state("b", "available"), state("gone", "available")}, at(5));
    CHECK(router.reservation(reservation_id(1))->status == reservation_status::canceled);
    CHECK(router.reservation(reservation_id(2))->status == reservation_status::canceled);
    CHECK(router.reservations_of("b").at(0).task == task_id(1));
    CHECK(router.task(task_id(1))->agent == "");
    CHECK(router.task(task_id(2))->status == task_status::pending);
    CHECK(router.task(task_id(3))->status == task_status::completed);
}

TEST_CASE("tasks of queues that are gone go through their workflow again") {
    routing::router router(setup_of({}), 1);
    auto task = stored_task(1, task_status::pending);
    task.queue = "gone";
    auto lost = stored_task(2, task_status::pending);
    lost.queue = "gone";
    lost.workflow = "gone";
    auto fresh = stored_task(3, task_status::pending);
    fresh.queue = "";
    fresh.filter = fresh.target = -1;
    (void)router.restore({task, lost, fresh}, {}, {}, at(5));
    CHECK(router.task(task_id(1))->queue == "q");
    CHECK(router.task(task_id(2))->status == task_status::canceled);
    CHECK(router.task(task_id(3))->queue == "q");
}

TEST_CASE("reservations that contradict their task are ended") {
    routing::router router(setup_of({agent("a"), agent("b")}), 1);
    (void)router.restore(
        {stored_task(1, task_status::assigned, "a"), stored_task(2, task_status::completed, "b")},
        {stored_reservation(1, reservation_status::accepted, "b"),
         stored_reservation(2, reservation_status::accepted, "b"),
         stored_reservation(9, reservation_status::pending, "a")},
        {}, at(5));
    CHECK(router.reservations_of("a").empty());
    CHECK(router.reservations_of("b").empty());
    CHECK(router.task(task_id(1))->status == task_status::pending);
    CHECK(router.reservation(reservation_id(9))->status == reservation_status::canceled);
}

TEST_CASE("an agent without a stored or known activity starts in the initial one") {
    routing::router router(setup_of({agent("a"), agent("b")}), 1);
    const auto out = router.restore({}, {}, {state("a", "nosuch")}, at(5));
    CHECK(out.agents.size() == 2);
    CHECK(router.agents()[0].state.activity == "offline");
    CHECK(router.agents()[1].state.activity_since == at(5));
}

TEST_CASE("a new configuration keeps live reservations and matches again") {
    centre floor(setup_of({agent("a"), agent("b")}));
    floor.be("a", "available", 0);
    floor.be("b", "available", 0);
    const auto held = floor.add(0);
    floor.accept("a", held, 1);
    const auto offered = floor.add(2);
    const auto waiting = floor.add(3, R"({"x":1})");
    auto setup = setup_of({agent("a", "{}", {{"default", 2}}), agent("b")});
    (void)floor.router.reconfigure(setup, at(10));
    CHECK(floor.status(held) == task_status::assigned);
    CHECK(floor.router.task(held)->agent == "a");
    CHECK(floor.router.reservations_of("b").at(0).task == offered);
    CHECK(floor.router.reservations_of("a").size() == 2);
    CHECK(floor.router.reservations_of("a").at(1).task == waiting);
    CHECK(floor.router.agents()[0].state.activity == "available");
    CHECK(floor.router.queues(at(10))[0].service_level == 1);
}

TEST_CASE("a changed workflow is walked again, its timeouts counted from then") {
    auto setup = setup_of({}, R"({"filters":[{"expression":"1==1","targets":[{"queue":"q"}]}]})");
    centre floor(setup);
    const auto task = floor.add(0);
    setup.workflows[0].definition = R"({"filters":[{"expression":"1==1","targets":[
        {"queue":"q","timeout":20},{"queue":"b"}]}]})";
    setup.queues.push_back({.id = "b"});
    (void)floor.router.reconfigure(setup, at(100));
    CHECK(floor.router.next_due() == at(120));
    floor.run_until(120);
    CHECK(floor.router.task(task)->queue == "b");
}

TEST_CASE("an agent who is taken out of the configuration loses his tasks to the queue") {
    centre floor(setup_of({agent("a"), agent("b")}));
    floor.open();
    const auto task = floor.add(0);
    floor.accept("a", task, 1);
    const auto offer = floor.offer("a", task);
    const auto out = floor.router.reconfigure(setup_of({agent("b")}), at(2));
    CHECK(floor.router.reservation(offer)->status == reservation_status::canceled);
    CHECK(floor.router.reservations_of("b").at(0).task == task);
    CHECK(out.tasks.size() == 1);
    const auto late = floor.router.accept(offer, "a", at(3));
    CHECK(late.error().code == code::wrong_state);
}

TEST_CASE("a task that loses its agent late has all its time again") {
    const std::string definition = R"({"filters":[{"expression":"1==1","targets":[
        {"queue":"q","timeout":20,"expression":"worker.friendly_name != 'Name of b'"},
        {"queue":"q","timeout":60}]}]})";
    centre floor(setup_of({agent("a"), agent("b")}, definition));
    floor.be("a", "available", 0);
    const auto task = floor.add(0);
    floor.accept("a", task, 1);
    const double late = 2 * 86'400;
    auto setup = setup_of({agent("b")}, definition);
    const auto out = floor.router.reconfigure(setup, at(late));
    REQUIRE(floor.status(task) == task_status::pending);
    CHECK(floor.router.task(task)->expires == at(late + 86'400));
    CHECK(floor.router.task(task)->queue_entered == at(late));
    CHECK(out.tasks.size() == 1);
    CHECK(floor.router.next_due() == at(late + 20));
    floor.be("b", "available", late + 1);
    CHECK(floor.router.reservations_of("b").empty());
    floor.run_until(late + 20);
    CHECK(floor.router.reservations_of("b").at(0).task == task);
}

TEST_CASE("a task that was sent to a queue waits there when its agent is gone") {
    auto setup = setup_of({agent("a"), agent("b")});
    setup.queues.push_back({.id = "second", .workers = "worker.friendly_name == 'Name of b'"});
    centre floor(setup);
    floor.be("a", "available", 0);
    const auto task = floor.add(0);
    floor.accept("a", task, 1);
    (void)floor.router.hand_over(task, {.queue = "second", .agent = "", .note = ""}, at(2)).value();
    floor.be("b", "available", 3);
    floor.accept("b", task, 4);
    setup.agents = {agent("a")};
    (void)floor.router.reconfigure(setup, at(2 * 86'400));
    CHECK(floor.status(task) == task_status::pending);
    CHECK(floor.router.task(task)->queue == "second");
}

TEST_CASE("a router that takes over a transferred task keeps it where it was sent") {
    auto setup = setup_of({agent("a"), agent("b")});
    setup.queues.push_back({.id = "second"});
    centre floor(setup);
    floor.be("a", "available", 0);
    const auto task = floor.add(0);
    floor.accept("a", task, 1);
    (void)floor.router.hand_over(task, {.queue = "", .agent = "b", .note = ""}, at(10)).value();
    routing::router next(setup, 2);
    auto [tasks, reservations, agents] = snapshot_of(floor.router, {task});
    CHECK(next.restore(tasks, reservations, agents, at(11)).tasks.empty());
    CHECK(next.next_due() == at(130));
    (void)next.set_activity("b", "available", at(12)).value();
    CHECK(next.reservations_of("b").at(0).task == task);
}
