#include "support.hpp"

#include "host/gateway/timers.hpp"

namespace selat::gateway::test::timers_test {
namespace {

// Timers of a conversation that is open, and the store's word on whether it was closed.
struct scene : stage {
    scene() {
        add_channel("line");
        start_shards();
        std::promise<decided> answer;
        shard::post(shard_parts, "line", "ann", inbound("line", "ann", "1", [&](decided outcome) {
                        answer.set_value(std::move(outcome));
                    }));
        message = *answer.get_future().get().message;
    }
    ~scene() { end(); }
    model::job timer(model::duration after) {
        model::job job;
        job.id = ids.make(model::id_kind::job, clock.now(), 0);
        job.kind = model::job_kind::close_timer;
        job.customer = message.customer;
        job.conversation = message.conversation;
        job.due = clock.now() + after;
        return job;
    }
    bool closed() {
        return store.ask([&](selat::store::reader& reader) {
            return (*reader.conversation(message.conversation))->status ==
                   model::conversation_status::closed;
        });
    }

    model::message message;
    model::id_source ids{4};
    gateway::timers timers{*world};
};

constexpr model::duration day{24 * 3'600'000};

}  // namespace

TEST_CASE("a timer comes due at its time and not before") {
    scene scene;
    scene.timers.set(scene.timer(day + model::duration{1'000}));
    CHECK(scene.timers.waiting() == 1);
    scene.clock.turn(day);
    scene.settle();
    CHECK_FALSE(scene.closed());
    scene.clock.turn(model::duration{1'000});
    scene.settle();
    CHECK(scene.closed());
    CHECK(scene.timers.waiting() == 0);
}

TEST_CASE("a timer that is set again moves, one that is called off does not come") {
    scene scene;
    auto moved = scene.timer(day);
    scene.timers.set(moved);
    moved.due += day;
    scene.timers.set(moved);
    const auto gone = scene.timer(day);
    scene.timers.set(gone);
    CHECK(scene.timers.waiting() == 2);
    scene.timers.cancel(gone.id);
    scene.clock.turn(day + model::duration{1});
    scene.settle();
    CHECK_FALSE(scene.closed());
    scene.clock.turn(day);
    scene.settle();
    CHECK(scene.closed());
}

TEST_CASE("a timer that could not be committed comes due again until it can") {
    scene scene;
    scene.timers.set(scene.timer(day));
    scene.store.fail(true);
    scene.clock.turn(day);
    scene.run_until([&] { return scene.timers.waiting() == 1; });
    scene.store.fail(false);
    CHECK_FALSE(scene.closed());
    scene.clock.turn(store_pause);
    scene.settle();
    CHECK(scene.closed());
}

}  // namespace selat::gateway::test::timers_test
