#pragma once
// What every socket of ours does alike, whatever carries it: a bounded queue in front of one write
// at a time, an end that is told once, deadlines for peers that do not let go.

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/net/websocket.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace selat::net {

// Held by its reading coroutine and the operations under way; by its users only as long as they
// like.
class queued_socket : public websocket, public std::enable_shared_from_this<queued_socket> {
public:
    struct closing {
        std::uint32_t code = 1000;
        std::string reason;
    };

    queued_socket(boost::asio::any_io_executor executor, std::string remote,
                  std::uint64_t max_queue, websocket_events events);

    bool send(std::string data, bool binary, bool droppable) override;
    bool send_shared(std::shared_ptr<const std::string> text, bool droppable) override;
    void close(std::uint32_t code, std::string reason) override;
    void hold(bool held) override;
    [[nodiscard]] const std::string& remote() const override { return remote_; }
    [[nodiscard]] std::uint64_t queued() const override;

protected:
    struct frame {
        [[nodiscard]] const std::string& data() const { return shared ? *shared : own; }

        std::string own;
        std::shared_ptr<const std::string> shared;
        bool binary = false;
    };

    // What carries the bytes; all on the executor. Starts to write the first of these, which stay
    // where they are until wrote(); how many.
    virtual std::size_t write(std::span<const frame> frames) = 0;
    // Starts the polite end; the reading side ends by it.
    virtual void say_goodbye(const closing& closing) = 0;
    // Ends at once: everything under way fails.
    virtual void cut() = 0;

    void wrote(const boost::system::error_code& error);
    // Gives a message to its user; false when the user's code threw, and the socket is being
    // closed.
    bool deliver(std::string_view data, bool binary);
    // Before each read.
    [[nodiscard]] bool held() const { return held_; }
    boost::asio::awaitable<void> until_wanted();
    // The end, told once.
    void finish(std::uint32_t code, std::string reason, selat::code failure);
    // Nothing is left that would have to be cut.
    void let_go() { last_call_.reset(); }
    // What close() was called with, if it was: the code that `closed` then tells.
    [[nodiscard]] bool closing_asked() const;
    [[nodiscard]] closing asked() const;
    [[nodiscard]] const boost::asio::any_io_executor& executor() const { return executor_; }

private:
    bool put(frame next, bool droppable);
    void pump();
    void give_up_on_slow_peer();
    void read_on();
    void cut_later();

    const boost::asio::any_io_executor executor_;
    const std::string remote_;
    const std::uint64_t max_queue_;

    mutable std::mutex mutex_;  // guards what any thread may touch:
    std::vector<frame> waiting_;
    std::uint64_t queued_ = 0;
    bool pumping_ = false;
    std::unique_ptr<closing> asked_;
    bool ended_ = false;

    // The executor's alone.
    websocket_events events_;
    std::vector<frame> sending_;
    std::size_t sent_ = 0;
    std::size_t writing_ = 0;  // of them, from sent_ on
    bool said_goodbye_ = false;
    bool delivering_ = false;
    bool told_ = false;
    bool held_ = false;
    std::unique_ptr<boost::asio::steady_timer> wanted_;  // while a read waits
    std::unique_ptr<boost::asio::steady_timer> last_call_;
};

}  // namespace selat::net
