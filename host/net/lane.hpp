#pragma once
// What all connections of one executor share. Everything but the counts belongs to that executor.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

#include "host/net/response_head.hpp"
#include "host/net/server.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>

namespace selat::net {

using clock = std::chrono::steady_clock;

struct lane_counts {
    std::atomic<std::uint64_t> connections{0};
    std::atomic<std::uint64_t> accepted{0};
    std::atomic<std::uint64_t> requests{0};
    std::atomic<std::uint64_t> malformed{0};
    std::atomic<std::uint64_t> oversized{0};
    std::atomic<std::uint64_t> timed_out{0};
    std::atomic<std::uint64_t> unplaced{0};

    void add_to(server_counts& sum) const;
};

// A connection as its lane sees it; unlinks itself when it is destroyed, on the lane's executor.
class guest : public boost::intrusive::list_base_hook<
                  boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
    virtual ~guest() = default;
    guest(const guest&) = delete;
    guest& operator=(const guest&) = delete;

    // The deadline has passed.
    virtual void expire() = 0;
    // End when what is under way is done.
    virtual void drain() = 0;
    // End now.
    virtual void abort() = 0;

    [[nodiscard]] clock::time_point deadline() const { return deadline_; }

protected:
    guest() = default;
    void set_deadline(clock::time_point deadline) { deadline_ = deadline; }

private:
    clock::time_point deadline_ = clock::time_point::max();
};

using guest_list = boost::intrusive::list<guest, boost::intrusive::constant_time_size<false>>;

// Deadlines are looked at in steps of `tick`, all with one timer: setting one is a store.
class lane : public std::enable_shared_from_this<lane> {
public:
    lane(boost::asio::any_io_executor executor, clock::duration tick);

    [[nodiscard]] const boost::asio::any_io_executor& executor() const { return executor_; }

    // A connection whose deadline counts.
    void watch(guest& guest);
    // One that keeps its own time (a WebSocket): drained and aborted with the others.
    void keep(guest& guest);
    void drain();
    void abort();

    [[nodiscard]] std::string_view date() { return date_.now(); }
    lane_counts counts;

private:
    void sweep();

    boost::asio::any_io_executor executor_;
    clock::duration tick_;
    boost::asio::steady_timer timer_;
    bool sweeping_ = false;
    date_line date_;
    guest_list watched_;
    guest_list kept_;
};

}  // namespace selat::net
