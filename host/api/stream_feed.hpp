#pragma once
// The newest events, read from the store once and encoded once for all subscribers; only who is
// further behind reads for itself.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "host/api/caller.hpp"
#include "host/api/stream_frame.hpp"
#include "host/store/store.hpp"
#include "host/telemetry/log.hpp"
#include "host/telemetry/metrics.hpp"

namespace selat::api {

class subscriber;

struct stream_limits {
    std::size_t kept_frames = 8'192;
    std::size_t kept_bytes = 16 * 1024 * 1024;
    // Bytes that wait in one socket before nothing more is given to it.
    std::uint64_t socket_bytes = 256 * 1024;
    // How long such a socket may go without sending anything.
    std::chrono::milliseconds patience{30'000};
    // Positions that are looked through, to find an event by its id or what an agent held.
    std::uint64_t searched = 50'000;
    // What it costs about to give something to one subscriber, and the longest that is waited for
    // more to give at once.
    std::chrono::microseconds turn_of_one{20};
    std::chrono::microseconds longest_turn{10'000};
};

// [any-thread] Shared by the stream and its subscribers. Reads only while there are subscribers.
class feed : public std::enable_shared_from_this<feed> {
public:
    feed(store::store& store, telemetry::log& log, telemetry::metrics& metrics,
         stream_limits limits);

    void committed(std::uint64_t newest);
    void tell(const shared_frame& told);
    // Something that was told has been erased: what is told again comes from the store.
    void forget();
    void end_session(std::string_view session_hash);
    // Closes those whose caller may not listen any more as it did.
    void end_unless(const std::function<bool(const caller&)>& still);
    // Closes all; the store is not asked again.
    void stop();

    // False after stop().
    bool enter(std::shared_ptr<subscriber> one);
    void leave(const subscriber& one);
    // A subscriber has come that wants everything after this position, the store's newest just now.
    void follow(std::uint64_t newest);

    struct taken {
        std::vector<shared_frame> frames;  // none: all has been given
        bool behind = false;               // what comes next is not kept any more
    };
    [[nodiscard]] taken after(std::uint64_t position) const;

    // Runs `work` on a reading thread, unless stopped.
    void read(std::function<void(store::reader&)> work);

    const stream_limits limits;
    telemetry::log& log;
    telemetry::gauge& subscribers;
    telemetry::counter& sent;
    telemetry::counter& closed_slow;

private:
    void read_in_turn();
    void read_on();
    void take_in(store::reader& reader);
    void keep(std::vector<shared_frame> frames);
    [[nodiscard]] bool lags() const { return live_ && !stopped_ && head_ < wanted_; }

    store::store& store_;
    mutable std::mutex mutex_;  // guards what follows
    std::vector<std::shared_ptr<subscriber>> all_;
    bool stopped_ = false;
    bool live_ = false;  // kept_ is complete from base_ to head_, and goes on
    bool reading_ = false;
    std::uint64_t forgotten_ = 0;  // times
    std::uint64_t wanted_ = 0;
    std::uint64_t base_ = 0;
    std::uint64_t head_ = 0;
    std::deque<shared_frame> kept_;
    std::size_t kept_bytes_ = 0;
    std::chrono::steady_clock::time_point last_read_ = std::chrono::steady_clock::time_point::min();
};

}  // namespace selat::api
