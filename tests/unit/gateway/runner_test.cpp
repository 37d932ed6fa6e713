#include "support.hpp"

#include "host/gateway/runner.hpp"
#include "host/plugins/watchdog.hpp"

#include <boost/asio/post.hpp>

namespace selat::gateway::test::runner_test {
namespace {

namespace asio = boost::asio;

// A context with a runner, and plugins that hang in it.
struct house {
    house()
        : guard(context.get_executor()),
          runner(context, "test", [this] { taken_over.fetch_add(1); }) {}

    // A call into a plugin that does not come back before `gate` opens.
    void hang(const std::atomic<bool>& gate) {
        plugins::watchdog::watch watching(dog, health, "hang");
        hanging.fetch_add(1);
        gate.wait(false);
        watching.end();
    }
    static void open(std::atomic<bool>& gate) {
        gate.store(true);
        gate.notify_all();
    }

    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> guard;
    std::atomic<int> hanging{0};
    std::atomic<int> taken_over{0};
    plugins::watch_limits limits;
    plugins::health health{"here", limits, nullptr};
    plugins::watchdog dog{std::chrono::milliseconds{20}};
    runner runner;
};

}  // namespace

TEST_CASE("work goes on while a plugin hangs, and its own handler ends alone") {
    house house;
    std::atomic<bool> gate{false};
    std::atomic<int> inside{
        0};  // handlers at work; never more than the one that hangs and one more
    std::atomic<bool> together{false};
    std::atomic<bool> ended{false};
    std::atomic<int> others{0};
    const auto work = [&] {
        if (inside.fetch_add(1) != 0) {
            together.store(true);
        }
        inside.fetch_sub(1);
        others.fetch_add(1);
    };
    asio::post(house.context, [&] {
        house.hang(gate);
        if (inside.fetch_add(1) != 0) {
            together.store(true);
        }
        for (int i = 0; i < 1'000; ++i) {
            std::this_thread::yield();
        }
        inside.fetch_sub(1);
        ended.store(true);
    });
    house.runner.start();
    wait_until([&] { return house.hanging.load() == 1; });
    asio::post(house.context, work);
    wait_until([&] { return others.load() == 1; });
    CHECK(house.taken_over.load() == 1);
    CHECK_FALSE(ended.load());
    house::open(gate);
    int posted = 1;
    wait_until([&] {
        asio::post(house.context, work);
        ++posted;
        return ended.load();
    });
    wait_until([&] { return others.load() == posted; });
    CHECK_FALSE(together.load());
    house.runner.stop();
    CHECK_FALSE(house.runner.left_behind());
}

TEST_CASE("several plugins may hang one after the other") {
    house house;
    std::atomic<bool> gates[3] = {};
    std::atomic<int> ended{0};
    for (auto& gate : gates) {
        asio::post(house.context, [&] {
            house.hang(gate);
            ended.fetch_add(1);
        });
    }
    std::atomic<bool> behind{false};
    asio::post(house.context, [&] { behind.store(true); });
    house.runner.start();
    wait_until([&] { return behind.load(); });
    CHECK(ended.load() == 0);
    for (auto& gate : gates) {
        house::open(gate);
    }
    wait_until([&] { return ended.load() == 3; });
    house.runner.stop();
    CHECK_FALSE(house.runner.left_behind());
}

TEST_CASE("a handler may hang again after it came back") {
    house house;
    std::atomic<bool> first{false};
    std::atomic<bool> second{false};
    std::atomic<bool> ended{false};
    std::atomic<int> others{0};
    asio::post(house.context, [&] {
        house.hang(first);
        house.hang(second);
        ended.store(true);
    });
    house.runner.start();
    for (auto* gate : {&first, &second}) {
        const int before = others.load();
        wait_until([&] { return house.hanging.load() == (gate == &first ? 1 : 2); });
        asio::post(house.context, [&] { others.fetch_add(1); });
        wait_until([&] { return others.load() == before + 1; });
        house::open(*gate);
    }
    wait_until([&] { return ended.load(); });
    house.runner.stop();
    CHECK_FALSE(house.runner.left_behind());
}

TEST_CASE("the end does not wait for a thread that hangs, and says that one is left") {
    // Leaked on purpose: the thread that is left behind knows it.
    auto& house = *new struct house;
    auto& gate = *new std::atomic<bool>(false);
    std::atomic<bool> ran{false};
    asio::post(house.context, [&] { house.hang(gate); });
    asio::post(house.context, [&] { ran.store(true); });
    house.runner.start();
    wait_until([&] { return ran.load(); });
    house.runner.stop();
    CHECK(house.runner.left_behind());
}

}  // namespace selat::gateway::test::runner_test
