#include "host/api/stream_subscriber.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>

namespace selat::api {
namespace {

namespace asio = boost::asio;

constexpr std::uint64_t largest_incoming = 4 * 1024;       // nothing is expected
constexpr std::uint64_t largest_queue = 16 * 1024 * 1024;  // for one frame, whatever its size
constexpr std::size_t frames_a_turn = 256;                 // then it is the turn of others
constexpr std::size_t bytes_a_look = 16 * 1024;            // given between two looks at what waits
constexpr std::size_t most_told = 64;
constexpr std::chrono::milliseconds first_pause{1};
constexpr std::chrono::milliseconds longest_pause{64};

constexpr std::uint32_t policy = 1008;
constexpr std::uint32_t internal_error = 1011;
constexpr std::uint32_t try_again_later = 1013;

// Its text alone, which holds it.
std::shared_ptr<const std::string> text_of(const shared_frame& frame) {
    return {frame, &frame->text};
}

}  // namespace

subscriber::subscriber(std::shared_ptr<feed> feed, caller who, asio::any_io_executor executor)
    : feed_(std::move(feed)), who_(std::move(who)), executor_(std::move(executor)) {}

void subscriber::begin(net::exchange exchange, beginning from,
                       std::optional<std::chrono::milliseconds> session_left) {
    position_ = batch_end_ = from.position;
    reset_ = from.reset;
    session_left_ = session_left;
    if (!who_.sees_all()) {
        visibility_ = visibility(who_.agent, std::move(from.held));
    }
    net::websocket_options options;
    options.max_message = largest_incoming;
    options.max_queue = largest_queue;
    net::websocket_events events;
    events.closed = [self = shared_from_this()](std::uint32_t, const std::string&, selat::code) {
        self->closed();
    };
    exchange.accept(std::move(options), std::move(events),
                    [self = shared_from_this()](std::shared_ptr<net::websocket> socket) {
                        self->opened(std::move(socket));
                    });
}

void subscriber::opened(std::shared_ptr<net::websocket> socket) {
    if (!socket) {
        feed_->leave(*this);
        return;
    }
    socket_ = std::move(socket);
    feed_->subscribers.add(1);
    if (ending_) {
        socket_->close(ending_->code, ending_->reason);
        return;
    }
    socket_->send(hello_frame(position_), false, false);
    if (reset_) {
        socket_->send(reset_frame(position_), false, false);
    }
    if (session_left_) {
        end_session_after(*session_left_);
    }
    wake();
}

void subscriber::closed() {
    socket_.reset();
    retry_.reset();
    session_end_.reset();
    batch_.clear();
    next_ = 0;
    feed_->subscribers.add(-1);
    feed_->leave(*this);
}

void subscriber::wake() {
    if (!waking_.exchange(true)) {
        asio::post(executor_, [self = shared_from_this()] { self->pump(); });
    }
}

void subscriber::tell(shared_frame told) {
    {
        const std::lock_guard lock(told_mutex_);
        if (told_.size() == most_told) {
            return;
        }
        told_.push_back(std::move(told));
    }
    wake();
}

void subscriber::end(std::uint32_t code, std::string reason) {
    asio::post(executor_, [self = shared_from_this(), code, reason = std::move(reason)] {
        self->ending_ = closing{code, reason};
        if (self->socket_) {
            self->socket_->close(code, reason);
        }
    });
}

void subscriber::end_session() { end(policy, "the session has ended"); }

void subscriber::pump() {
    waking_ = false;  // before looking: what comes from now on wakes again
    pass_on_told();
    if (!socket_ || reading_) {
        return;
    }
    auto unseen = bytes_a_look;
    for (std::size_t given = 0; given < frames_a_turn; ++given) {
        if ((next_ == batch_.size() && !refill()) || (unseen >= bytes_a_look && crowded())) {
            return;
        }
        unseen = unseen >= bytes_a_look ? 0 : unseen;
        const auto& next = batch_[next_++];
        unseen += next->text.size();
        give(next);
    }
    wake();
}

void subscriber::pass_on_told() {
    std::vector<shared_frame> told;
    {
        const std::lock_guard lock(told_mutex_);
        told.swap(told_);
    }
    for (const auto& each : told) {
        if (socket_ && socket_->queued() <= feed_->limits.socket_bytes && visibility_.sees(*each)) {
            socket_->send_shared(text_of(each), true);
        }
    }
}

// False when there is nothing more to give, or it is still being read.
bool subscriber::refill() {
    position_ = std::max(position_, batch_end_);
    batch_.clear();
    next_ = 0;
    auto taken = feed_->after(position_);
    if (taken.behind) {
        read_behind();
        return false;
    }
    batch_ = std::move(taken.frames);
    return !batch_.empty();
}

void subscriber::read_behind() {
    reading_ = true;
    feed_->read([self = shared_from_this(), after = position_](store::reader& reader) {
        auto found = std::make_shared<result<piece>>(read_piece(reader, after));
        asio::post(self->executor_, [self, found] { self->took(std::move(*found)); });
    });
}

void subscriber::took(result<piece> found) {
    reading_ = false;
    if (!socket_) {
        return;
    }
    if (!found) {
        feed_->log(telemetry::level::error, "stream.not_read", {{"reason", found.error().text}});
        socket_->close(internal_error, "the store cannot be read");
        return;
    }
    batch_ = std::move(found->frames);
    batch_end_ = found->upto;
    pump();
}

void subscriber::give(const shared_frame& next) {
    position_ = next->position;
    if (visibility_.sees_next(*next) && socket_->send_shared(text_of(next), false)) {
        feed_->sent.add();
    }
}

// Whether the socket has enough for now. Looked at again until it has less; given up when it does
// not get less.
bool subscriber::crowded() {
    const auto queued = socket_->queued();
    if (queued <= feed_->limits.socket_bytes) {
        standstill_.reset();
        pause_ = first_pause;
        return false;
    }
    const auto now = clock::now();
    if (!standstill_ || queued < standstill_->queued) {
        standstill_ = standstill{queued, now};
    } else if (now - standstill_->since >= feed_->limits.patience) {
        feed_->closed_slow.add();
        feed_->log(telemetry::level::info, "stream.closed_slow",
                   {{"name", who_.name}, {"remote", socket_->remote()}, {"queued", queued}});
        socket_->close(try_again_later, "too slow; go on with after=" + std::to_string(position_));
        socket_.reset();
        return true;
    }
    look_again_later();
    return true;
}

void subscriber::look_again_later() {
    if (std::exchange(retrying_, true)) {
        return;
    }
    if (!retry_) {
        retry_.emplace(executor_);
    }
    retry_->expires_after(pause_);
    pause_ = std::min(pause_ * 2, longest_pause);
    retry_->async_wait([self = shared_from_this()](const boost::system::error_code& error) {
        self->retrying_ = false;
        if (!error) {
            self->pump();
        }
    });
}

void subscriber::end_session_after(std::chrono::milliseconds left) {
    session_end_.emplace(executor_, left);
    session_end_->async_wait([self = shared_from_this()](const boost::system::error_code& error) {
        if (!error) {
            self->end_session();
        }
    });
}

}  // namespace selat::api
