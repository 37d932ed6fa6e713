#include "support.hpp"

#include "host/gateway/media_files.hpp"
#include "host/gateway/services.hpp"
#include "host/gateway/task_desk.hpp"
#include "host/gateway/verifications.hpp"

namespace selat::gateway::test::task_desk_test {
namespace {

// A conversation that waits for an agent, as the store and the engine know it.
struct bureau : stage {
    bureau() {
        add_channel("line");
        parts->engine.default_workflow = "w";
        parts->engine.workflows = {"w"};
        carry_out = [this](const selat::store::changes&, const engine::effects& effects) {
            boost::asio::post(control, [this, tasks = effects.new_tasks] { desk->add(tasks); });
        };
        desk->restore({}, {}, {});
        start_shards();
        settle();
        REQUIRE(act([](routing::router& router, model::time now) {
                    return router.set_activity("aminah", "available", now);
                }) == code::ok);
        shard::post(shard_parts, "line", "ann", inbound("line", "ann", "1", {}));
        settle();
    }
    ~bureau() { end(); }

    code act(task_desk::change change) {
        std::optional<code> came_to;
        desk->act(std::move(change), [&](const result<routing::decision>& done) {
            came_to = done ? code::ok : done.error().code;
        });
        for (int i = 0; i < 10 && !came_to; ++i) {
            settle();
            if (!came_to) {
                clock.turn(store_pause);
            }
        }
        REQUIRE(came_to);
        return *came_to;
    }
    std::vector<model::reservation> offers() {
        std::vector<model::reservation> out;
        bool told = false;
        desk->ask([&](const routing::router& router) {
            out = router.reservations_of("aminah");
            told = true;
        });
        run_until([&] { return told; });
        return out;
    }
    code accept(const model::id& reservation) {
        return act([reservation](routing::router& router, model::time now) {
            return router.accept(reservation, "aminah", now);
        });
    }
    // The router knows what lives, as after a start.
    void restart() {
        settle();
        desk = std::make_unique<task_desk>(*world, one_agent());
        desk->restore(
            store.ask([](selat::store::reader& reader) { return *reader.live_tasks(); }),
            store.ask([](selat::store::reader& reader) { return *reader.live_reservations(); }),
            store.ask([](selat::store::reader& reader) { return *reader.agent_states(); }));
        settle();
    }
    template <class T, class Ask>
    code by_api(Ask ask) {
        media_files files(*world);
        verifications codes(*world, [](const verifications::outcome&) {});
        invitations invited(*world);
        channel_desk channels(*world, files, invited, {&control});
        services api(*world, channels, *desk, files, codes, invited, {});
        std::mutex answering;
        std::optional<code> came_to;
        ask(api, [&](const result<T>& done) {
            const std::lock_guard lock(answering);
            came_to = done ? code::ok : done.error().code;
        });
        run_until([&] {
            const std::lock_guard lock(answering);
            return came_to.has_value();
        });
        settle();
        return *came_to;
    }
    code accept_by_api(const model::id& reservation, const std::string& agent) {
        return by_api<model::reservation>(
            [&](services& api, auto done) { api.accept(reservation, agent, std::move(done)); });
    }
    code transfer_by_api(const model::id& task, const std::string& agent,
                         const std::string& queue) {
        return by_api<model::task>([&](services& api, auto done) {
            api.transfer(task, agent, {queue, {}, {}}, std::move(done));
        });
    }
    model::conversation conversation() {
        return store.ask([](selat::store::reader& reader) {
            return reader.conversations({}, {})->items.front();
        });
    }
    model::task task() {
        return store.ask(
            [](selat::store::reader& reader) { return reader.tasks({}, {})->items.front(); });
    }

    std::unique_ptr<task_desk> desk = std::make_unique<task_desk>(*world, one_agent());
};

}  // namespace

TEST_CASE("an accepted task reaches its conversation, and leaves no job behind") {
    bureau bureau;
    const auto offers = bureau.offers();
    REQUIRE(offers.size() == 1);
    CHECK(bureau.accept(offers.front().id) == code::ok);
    bureau.settle();
    CHECK(bureau.conversation().agent == "aminah");
    const auto left = jobs(bureau);
    CHECK(std::ranges::none_of(
        left, [](const auto& each) { return each.kind == model::job_kind::task_notice; }));
}

TEST_CASE("a decision whose commit failed never happened") {
    bureau bureau;
    const auto offers = bureau.offers();
    REQUIRE(offers.size() == 1);
    bureau.store.fail(true);
    CHECK(bureau.accept(offers.front().id) == code::unavailable);
    CHECK(bureau.task().status == model::task_status::reserved);
    bureau.store.fail(false);
    bureau.clock.turn(store_pause);
    bureau.settle();
    CHECK(bureau.accept(offers.front().id) == code::ok);
    bureau.settle();
    CHECK(bureau.task().status == model::task_status::assigned);
    CHECK(bureau.conversation().agent == "aminah");
}

TEST_CASE("what is over is over for the API after a restart too, and what never was is unknown") {
    bureau bureau;
    const auto offers = bureau.offers();
    REQUIRE(offers.size() == 1);
    const auto reservation = offers.front().id;
    CHECK(bureau.accept(reservation) == code::ok);
    const auto task = bureau.task().id;
    const auto complete = [task](routing::router& router, model::time now) {
        return router.complete(task, "done", now);
    };
    CHECK(bureau.act(complete) == code::ok);
    bureau.restart();
    CHECK(bureau.accept_by_api(reservation, "aminah") == code::wrong_state);
    CHECK(bureau.accept_by_api(reservation, "ben") == code::not_found);
    CHECK(bureau.transfer_by_api(task, "aminah", "q") == code::wrong_state);
    CHECK(bureau.transfer_by_api(task, "ben", "q") == code::not_found);
    model::id_source ids(5);
    const auto now = bureau.clock.now();
    CHECK(bureau.accept_by_api(ids.make(model::id_kind::reservation, now, 1), "aminah") ==
          code::not_found);
    CHECK(bureau.transfer_by_api(ids.make(model::id_kind::task, now, 1), "", "q") ==
          code::not_found);
}

TEST_CASE("a transfer to a queue that is none is not the task's fault") {
    bureau bureau;
    const auto offers = bureau.offers();
    CHECK(bureau.accept(offers.front().id) == code::ok);
    CHECK(bureau.transfer_by_api(bureau.task().id, "aminah", "nowhere") == code::not_found);
}

TEST_CASE("a full disk does not make the router read itself again and again") {
    bureau bureau;
    const auto offers = bureau.offers();
    bureau.store.fail(true);
    const auto before = bureau.store.asked();
    CHECK(bureau.accept(offers.front().id) == code::unavailable);
    for (int i = 0; i < 10; ++i) {
        bureau.settle();
    }
    CHECK(bureau.store.asked() - before < 5);
}

TEST_CASE("a conversation that could not be told at once is told later, of how things are then") {
    bureau bureau;
    const auto offers = bureau.offers();
    // The router's commit goes through, the conversation's does not.
    bureau.store.close();
    bool accepted = false;
    bureau.desk->act(
        [id = offers.front().id](routing::router& router, model::time now) {
            return router.accept(id, "aminah", now);
        },
        [&](const result<routing::decision>& done) { accepted = done.has_value(); });
    bureau.run_until([&] { return bureau.store.waiting() == 1; });
    bureau.store.open();
    bureau.store.fail(true);
    bureau.run_until([&] { return accepted; });
    bureau.settle();
    CHECK(bureau.conversation().agent.empty());
    bureau.store.fail(false);
    for (int i = 0; i < 3; ++i) {
        bureau.clock.turn(store_pause);
        bureau.settle();
    }
    CHECK(bureau.conversation().agent == "aminah");
}

TEST_CASE("an offer that is not taken in time is offered no longer, also after a reading again") {
    bureau bureau;
    const auto offers = bureau.offers();
    REQUIRE(offers.size() == 1);
    bureau.store.fail(true);
    CHECK(bureau.accept(offers.front().id) == code::unavailable);
    bureau.store.fail(false);
    bureau.clock.turn(store_pause);
    bureau.settle();
    bureau.clock.turn(offers.front().expires - bureau.clock.now());
    bureau.settle();
    CHECK(bureau.offers().empty());
    CHECK(bureau.task().status == model::task_status::pending);
}

TEST_CASE("a task whose conversation ended is ended with its job, however often that takes") {
    bureau bureau;
    const auto task = bureau.task();
    model::job job;
    job.id = model::id_source(2).make(model::id_kind::job, bureau.clock.now(), 0);
    job.kind = model::job_kind::task_end;
    selat::store::changes changes;
    changes.jobs.push_back(job);
    std::promise<void> kept;
    bureau.store.commit(std::move(changes), [&](const auto&) { kept.set_value(); });
    kept.get_future().get();
    bureau.store.fail(true);
    boost::asio::post(bureau.control, [&] { bureau.desk->end(task.id, job.id); });
    bureau.settle();
    bureau.store.fail(false);
    for (int i = 0; i < 3; ++i) {
        bureau.clock.turn(store_pause);
        bureau.settle();
    }
    CHECK(bureau.task().status == model::task_status::canceled);
    CHECK(std::ranges::none_of(jobs(bureau), [&](const auto& each) { return each.id == job.id; }));
}

namespace {

// Another thread runs the control thread's work while a strategy hangs in this one.
class hanging_strategy final : public routing::strategy {
public:
    explicit hanging_strategy(std::function<void()> meanwhile) : meanwhile_(std::move(meanwhile)) {}
    [[nodiscard]] bool per_task() const override { return true; }
    bool score(const routing::rank_request*, std::span<const routing::candidate* const>,
               std::span<double>) const override {
        if (const auto run = std::exchange(meanwhile_, nullptr)) {
            run();
        }
        return false;  // put aside by then
    }

private:
    mutable std::function<void()> meanwhile_;
};

}  // namespace

TEST_CASE("a router that hangs in a strategy is given up, and routing goes on without it") {
    stage stage;
    stage.add_channel("line");
    auto setup = one_agent();
    auto second = setup.agents.front();
    second.id = "badrul";
    setup.agents.push_back(second);
    std::unique_ptr<task_desk> desk;
    std::optional<code> came_to;
    std::size_t offered = 0;
    const hanging_strategy strategy([&] {
        desk->abandon();
        stage.run_until([&] { return came_to.has_value(); });
        stage.clock.turn(store_pause);
        for (int i = 0; i < 20; ++i) {
            stage.control.poll();
            stage.store.ask([](store::reader&) { return 0; });
        }
        desk->ask([&](const routing::router& router) {
            offered =
                router.reservations_of("aminah").size() + router.reservations_of("badrul").size();
        });
        stage.control.poll();
    });
    setup.queues.front().strategy = &strategy;
    model::task task;
    task.id = model::id_source(9).make(model::id_kind::task, stage.clock.now(), 0);
    task.workflow = "w";
    task.created = stage.clock.now();
    task.expires = stage.clock.now() + model::duration{3'600'000};
    selat::store::changes changes;
    changes.tasks.push_back(task);
    for (const auto* each : {"aminah", "badrul"}) {
        changes.agents.push_back({each, "available", stage.clock.now(), {}});
    }
    std::promise<void> kept;
    stage.store.commit(std::move(changes), [&](const auto&) { kept.set_value(); });
    kept.get_future().get();
    desk = std::make_unique<task_desk>(*stage.world, setup);
    desk->restore({}, {},
                  {{"aminah", "available", stage.clock.now(), {}},
                   {"badrul", "available", stage.clock.now(), {}}});
    stage.settle();
    desk->act(
        [task](routing::router& router, model::time now) -> result<routing::decision> {
            return router.add(task, now);
        },
        [&](const result<routing::decision>& done) {
            came_to = done ? code::ok : done.error().code;
        });
    stage.run_until([&] { return came_to.has_value(); });
    CHECK(*came_to == code::unavailable);
    CHECK(offered == 1);
    CHECK(stage.logged("router.given_up"));
    stage.end();  // before the desk goes: commits of its are under way
}

}  // namespace selat::gateway::test::task_desk_test
