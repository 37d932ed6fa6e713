// Webhooks at a fixed rate, whether they are answered or not: latency counts from when each was
// due, so that one that had to wait for a free connection tells the wait too. With --rate 0 each
// connection sends its next one as soon as it has its answer. Prints one line of JSON.

#include "tests/bench/line/webhooks.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
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

std::size_t content_length(const std::string& head) {
    constexpr std::string_view name = "Content-Length: ";
    const auto at = head.find(name);
    return at == std::string::npos ? 0 : std::strtoul(head.c_str() + at + name.size(), nullptr, 10);
}

// The status; 0 when the connection broke.
asio::awaitable<int> exchange(tcp::socket& socket, const std::string& request,
                              std::string& answer) {
    error_code error;
    co_await asio::async_write(socket, asio::buffer(request), into(error));
    if (error) {
        co_return 0;
    }
    answer.clear();
    auto growing = asio::dynamic_buffer(answer);
    const auto head = co_await asio::async_read_until(socket, growing, "\r\n\r\n", into(error));
    const auto whole = head + content_length(answer);
    while (!error && answer.size() < whole) {
        const auto had = answer.size();
        answer.resize(whole);
        const auto room = asio::buffer(answer.data() + had, whole - had);
        answer.resize(had + co_await socket.async_read_some(room, into(error)));
    }
    co_return error ? 0 : std::atoi(answer.c_str() + sizeof "HTTP/1.1");
}

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
        const int status = co_await exchange(socket, request, answer);
        const std::chrono::duration<double, std::milli> spent(clock::now() - due);
        if (status == 0) {
            ++load.broken;
            co_return;
        }
        load.refused += status == 200 ? 0 : 1;
        load.milliseconds.push_back(spent.count());
    }
}

double at(const std::vector<double>& sorted, double share) {
    if (sorted.empty()) {
        return std::nan("");
    }
    return sorted[static_cast<std::size_t>(static_cast<double>(sorted.size() - 1) * share)];
}

void tell(load& load) {
    const std::chrono::duration<double> spent(clock::now() - load.start);
    auto& all = load.milliseconds;
    std::sort(all.begin(), all.end());
    fmt::print("{{\"requests\":{},\"seconds\":{:.6f},\"p50_ms\":{:.3f},\"p99_ms\":{:.3f},"
               "\"p999_ms\":{:.3f},\"max_ms\":{:.3f},\"refused\":{},\"broken\":{},"
               "\"exhausted\":0}}\n",
               all.size(), spent.count(), at(all, 0.5), at(all, 0.99), at(all, 0.999), at(all, 1),
               load.refused, load.broken);
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
