#include "tests/bench/stream/streams.hpp"

#include "tests/bench/client/exchange.hpp"

#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <stdexcept>

#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

namespace bench {
namespace {

namespace asio = boost::asio;

constexpr std::size_t room = 256 * 1024;
constexpr std::string_view new_message = R"({"type":"message.created")";
constexpr std::size_t digits = 18;
enum operation : unsigned { goodbye = 8, ping = 9 };

struct frame {
    unsigned operation = 0;
    std::string_view payload;
    std::size_t whole = 0;
};

// The first frame of what a server sent, once all of it is there.
std::optional<frame> first_frame(std::string_view bytes) {
    const auto byte = [bytes](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
    if (bytes.size() < 2) {
        return std::nullopt;
    }
    std::size_t length = byte(1);
    const std::size_t more = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (bytes.size() < 2 + more) {
        return std::nullopt;
    }
    length = more > 0 ? 0 : length;
    for (std::size_t at = 0; at < more; ++at) {
        length = length << 8 | byte(2 + at);
    }
    if (bytes.size() < 2 + more + length) {
        return std::nullopt;
    }
    return frame{byte(0) & 15u, bytes.substr(2 + more, length), 2 + more + length};
}

}  // namespace

struct streams::one {
    explicit one(asio::io_context& context) : socket(context) {}

    asio::ip::tcp::socket socket;
    std::vector<char> buffer;
    std::size_t filled = 0;
};

streams::streams(asio::io_context& context, asio::ip::tcp::endpoint gateway,
                 std::function<void(std::uint64_t)> told)
    : context_(context), gateway_(std::move(gateway)), told_(std::move(told)) {}

streams::~streams() = default;

asio::awaitable<void> streams::open(std::vector<std::string> tokens, std::size_t silent) {
    for (const auto& token : tokens) {
        auto made = std::make_shared<one>(context_);
        co_await made->socket.async_connect(gateway_, asio::use_awaitable);
        made->socket.set_option(asio::ip::tcp::no_delay(true));
        const auto asked = fmt::format("GET /api/v1/stream?token={} HTTP/1.1\r\n"
                                       "Host: 127.0.0.1:{}\r\nConnection: Upgrade\r\n"
                                       "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                                       token, gateway_.port());
        std::string answer;
        const int status = co_await exchange(made->socket, asked, answer);
        if (status != 101) {
            throw std::runtime_error(fmt::format("no stream: {}", answer));
        }
        all_.push_back(made);
        if (all_.size() > silent) {
            const auto rest = answer.substr(answer.find("\r\n\r\n") + 4);
            made->buffer.resize(room);
            std::memcpy(made->buffer.data(), rest.data(), rest.size());
            made->filled = rest.size();
            take(*made);
            read(made);
        }
    }
}

void streams::close() {
    for (const auto& each : all_) {
        boost::system::error_code ignored;
        each->socket.close(ignored);
    }
}

void streams::read(const std::shared_ptr<one>& from) {
    const auto free = asio::buffer(from->buffer) + from->filled;
    from->socket.async_read_some(
        free, [this, from](const boost::system::error_code& error, std::size_t size) {
            bytes_ += size;
            from->filled += size;
            if (!take(*from) || error) {
                lost_ += from->socket.is_open() ? 1 : 0;
                return;
            }
            read(from);
        });
}

bool streams::take(one& from) {
    std::string_view left(from.buffer.data(), from.filled);
    while (const auto next = first_frame(left)) {
        left.remove_prefix(next->whole);
        if (next->operation == goodbye) {
            return false;
        }
        if (next->operation == ping) {
            constexpr std::array<std::uint8_t, 6> pong{0x8a, 0x80, 0, 0, 0, 0};
            boost::system::error_code ignored;
            asio::write(from.socket, asio::buffer(pong), ignored);
            continue;
        }
        ++frames_;
        look_at(next->payload);
    }
    std::memmove(from.buffer.data(), left.data(), left.size());
    from.filled = left.size();
    return true;
}

void streams::look_at(std::string_view frame) {
    if (!frame.starts_with(new_message)) {
        return;
    }
    const auto mark = frame.find(" #0");
    if (mark == frame.npos || frame.size() < mark + 2 + digits) {
        return;
    }
    std::uint64_t number = 0;
    std::from_chars(frame.data() + mark + 2, frame.data() + mark + 2 + digits, number);
    told_(number);
}

}  // namespace bench
