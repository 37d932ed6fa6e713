// Webhooks at a fixed rate, whether they are answered or not: latency counts from when each was
// due, so that one that had to wait for a free connection tells the wait too. With --rate 0 each
// connection sends its next one as soon as it has its answer. Prints one line of JSON.

#include "tests/bench/client/exchange.hpp"
#include "tests/bench/client/figures.hpp"
#include "tests/bench/line/webhooks.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <sys/prctl.h>

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using clock = std::chrono::steady_clock;
using error_code = boost::system::error_code;

struct load {
    bench::webhooks source;
    tcp::endpoint target;
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    double rate = 0;
    clock::time_point start;
    std::uint64_t taken = 0;
    std::uint64_t refused = 0;
    std::uint64_t broken = 0;
    std::vector<double> milliseconds;
};

auto into(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

asio::awaitable<void> send(load& load) {
    const auto executor = co_await asio::this_coro::executor;
    tcp::socket socket(executor);
    asio::steady_timer timer(executor);
    std::string answer;
    error_code error;
    co_await socket.async_connect(load.target, into(error));
    socket.set_option(tcp::no_delay(true), error);
    while (load.taken < load.count) {
        const auto number = load.taken++;
        const std::string request = load.source.make(load.first + number, bench::now_ms());
        auto due = clock::now();
        if (load.rate > 0) {
            const std::chrono::duration<double> after(static_cast<double>(number) / load.rate);
            due = load.start + std::chrono::duration_cast<clock::duration>(after);
            if (due > clock::now()) {
                timer.expires_at(due);
                co_await timer.async_wait(into(error));
            }
        }
        const int status = co_await bench::exchange(socket, request, answer);
        const std::chrono::duration<double, std::milli> spent(clock::now() - due);
        if (status == 0) {
            ++load.broken;
            co_return;
        }
        load.refused += status == 200 ? 0 : 1;
        load.milliseconds.push_back(spent.count());
    }
}

void tell(load& load) {
    const std::chrono::duration<double> spent(clock::now() - load.start);
    const bench::figures all(std::move(load.milliseconds));
    fmt::print("{{\"requests\":{},\"seconds\":{:.6f},\"p50_ms\":{:.3f},\"p99_ms\":{:.3f},"
               "\"p999_ms\":{:.3f},\"max_ms\":{:.3f},\"refused\":{},\"broken\":{},"
               "\"exhausted\":0}}\n",
               all.sorted.size(), spent.count(), all.at(0.5), all.at(0.99), all.at(0.999),
               all.at(1), load.refused, load.broken);
}

}  // namespace

int main(int count, char** arguments) {
    std::uint16_t port = 0;
    std::string channel = "line-my";
    std::string secret;
    std::uint64_t users = 1;
    std::uint64_t first = 0;
    std::uint64_t requests = 0;
    double rate = 0;
    int connections = 64;
    CLI::App app("LINE webhooks at a fixed rate");
    app.add_option("--port", port)->required();
    app.add_option("--channel", channel);
    app.add_option("--secret", secret)->required();
    app.add_option("--users", users);
    app.add_option("--first", first, "number of the first webhook");
    app.add_option("--count", requests)->required();
    app.add_option("--rate", rate, "webhooks a second");
    app.add_option("--connections", connections);
    CLI11_PARSE(app, count, arguments);

    ::prctl(PR_SET_TIMERSLACK, 1UL);  // due means due
    load load{bench::webhooks(secret, fmt::format("127.0.0.1:{}", port), channel, users),
              {asio::ip::address_v4::loopback(), port},
              first,
              requests,
              rate,
              clock::now(),
              0,
              0,
              0,
              {}};
    load.milliseconds.reserve(requests);
    asio::io_context context(1);
    for (int i = 0; i < connections; ++i) {
        asio::co_spawn(context, send(load), [](std::exception_ptr failed) {
            if (failed) {
                std::rethrow_exception(failed);
            }
        });
    }
    context.run();
    tell(load);
    return load.broken == 0 ? 0 : 1;
}
