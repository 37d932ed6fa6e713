#pragma once
// Watches calls into plugins: the slow ones are reported, the hanging ones noticed while they hang,
// and instances that keep misbehaving are put aside for a while.

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "host/model/action.hpp"
#include "host/plugins/stand_in.hpp"

namespace selat::plugins {

struct watch_limits {
    std::chrono::milliseconds slow{50};        // reported
    std::chrono::milliseconds very_slow{250};  // an offence
    std::chrono::milliseconds hang{2'000};     // put aside while it lasts
    std::chrono::milliseconds aside{60'000};
    std::chrono::milliseconds window{10'000};
    std::uint32_t offences = 20;  // within the window, with no call in between that went well
};

// How one instance is doing. [any-thread]
class health {
public:
    using clock = std::chrono::steady_clock;
    using report = std::function<void(std::string_view instance, const model::action::log&)>;

    health(std::string instance, const watch_limits& limits, std::shared_ptr<const report> report);

    // True when calls may enter. Costs one load while all is well.
    [[nodiscard]] bool well() const { return !aside_.load(std::memory_order_acquire) || expired(); }
    // Why not; empty while well.
    [[nodiscard]] std::string reason() const;

    void went_well() {
        if (offences_.load(std::memory_order_relaxed) != 0) {
            offences_.store(0, std::memory_order_relaxed);
        }
    }
    // A failure of the plugin's own making, a broken rule or a very slow call.
    void offence(std::string_view function, std::string_view what);
    void slow(std::string_view function, std::chrono::nanoseconds took);
    void hangs(std::string_view function);
    void returned_late(std::string_view function, std::chrono::nanoseconds took);
    void tell(std::uint32_t level, std::string event, std::string text) const;

    [[nodiscard]] const watch_limits& limits() const { return limits_; }

    // Calls under way.
    std::atomic<std::uint32_t> running{0};

private:
    [[nodiscard]] bool expired() const;
    void put_aside(const std::string& why);

    const std::string instance_;
    const watch_limits limits_;
    const std::shared_ptr<const report> report_;
    mutable std::atomic<bool> aside_{false};
    std::atomic<std::uint32_t> offences_{0};
    std::atomic<std::int64_t> last_slow_ms_{-1'000'000};
    mutable std::mutex mutex_;
    std::string why_;
    std::uint32_t hanging_ = 0;  // calls that have not returned
    clock::time_point until_{};  // while none hangs
    clock::time_point window_start_{};
};

// One thread for all instances of a catalog.
class watchdog {
public:
    explicit watchdog(std::chrono::milliseconds hang);
    ~watchdog();
    watchdog(const watchdog&) = delete;
    watchdog& operator=(const watchdog&) = delete;

    // One call under way; to be kept on the caller's stack.
    class watch {
    public:
        watch(watchdog& by, health& of, const char* function);
        ~watch() { end(); }
        watch(const watch&) = delete;
        watch& operator=(const watch&) = delete;

        // Time since the start.
        [[nodiscard]] std::chrono::nanoseconds took() const {
            return health::clock::now() - start_;
        }
        // The call has returned; true when the watchdog had reported it as hanging. Once.
        bool end();

    private:
        watchdog& by_;
        health::clock::time_point start_;
        std::size_t slot_;
    };

private:
    struct alignas(64) slot {
        std::atomic<bool> taken{false};
        std::mutex mutex;  // between the end of a call and a look at it
        health* of = nullptr;
        const char* function = "";
        stand_in* by = nullptr;  // for the thread of the call
        health::clock::time_point start{};
        bool reported = false;
    };
    static constexpr std::size_t slots = 256;  // calls beyond run unwatched

    void run();
    void look(health::clock::time_point now);

    std::array<slot, slots> slots_;
    const std::chrono::milliseconds hang_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stop_ = false;
    std::thread thread_;
};

}  // namespace selat::plugins
