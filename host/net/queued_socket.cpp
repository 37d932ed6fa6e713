#include "host/net/queued_socket.hpp"

#include <exception>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace selat::net {
namespace {

constexpr auto last_call = std::chrono::seconds(5);
constexpr std::size_t kept_frames = 64;
constexpr std::uint32_t broken = 1006;
constexpr std::uint32_t internal_error = 1011;

}  // namespace

queued_socket::queued_socket(boost::asio::any_io_executor executor, std::string remote,
                             std::uint64_t max_queue, websocket_events events)
    : executor_(std::move(executor)), remote_(std::move(remote)), max_queue_(max_queue),
      events_(std::move(events)) {}

bool queued_socket::send(std::string data, bool binary, bool droppable) {
    return put({std::move(data), nullptr, binary}, droppable);
}

bool queued_socket::send_shared(std::shared_ptr<const std::string> text, bool droppable) {
    return put({{}, std::move(text), false}, droppable);
}

bool queued_socket::put(frame next, bool droppable) {
    bool overflow = false;
    {
        const std::lock_guard lock(mutex_);
        if (ended_ || asked_) {
            return false;
        }
        const std::uint64_t would_wait = queued_ + next.data().size();
        if (droppable && would_wait > max_queue_ / 2) {
            return false;
        }
        overflow = would_wait > max_queue_;
        if (overflow) {
            asked_ = std::make_unique<closing>(slow_peer, "too slow");
            waiting_.clear();
        } else {
            waiting_.push_back(std::move(next));
            queued_ = would_wait;
            if (std::exchange(pumping_, true)) {
                return true;
            }
        }
    }
    const auto self = shared_from_this();
    if (overflow) {
        boost::asio::post(executor_, [self] { self->give_up_on_slow_peer(); });
    } else {
        // Not at once: what else is sent now goes with it.
        boost::asio::post(executor_, [self] { self->pump(); });
    }
    return !overflow;
}

void queued_socket::close(std::uint32_t code, std::string reason) {
    {
        const std::lock_guard lock(mutex_);
        if (ended_ || asked_) {
            return;
        }
        asked_ = std::make_unique<closing>(code, std::move(reason));
    }
    boost::asio::post(executor_, [self = shared_from_this()] {
        self->read_on();
        self->cut_later();
        self->pump();
    });
}

void queued_socket::hold(bool held) {
    boost::asio::post(executor_, [self = shared_from_this(), held] {
        if (!held) {
            self->read_on();
        } else if (!self->closing_asked() && !self->told_) {
            self->held_ = true;
        }
    });
}

// What ends is read too: that is how the end shows.
void queued_socket::read_on() {
    held_ = false;
    if (wanted_) {
        wanted_->cancel();
    }
}

boost::asio::awaitable<void> queued_socket::until_wanted() {
    while (held_) {
        wanted_ = std::make_unique<boost::asio::steady_timer>(
            executor_, boost::asio::steady_timer::time_point::max());
        boost::system::error_code cancelled;
        co_await wanted_->async_wait(
            boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
        wanted_.reset();
    }
}

std::uint64_t queued_socket::queued() const {
    const std::lock_guard lock(mutex_);
    return queued_;
}

bool queued_socket::closing_asked() const {
    const std::lock_guard lock(mutex_);
    return asked_ != nullptr;
}

queued_socket::closing queued_socket::asked() const {
    const std::lock_guard lock(mutex_);
    return asked_ ? *asked_ : closing{broken, {}};
}

void queued_socket::pump() {
    if (writing_ > 0 || said_goodbye_) {
        return;
    }
    if (sent_ == sending_.size()) {
        sending_.clear();
        sent_ = 0;
        if (sending_.capacity() > kept_frames) {
            sending_.shrink_to_fit();
        }
        const std::lock_guard lock(mutex_);
        sending_.swap(waiting_);
        pumping_ = !sending_.empty();
    }
    if (sent_ < sending_.size()) {
        writing_ = write(std::span(sending_).subspan(sent_));
    } else if (closing_asked()) {
        said_goodbye_ = true;
        say_goodbye(asked());
    }
}

void queued_socket::wrote(const boost::system::error_code& error) {
    std::uint64_t size = 0;
    for (; writing_ > 0; --writing_) {
        auto& done = sending_[sent_++];
        size += done.data().size();
        done = {};
    }
    {
        const std::lock_guard lock(mutex_);
        queued_ -= size;
    }
    // A failed write ends the reading side too, which tells; a write is no place to tell from.
    if (error) {
        read_on();
        cut();
        return;
    }
    pump();
}

bool queued_socket::deliver(std::string_view data, bool binary) {
    if (told_ || !events_.message) {
        return true;
    }
    bool good = true;
    delivering_ = true;
    try {
        events_.message(data, binary);
    } catch (const std::exception&) {
        good = false;
    }
    delivering_ = false;
    if (!good) {
        close(internal_error, "internal error");
        finish(internal_error, "internal error", code::internal);
    }
    if (told_) {
        events_.message = nullptr;
    }
    return good;
}

void queued_socket::finish(std::uint32_t code, std::string reason, selat::code failure) {
    if (std::exchange(told_, true)) {
        return;
    }
    {
        const std::lock_guard lock(mutex_);
        ended_ = true;
        waiting_.clear();
        waiting_.shrink_to_fit();
    }
    const auto closed = std::exchange(events_.closed, nullptr);
    if (!delivering_) {
        events_.message = nullptr;  // it may be what runs now
    }
    if (closed) {
        closed(code, std::move(reason), failure);
    }
}

// What waits is of no use to such a peer any more; what is half written must be finished or cut.
void queued_socket::give_up_on_slow_peer() {
    if (sent_ < sending_.size()) {
        const auto first_unsent = sending_.begin() + static_cast<std::ptrdiff_t>(sent_ + writing_);
        sending_.erase(first_unsent, sending_.end());
    }
    finish(slow_peer, "too slow", code::unavailable);
    read_on();
    cut_later();
    pump();
}

void queued_socket::cut_later() {
    if (last_call_) {
        return;
    }
    last_call_ = std::make_unique<boost::asio::steady_timer>(executor_, last_call);
    last_call_->async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
        const auto self = weak.lock();
        if (!error && self) {
            self->cut();
        }
    });
}

}  // namespace selat::net
