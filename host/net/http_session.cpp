#include "host/net/http_session.hpp"

#include <array>
#include <type_traits>
#include <utility>

#include "host/net/exchange_state.hpp"
#include "host/net/upgrade.hpp"

#include <boost/asio/post.hpp>
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

// A suspended coroutine, to be gone on with on its executor.
class resumption {
public:
    virtual ~resumption() = default;
    virtual void resume() = 0;
};

template <class Handler>
class resumption_of final : public resumption {
public:
    explicit resumption_of(Handler handler) : handler_(std::move(handler)) {}
    void resume() override { std::move(handler_)(); }

private:
    Handler handler_;
};

constexpr auto lingering = std::chrono::seconds(2);
constexpr std::size_t most_lingering_bytes = 4 * 1024 * 1024;
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

auto into(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

// The exchanges of a connection are this one object, so that a request allocates nothing of its
// own. Held by the coroutine, and by the exchange while a request is out; `request` and `reader_`
// are not touched in between.
template <class Stream>
class http_session final : public exchange::state,
                           public guest,
                           public std::enable_shared_from_this<http_session<Stream>> {
public:
    http_session(std::shared_ptr<server_context> context, std::shared_ptr<lane> lane, Stream stream,
                 const tcp::endpoint& peer);
    ~http_session() override;

    // Keeps the session alive while it runs.
    static asio::awaitable<void> run(std::shared_ptr<http_session> self);

    void respond(response response) override;
    void accept(websocket_options options, websocket_events events,
                std::function<void(std::shared_ptr<websocket>)> opened) override;

    void expire() override;
    void drain() override;
    void abort() override;

private:
    static constexpr bool is_tls = !std::is_same_v<Stream, plain_stream>;
    enum class doing { opening, idling, reading, handling, writing, ending };
    enum class answering { open, awaited, answered };
    struct acceptance {
        websocket_options options;
        websocket_events events;
        std::function<void(std::shared_ptr<websocket>)> opened;
    };

    // An exchange may hold the session longer, on any thread: it leaves the lane with its
    // coroutine.
    struct leaving {
        ~leaving() { session.unlink(); }
        http_session& session;
    };

    tcp::socket& socket();
    void turn_to(doing what, clock::duration at_most);
    void find_origin();
    asio::awaitable<bool> open();
    asio::awaitable<bool> read_request();
    asio::awaitable<bool> read_more();
    asio::awaitable<bool> refuse(std::uint32_t status);
    asio::awaitable<void> serve();
    asio::awaitable<void> answered();
    void answer_is_here();
    void go_on();
    asio::awaitable<bool> write_answer();
    bool write_at_once();
    asio::awaitable<bool> write_rest();
    asio::awaitable<bool> write_continue();
    asio::awaitable<void> end();
    void hand_over();
    void count(std::uint32_t status);

    std::shared_ptr<server_context> context_;
    std::shared_ptr<lane> lane_;
    Stream stream_;
    asio::ip::address peer_;
    request_reader reader_;
    doing doing_ = doing::opening;
    bool expired_ = false;
    bool draining_ = false;
    bool aborted_ = false;
    bool close_after_ = false;
    bool linger_ = false;
    bool told_to_go_on_ = false;

    response answer_;
    std::unique_ptr<acceptance> acceptance_;
    std::atomic<answering> answering_{answering::open};
    std::unique_ptr<resumption> suspended_;

    std::string head_;
    std::array<asio::const_buffer, 2> unsent_;
};

template <class Stream>
http_session<Stream>::http_session(std::shared_ptr<server_context> context,
                                   std::shared_ptr<lane> lane, Stream stream,
                                   const tcp::endpoint& peer)
    : context_(std::move(context)), lane_(std::move(lane)), stream_(std::move(stream)),
      peer_(unmapped(peer.address())), reader_(request, context_->limits) {
    executor = lane_->executor();
    request.remote = peer_.to_string();
    request.secure = is_tls;
    lane_->counts.connections.fetch_add(1, std::memory_order_relaxed);
}

template <class Stream>
http_session<Stream>::~http_session() {
    lane_->counts.connections.fetch_sub(1, std::memory_order_relaxed);
}

template <class Stream>
tcp::socket& http_session<Stream>::socket() {
    return boost::beast::get_lowest_layer(stream_);
}

template <class Stream>
void http_session<Stream>::turn_to(doing what, clock::duration at_most) {
    doing_ = what;
    set_deadline(clock::now() + at_most);
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
        self->reader_.next();
    }
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
void http_session<Stream>::count(std::uint32_t status) {
    auto& counts = lane_->counts;
    auto& counted = status == 408                    ? counts.timed_out
                    : status == 413 || status == 431 ? counts.oversized
                                                     : counts.malformed;
    counted.fetch_add(1, std::memory_order_relaxed);
    if (context_->options.refused && !reader_.untouched()) {
        context_->options.refused(status, request);
    }
}

template <class Stream>
asio::awaitable<bool> http_session<Stream>::refuse(std::uint32_t status) {
    if (status != 408) {
        count(status);
    }
    expired_ = false;
    answer_ = refusal(status);
    close_after_ = true;
    co_await write_answer();
    co_return false;
}

template <class Stream>
void http_session<Stream>::find_origin() {
    if (context_->trusted.empty()) {
        return;
    }
    std::string forwarded_for;
    std::string forwarded_proto;
    for (const auto& header : request.headers) {
        auto* const list = header.name == "x-forwarded-for"     ? &forwarded_for
                           : header.name == "x-forwarded-proto" ? &forwarded_proto
                                                                : nullptr;
        if (list != nullptr) {
            list->append(list->empty() ? "" : ",").append(header.value);
        }
    }
    auto found = unwrap(context_->trusted, peer_, is_tls, forwarded_for, forwarded_proto);
    request.remote = std::move(found.remote);
    request.secure = found.secure;
}

template <class Stream>
asio::awaitable<void> http_session<Stream>::serve() {
    lane_->counts.requests.fetch_add(1, std::memory_order_relaxed);
    find_origin();
    doing_ = doing::handling;
    set_deadline(clock::time_point::max());
    close_after_ = !reader_.keep_alive();
    answering_.store(answering::open, std::memory_order_relaxed);
    exchange asked(this->shared_from_this());
    if (context_->stopped.load(std::memory_order_relaxed)) {
        asked.respond(refusal(503));
    } else {
        context_->handler(std::move(asked));
    }
    if (answering_.load(std::memory_order_acquire) != answering::answered) {
        co_await answered();
    }
}

template <class Stream>
asio::awaitable<void> http_session<Stream>::answered() {
    auto suspend = [this](auto handler) {
        using handler_type = decltype(handler);
        suspended_ = std::make_unique<resumption_of<handler_type>>(std::move(handler));
        auto expected = answering::open;
        if (!answering_.compare_exchange_strong(expected, answering::awaited,
                                                std::memory_order_acq_rel)) {
            go_on();
        }
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(suspend),
                                                                         asio::use_awaitable);
}

template <class Stream>
void http_session<Stream>::go_on() {
    asio::post(executor, [suspended = std::move(suspended_)] { suspended->resume(); });
}

template <class Stream>
void http_session<Stream>::answer_is_here() {
    if (answering_.exchange(answering::answered, std::memory_order_acq_rel) == answering::awaited) {
        go_on();
    }
}

template <class Stream>
void http_session<Stream>::respond(response response) {
    answer_ = std::move(response);
    answer_is_here();
}

template <class Stream>
void http_session<Stream>::accept(websocket_options options, websocket_events events,
                                  std::function<void(std::shared_ptr<websocket>)> opened) {
    if (!request.upgrade || reader_.pipelined() > 0) {
        if (opened) {
            asio::post(executor, [opened = std::move(opened)] { opened(nullptr); });
        }
        respond(refusal(request.upgrade ? 400 : 426));
        return;
    }
    acceptance_ =
        std::make_unique<acceptance>(std::move(options), std::move(events), std::move(opened));
    answer_is_here();
}

template <class Stream>
asio::awaitable<bool> http_session<Stream>::write_answer() {
    if (answer_.status < 200 || answer_.status > 999) {
        answer_ = refusal(500);
    }
    close_after_ = close_after_ || draining_ || asks_to_close(answer_);
    const auto then = close_after_         ? after_response::close
                      : reader_.http_1_0() ? after_response::keep_open_1_0
                                           : after_response::keep_open;
    write_head(head_, answer_, lane_->date(), then);
    const bool with_body = has_body(answer_.status) && request.method != "HEAD";
    unsent_ = {asio::buffer(head_), asio::buffer(with_body ? answer_.body : std::string_view())};
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

// Closing with unread bytes would take our last answer from the peer: say the end, read on a
// little.
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
    head_.resize(4096);
    const auto buffer = asio::buffer(head_);
    for (std::size_t read = 0; !error && !expired_ && read < most_lingering_bytes;) {
        read += co_await socket().async_read_some(buffer, into(error));
    }
}

template <class Stream>
void http_session<Stream>::expire() {
    set_deadline(clock::time_point::max());
    if (doing_ == doing::handling) {
        return;
    }
    const bool in_vain =
        doing_ == doing::opening || doing_ == doing::reading || doing_ == doing::writing;
    if (in_vain) {
        count(408);
    }
    expired_ = true;
    error_code ignored;
    socket().cancel(ignored);
}

template <class Stream>
void http_session<Stream>::drain() {
    draining_ = true;
    if (doing_ == doing::idling || (doing_ == doing::opening && reader_.untouched())) {
        abort();
    }
}

template <class Stream>
void http_session<Stream>::abort() {
    aborted_ = true;
    error_code ignored;
    socket().close(ignored);
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
