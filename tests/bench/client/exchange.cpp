#include "tests/bench/client/exchange.hpp"

#include <cstdlib>
#include <string_view>

#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace bench {
namespace {

namespace asio = boost::asio;
using error_code = boost::system::error_code;

auto into(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

std::size_t content_length(const std::string& head) {
    constexpr std::string_view name = "Content-Length: ";
    const auto at = head.find(name);
    return at == std::string::npos ? 0 : std::strtoul(head.c_str() + at + name.size(), nullptr, 10);
}

}  // namespace

asio::awaitable<int> exchange(asio::ip::tcp::socket& socket, const std::string& request,
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

}  // namespace bench
