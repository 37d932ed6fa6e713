#pragma once
// An open WebSocket on a stream, whichever side we are.

#include <memory>
#include <string>
#include <utility>

#include "host/net/gathered.hpp"
#include "host/net/lane.hpp"
#include "host/net/queued_socket.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

namespace selat::net {

struct session_limits {
    std::uint64_t max_message = 64 * 1024;
    std::uint64_t max_queue = 1024 * 1024;
    std::chrono::milliseconds idle{60'000};
    std::chrono::milliseconds handshake{10'000};
};

// Without compression: it would cost each idle socket more than everything else together.
template <class Stream>
class websocket_session final : public queued_socket, public guest {
public:
    using stream_type = boost::beast::websocket::stream<gathered<Stream>, false>;

    websocket_session(Stream stream, std::string remote, const session_limits& limits,
                      websocket_events events, boost::beast::role_type role)
        : queued_socket(stream.get_executor(), std::move(remote), limits.max_queue,
                        std::move(events)),
          stream_(gathered<Stream>(std::move(stream))), role_(role), handshake_(limits.handshake),
          idle_(limits.idle) {
        give_up_after(idle_);
        stream_.read_message_max(limits.max_message);
        stream_.auto_fragment(false);
        if (role == boost::beast::role_type::server) {
            stream_.write_buffer_bytes(8);  // only clients, who mask, need one
        }
    }

    stream_type& stream() { return stream_; }

    // Reads until the end, then tells it. Keeps the session alive.
    static boost::asio::awaitable<void> read(std::shared_ptr<websocket_session> self) {
        boost::system::error_code error;
        while (!error) {
            if (self->held()) {
                self->give_up_after(boost::beast::websocket::stream_base::none());
                co_await self->until_wanted();
                self->give_up_after(self->idle_);
            }
            const auto room = self->room();
            const std::size_t size = co_await self->stream_.async_read_some(room, to(error));
            if (!error && !self->took(size)) {
                break;
            }
        }
        self->ended(error);
        if (error) {
            self->let_go();
        }
        self->unlink();
    }

    static auto to(boost::system::error_code& error) {
        return boost::asio::redirect_error(boost::asio::use_awaitable, error);
    }

    void expire() override {}
    void drain() override { close(1001, "going away"); }
    void abort() override { cut(); }

private:
    static constexpr std::size_t first_room = 256;
    static constexpr std::size_t kept_room = 1024;

    boost::asio::mutable_buffer room();
    // Of silence.
    void give_up_after(boost::beast::websocket::stream_base::duration idle) {
        stream_.set_option(boost::beast::websocket::stream_base::timeout{handshake_, idle, true});
    }
    // False when the user's code threw.
    bool took(std::size_t size);
    void ended(const boost::system::error_code& error);

    std::size_t write(std::span<const frame> frames) override;
    void say_goodbye(const closing& closing) override;
    void cut() override;

    std::shared_ptr<websocket_session> self() {
        return std::static_pointer_cast<websocket_session>(shared_from_this());
    }

    stream_type stream_;
    const boost::beast::role_type role_;
    const std::chrono::milliseconds handshake_;
    const std::chrono::milliseconds idle_;
    std::unique_ptr<char[]> buffer_;
    std::size_t capacity_ = 0;
    std::size_t size_ = 0;
};

extern template class websocket_session<boost::asio::ip::tcp::socket>;
extern template class websocket_session<boost::beast::ssl_stream<boost::asio::ip::tcp::socket>>;

}  // namespace selat::net
