#pragma once
// A stream that writes all it was given while a write was under way with the next one: a system
// call costs more than the frames it carries.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/teardown.hpp>

namespace selat::net {

// Between a socket and its WebSocket, whose control frames so never stand inside of a message that
// went past it. Whoever waits for a write keeps the whole alive.
template <class Stream>
class gathered {
public:
    using executor_type = typename Stream::executor_type;
    using next_layer_type = Stream;

    explicit gathered(Stream next) : next_(std::move(next)) {}
    gathered(gathered&&) = default;

    executor_type get_executor() { return next_.get_executor(); }
    next_layer_type& next_layer() { return next_; }
    const next_layer_type& next_layer() const { return next_; }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return next_.async_read_some(buffers, std::forward<Token>(token));
    }

    // Copies, so that buffers need not live; complete when the socket has taken them.
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return boost::asio::async_initiate<Token, signature>(
            [this](auto handler, const auto& given) {
                std::size_t size = 0;
                for (const auto piece : boost::beast::buffers_range_ref(given)) {
                    gather({static_cast<const char*>(piece.data()), piece.size()});
                    size += piece.size();
                }
                flush_for(std::move(handler), size);
            },
            token, buffers);
    }

    // For the next flush.
    void gather(std::string_view bytes) { bytes_.append(bytes); }
    // Writes what was gathered; `handler` is told, with `size`, when the socket has taken it.
    template <class Handler>
    void flush_for(Handler handler, std::size_t size) {
        waiting_.push_back({std::move(handler), size});
        flush();
    }

private:
    using signature = void(boost::system::error_code, std::size_t);
    struct waiter {
        boost::asio::any_completion_handler<signature> handler;
        std::size_t size;
    };

    // Owns those who wait for this write. Thrown away when the executor ends, it throws away those
    // who wait for the next one too: they own what owns them.
    class flushed {
    public:
        flushed(gathered& from, std::vector<waiter> waiters)
            : from_(&from), waiters_(std::move(waiters)) {}
        flushed(flushed&& other) noexcept
            : from_(std::exchange(other.from_, nullptr)), waiters_(std::move(other.waiters_)) {}
        ~flushed() {
            if (from_ != nullptr) {
                std::exchange(from_->waiting_, {});
            }
        }
        void operator()(const boost::system::error_code& error, std::size_t) {
            auto waiters = std::move(waiters_);
            std::exchange(from_, nullptr)->wrote();
            for (auto& each : waiters) {
                std::move(each.handler)(error, error ? 0 : each.size);
            }
        }

    private:
        gathered* from_;
        std::vector<waiter> waiters_;
    };

    void flush() {
        if (flushing_ || waiting_.empty()) {
            return;
        }
        flushing_ = true;
        writing_.swap(bytes_);
        boost::asio::async_write(next_, boost::asio::buffer(writing_),
                                 flushed(*this, std::exchange(waiting_, {})));
    }
    // Most sockets are silent most of the time, and hold nothing then.
    void wrote() {
        flushing_ = false;
        writing_.clear();
        if (waiting_.empty()) {
            writing_.shrink_to_fit();
            bytes_.shrink_to_fit();
            waiting_.shrink_to_fit();
        }
        flush();
    }

    Stream next_;
    std::string bytes_;    // gathered
    std::string writing_;  // on its way
    std::vector<waiter> waiting_;
    bool flushing_ = false;
};

template <class Stream, class Handler>
void async_teardown(boost::beast::role_type role, gathered<Stream>& stream, Handler&& handler) {
    using boost::beast::websocket::async_teardown;
    async_teardown(role, stream.next_layer(), std::forward<Handler>(handler));
}

}  // namespace selat::net
