#include "host/net/session_state.hpp"

#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace selat::net {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

template <class Handler>
class resumption_of final : public resumption {
public:
    explicit resumption_of(Handler handler) : handler_(std::move(handler)) {}
    void resume() override { std::move(handler_)(); }

private:
    Handler handler_;
};

}  // namespace

session_state::session_state(std::shared_ptr<server_context> context, std::shared_ptr<lane> lane,
                             const tcp::endpoint& peer, bool secure)
    : context_(std::move(context)), lane_(std::move(lane)), peer_(unmapped(peer.address())),
      secure_(secure), reader_(request, context_->limits) {
    executor = lane_->executor();
    request.remote = peer_.to_string();
    request.secure = secure;
    lane_->counts.connections.fetch_add(1, std::memory_order_relaxed);
}

session_state::~session_state() {
    lane_->counts.connections.fetch_sub(1, std::memory_order_relaxed);
}

void session_state::turn_to(doing what, clock::duration at_most) {
    doing_ = what;
    set_deadline(clock::now() + at_most);
}

void session_state::count(std::uint32_t status, std::string_view why) {
    auto& counts = lane_->counts;
    auto& counted = status == 408                    ? counts.timed_out
                    : status == 503                  ? counts.unplaced
                    : status == 413 || status == 431 ? counts.oversized
                                                     : counts.malformed;
    counted.fetch_add(1, std::memory_order_relaxed);
    if (context_->options.refused && !reader_.untouched()) {
        context_->options.refused(status, request, why);
    }
}

void session_state::find_origin() {
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
    auto found = unwrap(context_->trusted, peer_, secure_, forwarded_for, forwarded_proto);
    request.remote = std::move(found.remote);
    request.secure = found.secure;
}

bool session_state::overflows() const {
    const auto& options = context_->options.spool;
    return !options.folder.empty() && reader_.body_so_far().size() > options.above;
}

asio::awaitable<result<std::string_view>> session_state::write_aside(std::string_view bytes,
                                                                     bool whole) {
    if (!spool_) {
        const auto& folder = context_->options.spool.folder;
        auto& room = reader_.allowance().apart ? context_->room_apart : context_->room;
        auto opened = spool::open(folder, room, request.remote);
        if (!opened) {
            co_return tl::unexpected(std::move(opened.error()));
        }
        spool_ = std::move(*opened);
    }
    if (auto written = spool_->write(bytes); !written) {
        co_return tl::unexpected(std::move(written.error()));
    }
    co_return whole ? spool_->view() : std::string_view();
}

// The time that the disk takes is not the client's.
asio::awaitable<result<void>> session_state::set_aside(bool whole) {
    find_origin();
    doing_ = doing::handling;
    set_deadline(clock::time_point::max());
    const auto written =
        co_await asio::co_spawn(context_->options.spool.blocking,
                                write_aside(reader_.body_so_far(), whole), asio::use_awaitable);
    turn_to(doing::reading, context_->options.body_deadline);
    if (!written) {
        co_return tl::unexpected(written.error());
    }
    reader_.take_body();
    request.body = *written;
    co_return result<void>{};
}

void session_state::drop_body() {
    if (spool_) {
        asio::post(context_->options.spool.blocking,
                   [context = context_, spool = std::move(spool_)] {});
    }
}

asio::awaitable<void> session_state::serve() {
    lane_->counts.requests.fetch_add(1, std::memory_order_relaxed);
    find_origin();
    doing_ = doing::handling;
    set_deadline(clock::time_point::max());
    close_after_ = !reader_.keep_alive();
    answering_.store(answering::open, std::memory_order_relaxed);
    exchange asked(shared_from_this());
    if (context_->stopped.load(std::memory_order_relaxed)) {
        asked.respond(refusal(503));
    } else {
        context_->handler(std::move(asked));
    }
    if (answering_.load(std::memory_order_acquire) != answering::answered) {
        co_await answered();
    }
}

asio::awaitable<void> session_state::answered() {
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

void session_state::go_on() {
    asio::post(executor, [suspended = std::move(suspended_)] { suspended->resume(); });
}

void session_state::answer_is_here() {
    if (answering_.exchange(answering::answered, std::memory_order_acq_rel) == answering::awaited) {
        go_on();
    }
}

void session_state::respond(response response) {
    answer_ = std::move(response);
    answer_is_here();
}

void session_state::accept(websocket_options options, websocket_events events,
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

void session_state::prepare_answer() {
    if (answer_.status < 200 || answer_.status > 999) {
        answer_ = refusal(500);
    }
    close_after_ = close_after_ || draining_ || asks_to_close(answer_);
    const auto then = close_after_         ? after_response::close
                      : reader_.http_1_0() ? after_response::keep_open_1_0
                                           : after_response::keep_open;
    write_head(head_, answer_, lane_->date(), then);
    const bool with_body = has_body(answer_.status) && request.method != "HEAD";
    unsent_ = {asio::buffer(head_), asio::buffer(with_body ? answer_.bytes() : std::string_view())};
}

void session_state::expire() {
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
    boost::system::error_code ignored;
    socket().cancel(ignored);
}

void session_state::drain() {
    draining_ = true;
    if (doing_ == doing::idling || (doing_ == doing::opening && reader_.untouched())) {
        abort();
    }
}

void session_state::abort() {
    aborted_ = true;
    boost::system::error_code ignored;
    socket().close(ignored);
}

}  // namespace selat::net
