#include "host/net/http_session.hpp"

#include <array>
#include <type_traits>
#include <utility>

#include "host/net/session_state.hpp"
#include "host/net/upgrade.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

namespace selat::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using error_code = boost::system::error_code;
using plain_stream = tcp::socket;
using tls_stream = boost::beast::ssl_stream<tcp::socket>;

constexpr auto lingering = std::chrono::seconds(2);
constexpr std::size_t most_lingering_bytes = 64 * 1024 * 1024;
constexpr std::size_t lingering_at_once = 64 * 1024;
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

auto into(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

// A connection on its stream: reads requests, and writes their answers.
template <class Stream>
class http_session final : public session_state {
public:
    http_session(std::shared_ptr<server_context> context, std::shared_ptr<lane> lane, Stream stream,
                 const tcp::endpoint& peer)
        : session_state(std::move(context), std::move(lane), peer, is_tls),
          stream_(std::move(stream)) {}

    // Keeps the session alive while it runs.
    static asio::awaitable<void> run(std::shared_ptr<http_session> self);

private:
    static constexpr bool is_tls = !std::is_same_v<Stream, plain_stream>;

    // An exchange may hold the session longer, on any thread: it leaves the lane with its
    // coroutine.
    struct leaving {
        ~leaving() { session.unlink(); }
        http_session& session;
    };

    tcp::socket& socket() override;
    asio::awaitable<bool> open();
    asio::awaitable<bool> read_request();
    asio::awaitable<bool> read_more();
    asio::awaitable<bool> refuse(std::uint32_t status, std::string why = {});
    asio::awaitable<bool> write_answer();
    bool write_at_once();
    asio::awaitable<bool> write_rest();
    asio::awaitable<bool> write_continue();
    asio::awaitable<void> end();
    void hand_over();

    Stream stream_;
    bool linger_ = false;
    bool told_to_go_on_ = false;
};

template <class Stream>
tcp::socket& http_session<Stream>::socket() {
    return boost::beast::get_lowest_layer(stream_);
}

template <class Stream>
asio::awaitable<void> http_session<Stream>::run(std::shared_ptr<http_session> self) {
    self->lane_->watch(*self);
    const leaving left{*self};
    if (self->context_->draining.load(std::memory_order_relaxed)) {
        self->draining_ = true;
    }
    if (!co_await self->open()) {
        co_return;
    }
    while (co_await self->read_request()) {
        co_await self->serve();
        if (self->acceptance_) {
            self->hand_over();
            co_return;
        }
        if (!co_await self->write_answer()) {
            break;
        }
        self->drop_body();
        self->reader_.next();
    }
    self->drop_body();
    co_await self->end();
}

template <class Stream>
asio::awaitable<bool> http_session<Stream>::open() {
    error_code error;
    socket().set_option(tcp::no_delay(true), error);
    socket().non_blocking(true, error);
    turn_to(doing::opening, context_->options.header_deadline);
    if constexpr (is_tls) {
        co_await stream_.async_handshake(asio::ssl::stream_base::server, into(error));
        if (error) {
            co_return false;
        }
    }
    co_return true;
}

template <class Stream>
asio::awaitable<bool> http_session<Stream>::read_request() {
    told_to_go_on_ = false;
    bool body = false;
    for (;;) {
        const auto progress = reader_.parse();
        if (progress == request_reader::progress::complete) {
            if (spool_ || overflows()) {
                const auto shown = co_await set_aside(true);
                co_return shown || co_await refuse(503, shown.error().text);
            }
            co_return true;
        }
        if (progress == request_reader::progress::refused) {
            co_return co_await refuse(reader_.status());
        }
        if (reader_.header_complete() && !body) {
            body = true;
            turn_to(doing::reading, context_->options.body_deadline);
        } else if (!reader_.untouched() && doing_ == doing::idling) {
            turn_to(doing::reading, context_->options.header_deadline);
        }
        if (overflows()) {
            if (const auto written = co_await set_aside(false); !written) {
                co_return co_await refuse(503, written.error().text);
            }
        }
        if (reader_.awaits_continue() && !told_to_go_on_) {
            told_to_go_on_ = true;
            if (!co_await write_continue()) {
                co_return false;
            }
        }
        if (reader_.untouched() && draining_) {
            co_return false;
        }
        if (!co_await read_more()) {
            co_return false;
        }
    }
}

// False at the end, which is refused first when a deadline brought it.
template <class Stream>
asio::awaitable<bool> http_session<Stream>::read_more() {
    const auto room = reader_.room();
    const auto buffer = asio::buffer(room.data(), room.size());
    error_code error;
    const std::size_t size = co_await stream_.async_read_some(buffer, into(error));
    reader_.filled(size);
    if (expired_ && !reader_.untouched()) {
        co_return co_await refuse(408);
    }
    co_return !error && !expired_ && !aborted_;
}

template <class Stream>
asio::awaitable<bool> http_session<Stream>::refuse(std::uint32_t status, std::string why) {
    if (status != 408) {
        count(status, why);
    }
    expired_ = false;
    answer_ = refusal(status);
    close_after_ = true;
    co_await write_answer();
    co_return false;
}

template <class Stream>
asio::awaitable<bool> http_session<Stream>::write_answer() {
    prepare_answer();
    turn_to(doing::writing, context_->options.write_deadline);
    if (!write_at_once() && !co_await write_rest()) {
        co_return false;
    }
    answer_ = {};
    linger_ = close_after_;
    turn_to(doing::idling, context_->options.idle);
    co_return !close_after_ && !aborted_;
}

void advance(std::array<asio::const_buffer, 2>& buffers, std::size_t size) {
    for (auto& buffer : buffers) {
        const std::size_t step = std::min(size, buffer.size());
        buffer += step;
        size -= step;
    }
}

// A small answer fits the socket's buffer: the attempt saves the way through the reactor. True when
// nothing is left.
template <class Stream>
bool http_session<Stream>::write_at_once() {
    if constexpr (!is_tls) {
        error_code error;
        advance(unsent_, stream_.write_some(unsent_, error));
        return asio::buffer_size(unsent_) == 0;
    }
    return false;
}

// As long as the peer takes something, it has another deadline for the rest.
template <class Stream>
asio::awaitable<bool> http_session<Stream>::write_rest() {
    while (asio::buffer_size(unsent_) > 0) {
        error_code error;
        std::size_t size = 0;
        // An empty buffer in front of a large one makes Beast's TLS stream write nothing, for ever.
        if (unsent_.front().size() == 0) {
            size = co_await stream_.async_write_some(unsent_.back(), into(error));
        } else {
            size = co_await stream_.async_write_some(unsent_, into(error));
        }
        if (error || expired_ || aborted_) {
            co_return false;
        }
        advance(unsent_, size);
        turn_to(doing::writing, context_->options.write_deadline);
    }
    co_return true;
}

template <class Stream>
asio::awaitable<bool> http_session<Stream>::write_continue() {
    const auto line = asio::buffer(continue_line);
    error_code error;
    co_await asio::async_write(stream_, line, into(error));
    co_return !error && !expired_;
}

// Closing with unread bytes would take our last answer from the peer, and many send all of a body
// before they read: say the end, read on for a while.
template <class Stream>
asio::awaitable<void> http_session<Stream>::end() {
    if (!linger_ || expired_ || aborted_) {
        co_return;
    }
    turn_to(doing::ending, lingering);
    error_code error;
    if constexpr (is_tls) {
        co_await stream_.async_shutdown(into(error));
    }
    socket().shutdown(tcp::socket::shutdown_send, error);
    head_.resize(lingering_at_once);
    const auto buffer = asio::buffer(head_);
    for (std::size_t read = 0; !error && !expired_ && read < most_lingering_bytes;) {
        read += co_await socket().async_read_some(buffer, into(error));
    }
}

template <class Stream>
void http_session<Stream>::hand_over() {
    unlink();
    auto accepted = std::move(acceptance_);
    upgrade asked{context_,
                  lane_,
                  request.remote,
                  std::string(request.get("sec-websocket-key")),
                  std::move(accepted->options),
                  std::move(accepted->events),
                  std::move(accepted->opened)};
    start_websocket(std::move(stream_), std::move(asked));
}

}  // namespace

void start_session(std::shared_ptr<server_context> context, std::shared_ptr<lane> lane,
                   tcp::socket socket) {
    error_code error;
    const auto peer = socket.remote_endpoint(error);
    if (error) {
        return;  // gone already
    }
    const auto& tasks = context->tasks;
    const auto executor = lane->executor();
    if (context->tls) {
        tls_stream stream(std::move(socket), *context->tls);
        auto session = std::make_shared<http_session<tls_stream>>(
            std::move(context), std::move(lane), std::move(stream), peer);
        tasks.spawn(executor, "http session", http_session<tls_stream>::run(std::move(session)));
        return;
    }
    auto session = std::make_shared<http_session<plain_stream>>(std::move(context), std::move(lane),
                                                                std::move(socket), peer);
    tasks.spawn(executor, "http session", http_session<plain_stream>::run(std::move(session)));
}

}  // namespace selat::net
