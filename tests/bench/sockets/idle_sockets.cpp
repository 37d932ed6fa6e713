// Visitors of a website who say nothing: opens so many sockets of a web chat, each with a session
// of its own, says hello on each, prints "open" and holds them until its input ends. When they are
// told to come back they do, no sooner than they are told; once all are back it prints how many
// seconds that took since the first was sent away, and the 99th percentile of how many milliseconds
// one took from when it might come until it was welcome:
//     back SECONDS MILLISECONDS
//
//     idle_sockets PORT CHANNEL COUNT

#include "tests/bench/client/figures.hpp"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <fmt/format.h>
#include <unistd.h>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using asio::ip::tcp;
using clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds between_tries{100};
constexpr std::uint32_t at_a_time = 32;
constexpr std::uint32_t per_address = 20'000;  // local ports of one address are that few

struct visitors {
    std::uint16_t port = 0;
    std::string channel;
    std::uint32_t count = 0;
    std::uint32_t begun = 0;
    std::uint32_t open = 0;
    std::optional<clock::time_point> sent_away;  // the first of them
    std::vector<double> waits;                   // of those that are back, in milliseconds
};

struct visitor {
    std::uint32_t number = 0;
    std::string token;
};

std::string token_in(const std::string& session) {
    constexpr std::string_view name = R"("session_token":")";
    const auto at = session.find(name);
    if (at == std::string::npos) {
        throw std::runtime_error("no session: " + session);
    }
    const auto from = at + name.size();
    return session.substr(from, session.find('"', from) - from);
}

asio::awaitable<std::string> new_session(tcp::socket& socket, const visitors& all) {
    http::request<http::string_body> asked(http::verb::post,
                                           "/channels/" + all.channel + "/session", 11);
    asked.set(http::field::host, "127.0.0.1");
    asked.set(http::field::content_type, "application/json");
    asked.body() = "{}";
    asked.prepare_payload();
    co_await http::async_write(socket, asked, asio::use_awaitable);
    boost::beast::flat_buffer buffer;
    http::response<http::string_body> answer;
    co_await http::async_read(socket, buffer, answer, asio::use_awaitable);
    co_return token_in(answer.body());
}

using stream = websocket::stream<tcp::socket>;

asio::awaitable<tcp::socket> connected(const visitors& all, std::uint32_t number) {
    tcp::socket socket(co_await asio::this_coro::executor);
    socket.open(tcp::v4());
    const auto host = asio::ip::address_v4::loopback().to_uint() + number / per_address;
    socket.bind({asio::ip::address_v4(host), 0});
    const tcp::endpoint server(asio::ip::address_v4::loopback(), all.port);
    co_await socket.async_connect(server, asio::use_awaitable);
    co_return socket;
}

asio::awaitable<std::unique_ptr<stream>> welcomed(tcp::socket socket, const visitors& all,
                                                  const std::string& token) {
    auto made = std::make_unique<stream>(std::move(socket));
    const std::string path = "/channels/" + all.channel + "/socket";
    co_await made->async_handshake("127.0.0.1", path, asio::use_awaitable);
    const std::string hello = R"({"type":"hello","v":1,"token":")" + token + R"("})";
    co_await made->async_write(asio::buffer(hello), asio::use_awaitable);
    boost::beast::flat_buffer buffer;
    co_await made->async_read(buffer, asio::use_awaitable);  // welcome
    co_return made;
}

// Reads until the end; how many seconds it is sent away for.
asio::awaitable<int> stay(stream& socket) {
    constexpr std::string_view name = R"("retry_after":)";
    boost::beast::flat_buffer buffer;
    int away = 0;
    try {
        for (;;) {
            co_await socket.async_read(buffer, asio::use_awaitable);
            const std::string frame(static_cast<const char*>(buffer.data().data()), buffer.size());
            if (const auto at = frame.find(name); at != frame.npos) {
                away = std::atoi(frame.c_str() + at + name.size());
            }
            buffer.consume(buffer.size());
        }
    } catch (const boost::system::system_error&) {
        co_return away;
    }
}

asio::awaitable<std::unique_ptr<stream>> try_to_return(const visitors& all, const visitor& who) {
    try {
        auto socket = co_await connected(all, who.number);
        co_return co_await welcomed(std::move(socket), all, who.token);
    } catch (const boost::system::system_error&) {
        co_return nullptr;
    }
}

asio::awaitable<std::unique_ptr<stream>> come_back(visitors& all, const visitor& who, int away) {
    const auto now = clock::now();
    if (!all.sent_away) {
        all.sent_away = now;
        all.waits.clear();
    }
    const auto allowed = now + std::chrono::seconds(away);
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_at(allowed);
    for (;;) {
        co_await timer.async_wait(asio::use_awaitable);
        auto socket = co_await try_to_return(all, who);
        if (socket) {
            const std::chrono::duration<double, std::milli> wait(clock::now() - allowed);
            all.waits.push_back(wait.count());
            co_return socket;
        }
        timer.expires_after(between_tries);
    }
}

void tell_if_all_are_back(visitors& all) {
    if (all.waits.size() < all.count) {
        return;
    }
    const std::chrono::duration<double> spent(clock::now() - *all.sent_away);
    fmt::print("back {:.3f} {:.1f}\n", spent.count(), bench::figures(all.waits).at(0.99));
    std::fflush(stdout);
    all.sent_away.reset();
}

asio::awaitable<void> live(visitors& all, visitor who, std::unique_ptr<stream> socket) {
    for (;;) {
        const int away = co_await stay(*socket);
        socket.reset();
        socket = co_await come_back(all, who, away);
        tell_if_all_are_back(all);
    }
}

void rethrow(std::exception_ptr failed) {
    if (failed) {
        std::rethrow_exception(failed);
    }
}

asio::awaitable<void> open_some(visitors& all) {
    const auto executor = co_await asio::this_coro::executor;
    while (all.begun < all.count) {
        visitor who;
        who.number = all.begun++;
        auto socket = co_await connected(all, who.number);
        who.token = co_await new_session(socket, all);
        auto made = co_await welcomed(std::move(socket), all, who.token);
        asio::co_spawn(executor, live(all, std::move(who), std::move(made)), rethrow);
        if (++all.open == all.count) {
            fmt::print("open\n");
            std::fflush(stdout);
        }
    }
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 4) {
        fmt::print(stderr, "usage: {} PORT CHANNEL COUNT\n", arguments[0]);
        return 2;
    }
    visitors all;
    all.port = static_cast<std::uint16_t>(std::atoi(arguments[1]));
    all.channel = arguments[2];
    all.count = static_cast<std::uint32_t>(std::atoi(arguments[3]));
    asio::io_context context(1);
    for (std::uint32_t i = 0; i < at_a_time; ++i) {
        asio::co_spawn(context, open_some(all), rethrow);
    }
    asio::posix::stream_descriptor input(context, ::dup(STDIN_FILENO));
    char byte = 0;
    input.async_read_some(asio::buffer(&byte, 1), [&context](const boost::system::error_code&,
                                                             std::size_t) { context.stop(); });
    try {
        context.run();
    } catch (const std::exception& failed) {
        fmt::print(stderr, "{} of {} open: {}\n", all.open, all.count, failed.what());
        return 1;
    }
    return 0;
}
