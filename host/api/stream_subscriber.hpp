#pragma once
// One open stream: takes what comes next from the feed, or from the store when it is further
// behind, and gives it to its socket no faster than the client reads.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "host/api/caller.hpp"
#include "host/api/stream_beginning.hpp"
#include "host/api/stream_feed.hpp"
#include "host/api/stream_visibility.hpp"
#include "host/net/server.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace selat::api {

// Held by the feed until it is closed, by its socket, and by what is under way. Lives on the
// executor of its socket; [any-thread] where it says so.
class subscriber : public std::enable_shared_from_this<subscriber> {
public:
    subscriber(std::shared_ptr<feed> feed, caller who, boost::asio::any_io_executor executor);

    // [any-thread] Takes the upgrade; once, first. `session_left`: how long the session lives;
    // none: there is none.
    void begin(net::exchange exchange, beginning from,
               std::optional<std::chrono::milliseconds> session_left);

    // [any-thread] There may be something new.
    void wake();
    // [any-thread] Beside the stored events; left out when the client is slow.
    void tell(shared_frame told);
    // [any-thread] Closes, if need be as soon as it is open.
    void end(std::uint32_t code, std::string reason);
    // [any-thread]
    void end_session();
    // [any-thread]
    [[nodiscard]] const std::string& session() const { return who_.session; }
    [[nodiscard]] const caller& who() const { return who_; }
    // [any-thread]
    [[nodiscard]] const boost::asio::any_io_executor& executor() const { return executor_; }

private:
    using clock = std::chrono::steady_clock;
    struct closing {
        std::uint32_t code;
        std::string reason;
    };

    void opened(std::shared_ptr<net::websocket> socket);
    void closed();
    void pump();
    void pass_on_told();
    bool refill();
    void read_behind();
    void took(result<piece> found);
    void give(const shared_frame& next);
    bool crowded();
    void look_again_later();
    void end_session_after(std::chrono::milliseconds left);

    const std::shared_ptr<feed> feed_;
    const caller who_;
    const boost::asio::any_io_executor executor_;
    // While it is open.
    std::shared_ptr<net::websocket> socket_;
    std::optional<boost::asio::steady_timer> retry_;
    std::optional<boost::asio::steady_timer> session_end_;

    std::optional<closing> ending_;

    std::uint64_t position_ = 0;
    bool reset_ = false;
    visibility visibility_;
    std::vector<shared_frame> batch_;
    std::size_t next_ = 0;         // in batch_
    std::uint64_t batch_end_ = 0;  // the position after all of it
    bool reading_ = false;

    // A client that does not keep up.
    struct standstill {
        std::uint64_t queued;
        clock::time_point since;
    };
    std::optional<standstill> standstill_;
    bool retrying_ = false;
    std::chrono::milliseconds pause_{1};

    std::optional<std::chrono::milliseconds> session_left_;

    std::atomic<bool> waking_{false};
    std::mutex told_mutex_;
    std::vector<shared_frame> told_;  // guarded by told_mutex_
};

}  // namespace selat::api
