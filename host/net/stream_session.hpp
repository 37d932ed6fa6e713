#pragma once
// A plain byte stream that a plugin asked for: tcp or tls, told and used like a WebSocket.

#include <array>
#include <memory>
#include <string>
#include <utility>

#include "host/net/queued_socket.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/stream_traits.hpp>

namespace selat::net {

// Each piece that is read comes as a binary message; max_message bounds a piece, not the stream.
template <class Stream>
class stream_session final : public queued_socket {
public:
    stream_session(Stream stream, std::string remote, std::uint64_t max_message,
                   std::uint64_t max_queue, websocket_events events)
        : queued_socket(stream.get_executor(), std::move(remote), max_queue, std::move(events)),
          stream_(std::move(stream)), room_(std::min<std::uint64_t>(max_message, most_room)) {}

    static boost::asio::awaitable<void> read(std::shared_ptr<stream_session> self) {
        namespace asio = boost::asio;
        boost::system::error_code error;
        const auto memory = std::make_unique_for_overwrite<char[]>(self->room_);
        const auto buffer = asio::buffer(memory.get(), self->room_);
        for (;;) {
            if (self->held()) {
                co_await self->until_wanted();
            }
            auto token = asio::redirect_error(asio::use_awaitable, error);
            const std::size_t size =
                co_await self->stream_.async_read_some(buffer, std::move(token));
            if (size > 0 && !self->deliver({memory.get(), size}, true)) {
                break;
            }
            if (error) {
                break;
            }
        }
        self->ended(error);
        self->cut();
        self->let_go();
    }

private:
    static constexpr std::uint64_t most_room = 16 * 1024;

    void ended(const boost::system::error_code& error) {
        if (closing_asked()) {
            auto own = asked();
            finish(own.code, std::move(own.reason), code::ok);
        } else if (error == boost::asio::error::eof) {
            finish(1000, "the peer closed the connection", code::ok);
        } else {
            finish(1006, "connection lost", code::unavailable);
        }
    }

    std::size_t write(std::span<const frame> frames) override {
        boost::asio::async_write(stream_, boost::asio::buffer(frames.front().data()),
                                 [self = self()](const boost::system::error_code& error,
                                                 std::size_t) { self->wrote(error); });
        return 1;
    }

    void say_goodbye(const closing&) override {
        if constexpr (requires { stream_.async_shutdown([](boost::system::error_code) {}); }) {
            stream_.async_shutdown([self = self()](boost::system::error_code) { self->cut(); });
        } else {
            boost::system::error_code ignored;
            stream_.shutdown(boost::asio::socket_base::shutdown_send, ignored);
        }
    }

    void cut() override {
        boost::system::error_code ignored;
        boost::beast::get_lowest_layer(stream_).close(ignored);
    }

    std::shared_ptr<stream_session> self() {
        return std::static_pointer_cast<stream_session>(shared_from_this());
    }

    Stream stream_;
    const std::size_t room_;
};

}  // namespace selat::net
