// Visitors of a website who say nothing: opens so many sockets of a web chat, each with a session
// of its own, says hello on each and holds them until its input ends.
//     idle_sockets PORT CHANNEL COUNT

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
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

constexpr std::uint32_t at_a_time = 32;
constexpr std::uint32_t per_address = 20'000;  // local ports of one address are that few

struct visitors {
    std::uint16_t port = 0;
    std::string channel;
    std::uint32_t count = 0;
    std::uint32_t begun = 0;
    std::uint32_t open = 0;
    std::uint32_t lost = 0;
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

asio::awaitable<void> stay(std::shared_ptr<stream> socket, visitors& all) {
    boost::beast::flat_buffer buffer;
    try {
        for (;;) {
            co_await socket->async_read(buffer, asio::use_awaitable);
            buffer.consume(buffer.size());
        }
    } catch (const boost::system::system_error&) {
        ++all.lost;
    }
}

asio::awaitable<std::shared_ptr<stream>> enter(visitors& all, std::uint32_t number) {
    const auto executor = co_await asio::this_coro::executor;
    tcp::socket socket(executor);
    socket.open(tcp::v4());
    const auto host = asio::ip::address_v4::loopback().to_uint() + number / per_address;
    socket.bind({asio::ip::address_v4(host), 0});
    const tcp::endpoint server(asio::ip::address_v4::loopback(), all.port);
    co_await socket.async_connect(server, asio::use_awaitable);
    const auto token = co_await new_session(socket, all);
    auto made = std::make_shared<stream>(std::move(socket));
    const std::string path = "/channels/" + all.channel + "/socket";
    co_await made->async_handshake("127.0.0.1", path, asio::use_awaitable);
    const std::string hello = R"({"type":"hello","v":1,"token":")" + token + R"("})";
    co_await made->async_write(asio::buffer(hello), asio::use_awaitable);
    boost::beast::flat_buffer buffer;
    co_await made->async_read(buffer, asio::use_awaitable);  // welcome
    co_return made;
}

void rethrow(std::exception_ptr failed) {
    if (failed) {
        std::rethrow_exception(failed);
    }
}

asio::awaitable<void> open_some(visitors& all) {
    while (all.begun < all.count) {
        auto socket = co_await enter(all, all.begun++);
        asio::co_spawn(socket->get_executor(), stay(socket, all), rethrow);
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
    return all.lost == 0 ? 0 : 1;
}
