#include "loopback.hpp"

#include <stdexcept>

#include "host/net/task_group.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>

namespace asio = boost::asio;
using selat::net::task_group;

namespace {

asio::awaitable<void> throws() {
    throw std::runtime_error("broken");
    co_return;
}

asio::awaitable<void> waits(std::shared_ptr<asio::steady_timer> timer) {
    try {
        co_await timer->async_wait(asio::use_awaitable);
    } catch (const boost::system::system_error&) {
    }
}

}  // namespace

TEST_CASE("an exception that escapes a task is told, with the task's name") {
    asio::io_context context;
    std::string told;
    const task_group group([&told](std::string_view task, std::string_view what) {
        told = std::string(task) + ": " + std::string(what);
    });
    group.spawn(context.get_executor(), "a task", throws());
    CHECK(group.running() == 1);
    context.run();
    CHECK(told == "a task: broken");
    CHECK(group.running() == 0);
}

TEST_CASE("a group tells when its last task has ended, and at once when there is none") {
    asio::io_context context;
    const task_group group(nullptr);
    int told = 0;
    group.when_empty([&told] { ++told; });
    CHECK(told == 1);
    const auto timer = std::make_shared<asio::steady_timer>(context, std::chrono::hours(1));
    group.spawn(context.get_executor(), "first", waits(timer));
    group.spawn(context.get_executor(), "second", waits(timer));
    group.when_empty([&told] { ++told; });
    context.poll();
    CHECK(told == 1);
    CHECK(group.running() == 2);
    timer->cancel();
    context.restart();
    context.run();
    CHECK(told == 2);
}
