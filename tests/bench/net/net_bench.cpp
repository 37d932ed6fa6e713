// A server that answers 200 with a tiny body, for wrk; compare with nginx's `return 200`.
//   net_bench [PORT] [THREADS]

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>
#include <vector>

#include "host/net/server.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

namespace {

namespace asio = boost::asio;
using selat::net::exchange;

void answer(exchange asked) {
    if (asked.request().upgrade) {
        selat::net::websocket_events events;
        auto socket = std::make_shared<std::shared_ptr<selat::net::websocket>>();
        events.message = [socket](std::string_view data, bool binary) {
            (*socket)->send(std::string(data), binary, false);
        };
        events.closed = [socket](std::uint32_t, const std::string&, selat::code) {
            socket->reset();
        };
        asked.accept({}, std::move(events), [socket](auto opened) { *socket = std::move(opened); });
        return;
    }
    selat::net::response response;
    response.body = "{\"ok\":true}";
    asked.respond(std::move(response));
}

}  // namespace

int main(int count, char** arguments) {
    const int port = count > 1 ? std::atoi(arguments[1]) : 0;
    const int threads = count > 2 ? std::atoi(arguments[2]) : 1;
    std::vector<std::unique_ptr<asio::io_context>> contexts;
    std::vector<asio::any_io_executor> executors;
    for (int index = 0; index < threads; ++index) {
        contexts.push_back(std::make_unique<asio::io_context>(1));
        executors.emplace_back(contexts.back()->get_executor());
    }
    selat::net::server_options options;
    options.port = static_cast<std::uint16_t>(port);
    auto server = selat::net::server::listen(options, executors, answer);
    if (!server) {
        std::fprintf(stderr, "%s\n", server.error().text.c_str());
        return 1;
    }
    std::printf("listening on 127.0.0.1:%u\n", (*server)->port());
    std::fflush(stdout);
    asio::signal_set signals(*contexts.front(), SIGINT, SIGTERM);
    signals.async_wait([&](const boost::system::error_code&, int) {
        for (const auto& context : contexts) {
            context->stop();
        }
    });
    std::vector<std::thread> running;
    for (const auto& context : contexts) {
        running.emplace_back([&context] {
            const auto guard = asio::make_work_guard(*context);
            context->run();
        });
    }
    for (auto& thread : running) {
        thread.join();
    }
    return 0;
}
