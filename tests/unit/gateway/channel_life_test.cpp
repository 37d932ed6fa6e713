// How channels begin, change and end.

#include "desk_scene.hpp"

#include <atomic>

namespace selat::gateway::test::channel_life_test {

TEST_CASE("a channel ends when the day begins on which its provider closes it") {
    desk_scene scene;
    std::mutex mutex;
    std::vector<std::string> timers;
    scene.discord->timer = [&](const selat_timer& event) {
        const std::lock_guard lock(mutex);
        timers.push_back(text_of(event.name));
        return plugins::outcome{};
    };
    auto& setup = scene.parts->engine.channels["discord"];
    setup.sunset = "2027-01-17";
    setup.closed_from = *model::parse_rfc3339("2027-01-17T00:00:00Z");
    scene.desk->adopt(*scene.parts);
    scene.settle();
    const auto left = setup.closed_from - scene.clock.now();
    REQUIRE(left > std::chrono::hours(24));
    scene.clock.turn(left - model::duration{1});
    scene.settle();
    CHECK(scene.desk->condition("discord").standing == act::standing::running);
    CHECK(timers.empty());
    scene.clock.turn(model::duration{1});
    scene.settle();
    CHECK(scene.desk->condition("discord").standing == act::standing::stopped);
    CHECK(scene.desk->condition("discord").reason == "its provider closed it on 2027-01-17");
    wait_until([&] {
        const std::lock_guard lock(mutex);
        return timers == std::vector<std::string>{SELAT_TIMER_STOP};
    });
    CHECK(scene.logged("channel.sunset"));
    CHECK(scene.clock.set() == 0);
}

TEST_CASE("a channel says goodbye once, and is not called after its end") {
    desk_scene scene;
    std::mutex mutex;
    std::vector<std::string> told;
    scene.discord->timer = [&](const selat_timer& event) {
        const std::lock_guard lock(mutex);
        told.push_back(text_of(event.name));
        return plugins::outcome{};
    };
    std::atomic<bool> done{false};
    scene.desk->say_goodbye([&] { done.store(true); });
    wait_until([&] { return done.load(); });
    scene.desk->stop();
    scene.settle();
    const std::lock_guard lock(mutex);
    CHECK(told == std::vector<std::string>{SELAT_TIMER_STOP});
}

TEST_CASE("a changed channel ends once what it sends is answered, then the new one begins") {
    desk_scene scene;
    gateway::outbox outbox(*scene.world, *scene.desk);
    scene.desk->send_through(outbox);
    std::mutex mutex;
    std::vector<std::string> told;
    std::atomic<std::uint64_t> op{0};
    const auto timer_of = [&](const std::string& whose) {
        return [&, whose](const selat_timer& event) {
            const std::lock_guard lock(mutex);
            told.push_back(whose + text_of(event.name));
            act::sent sent;
            sent.op = op;
            sent.provider_ids = {"1"};
            const bool answers = text_of(event.name) == "answer";
            return answers ? plugins::outcome{code::ok, {}, {sent}} : plugins::outcome{};
        };
    };
    const auto all_told = [&] {
        const std::lock_guard lock(mutex);
        return told;
    };
    const auto old = scene.discord;
    old->serial = true;
    old->timer = timer_of("old ");
    old->send = [&](const selat_outgoing& out) {
        op = out.op;
        return plugins::outcome{};
    };
    const auto send = queue_send(scene, "discord", "ann", "hello");
    outbox.add(send.job, send.message);
    scene.run_until([&] { return op != 0; });

    scene.add_channel("discord")->timer = timer_of("new ");
    scene.desk->adopt(*scene.parts);
    scene.settle();
    CHECK(all_told() == std::vector<std::string>{"old selat:stop"});
    scene.serial_call({act::set_timer{"answer", 0}});  // of the old one
    scene.run_until([&] { return all_told().size() == 3; });
    CHECK(all_told().back() == "new selat:start");
    scene.run_until([&] { return outbox.waiting() == 0; });
    CHECK(stored(scene, send.message.id).status == model::message_status::sent);
}

TEST_CASE("a changed channel whose sends are never answered keeps its successor for a while") {
    desk_scene scene;
    gateway::outbox outbox(*scene.world, *scene.desk);
    scene.desk->send_through(outbox);
    std::atomic<bool> given{false};
    std::atomic<bool> begun{false};
    scene.discord->serial = true;
    scene.discord->send = [&](const selat_outgoing&) {
        given = true;
        return plugins::outcome{};
    };
    const auto send = queue_send(scene, "discord", "ann", "hello");
    outbox.add(send.job, send.message);
    scene.run_until([&] { return given.load(); });
    scene.add_channel("discord")->timer = [&](const selat_timer&) {
        begun = true;
        return plugins::outcome{};
    };
    scene.desk->adopt(*scene.parts);
    scene.settle();
    CHECK_FALSE(begun);
    scene.clock.turn(std::chrono::seconds(10));
    scene.run_until([&] { return begun.load(); });
}

TEST_CASE("a channel that is changed again before it begins is passed over, and nobody overtakes") {
    desk_scene scene;
    gateway::outbox outbox(*scene.world, *scene.desk);
    scene.desk->send_through(outbox);
    std::atomic<bool> given{false};
    std::mutex mutex;
    std::vector<std::string> begun;
    const auto telling = [&](const std::string& who) {
        return [&, who](const selat_timer& event) {
            if (text_of(event.name) == SELAT_TIMER_START) {
                const std::lock_guard lock(mutex);
                begun.push_back(who);
            }
            return plugins::outcome{};
        };
    };
    const auto all_begun = [&] {
        const std::lock_guard lock(mutex);
        return begun;
    };
    scene.discord->serial = true;
    scene.discord->send = [&](const selat_outgoing&) {
        given = true;
        return plugins::outcome{};
    };
    const auto send = queue_send(scene, "discord", "ann", "hello");
    outbox.add(send.job, send.message);
    scene.run_until([&] { return given.load(); });
    for (const std::string who : {"second", "third"}) {
        scene.add_channel("discord")->timer = telling(who);
        scene.desk->adopt(*scene.parts);
        scene.settle();
    }
    CHECK(all_begun().empty());
    scene.clock.turn(std::chrono::seconds(10));
    scene.run_until([&] { return !all_begun().empty(); });
    scene.settle();
    CHECK(all_begun() == std::vector<std::string>{"third"});
}

TEST_CASE("a channel whose predecessor still sends as the gateway ends does not begin") {
    desk_scene scene;
    gateway::outbox outbox(*scene.world, *scene.desk);
    scene.desk->send_through(outbox);
    std::atomic<bool> given{false};
    std::atomic<bool> begun{false};
    scene.discord->serial = true;
    scene.discord->send = [&](const selat_outgoing&) {
        given = true;
        return plugins::outcome{};
    };
    const auto send = queue_send(scene, "discord", "ann", "hello");
    outbox.add(send.job, send.message);
    scene.run_until([&] { return given.load(); });
    scene.add_channel("discord")->timer = [&](const selat_timer& event) {
        begun = begun || text_of(event.name) == SELAT_TIMER_START;
        return plugins::outcome{};
    };
    scene.desk->adopt(*scene.parts);
    scene.settle();
    std::atomic<bool> done{false};
    scene.desk->say_goodbye([&] { done.store(true); });
    wait_until([&] { return done.load(); });
    scene.clock.turn(std::chrono::seconds(10));
    scene.settle();
    CHECK_FALSE(begun);
}

}  // namespace selat::gateway::test::channel_life_test
