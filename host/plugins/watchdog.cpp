#include "host/plugins/watchdog.hpp"

#include <algorithm>
#include <functional>

#include <selat/abi/actions.h>

#include <fmt/format.h>

namespace selat::plugins {
namespace {

thread_local stand_in* stand_in_here = nullptr;

std::int64_t whole_ms(std::chrono::nanoseconds span) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(span).count();
}

}  // namespace

stand_in* stand_in_of_this_thread() { return stand_in_here; }

void set_stand_in_of_this_thread(stand_in* by) { stand_in_here = by; }

health::health(std::string instance, const watch_limits& limits,
               std::shared_ptr<const report> report)
    : instance_(std::move(instance)), limits_(limits), report_(std::move(report)) {}

void health::tell(std::uint32_t level, std::string event, std::string text) const {
    if (report_ && *report_) {
        (*report_)(instance_, {level, std::move(event), std::move(text), {}});
    }
}

bool health::expired() const {
    {
        const std::lock_guard lock(mutex_);
        if (hanging_ != 0 || clock::now() < until_) {
            return false;
        }
        if (!aside_.exchange(false, std::memory_order_acq_rel)) {
            return true;
        }
    }
    tell(SELAT_LOG_INFO, "plugin-called-again", "it is called again");
    return true;
}

std::string health::reason() const {
    const std::lock_guard lock(mutex_);
    const bool aside =
        aside_.load(std::memory_order_acquire) && (hanging_ != 0 || clock::now() < until_);
    return aside ? why_ : std::string{};
}

void health::put_aside(const std::string& why) {
    {
        const std::lock_guard lock(mutex_);
        why_ = why;
        until_ = clock::now() + limits_.aside;
        aside_.store(true, std::memory_order_release);
    }
    offences_.store(0, std::memory_order_relaxed);
    tell(SELAT_LOG_ERROR, "plugin-put-aside", why);
}

void health::offence(std::string_view function, std::string_view what) {
    tell(SELAT_LOG_WARN, "plugin-misbehaves", fmt::format("{} {}", function, what));
    const auto now = clock::now();
    std::uint32_t count = 0;
    {
        const std::lock_guard lock(mutex_);
        if (offences_.load(std::memory_order_relaxed) == 0 ||
            now - window_start_ > limits_.window) {
            window_start_ = now;
            offences_.store(0, std::memory_order_relaxed);
        }
        count = offences_.fetch_add(1, std::memory_order_relaxed) + 1;
    }
    if (count >= limits_.offences) {
        put_aside(fmt::format("{} calls in a row failed; the last: {} {}", count, function, what));
    }
}

void health::slow(std::string_view function, std::chrono::nanoseconds took) {
    if (took >= limits_.very_slow) {
        return offence(function, fmt::format("took {} ms", whole_ms(took)));
    }
    const auto now = whole_ms(clock::now().time_since_epoch());
    auto last = last_slow_ms_.load(std::memory_order_relaxed);
    if (now - last >= 1'000 &&
        last_slow_ms_.compare_exchange_strong(last, now, std::memory_order_relaxed)) {
        tell(SELAT_LOG_WARN, "plugin-slow", fmt::format("{} took {} ms", function, whole_ms(took)));
    }
}

void health::hangs(std::string_view function) {
    {
        const std::lock_guard lock(mutex_);
        ++hanging_;
    }
    put_aside(fmt::format("{} has not returned for {} ms", function, limits_.hang.count()));
}

void health::returned_late(std::string_view function, std::chrono::nanoseconds took) {
    {
        const std::lock_guard lock(mutex_);
        --hanging_;
    }
    put_aside(fmt::format("{} returned after {} ms", function, whole_ms(took)));
}

watchdog::watchdog(std::chrono::milliseconds hang) : hang_(hang), thread_([this] { run(); }) {}

watchdog::~watchdog() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void watchdog::run() {
    const auto pause = std::max(std::chrono::milliseconds{1}, hang_ / 4);
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, pause, [this] { return stop_; })) {
        look(health::clock::now());
    }
}

void watchdog::look(health::clock::time_point now) {
    for (auto& each : slots_) {
        if (!each.taken.load(std::memory_order_acquire)) {
            continue;
        }
        const std::lock_guard lock(each.mutex);
        if (each.of != nullptr && !each.reported && now - each.start >= hang_) {
            each.reported = true;
            each.of->hangs(each.function);
            if (each.by != nullptr) {
                each.by->take_over();
            }
        }
    }
}

watchdog::watch::watch(watchdog& by, health& of, const char* function)
    : by_(by), start_(health::clock::now()), slot_(slots) {
    of.running.fetch_add(1, std::memory_order_acq_rel);
    static thread_local const auto first = std::hash<std::thread::id>{}(std::this_thread::get_id());
    for (std::size_t i = 0; i < slots; ++i) {
        auto& each = by_.slots_[(first + i) % slots];
        if (!each.taken.exchange(true, std::memory_order_acq_rel)) {
            const std::lock_guard lock(each.mutex);
            each.of = &of;
            each.function = function;
            each.by = stand_in_here;
            each.start = start_;
            each.reported = false;
            slot_ = (first + i) % slots;
            break;
        }
    }
}

bool watchdog::watch::end() {
    if (slot_ == slots) {
        return false;
    }
    auto& mine = by_.slots_[slot_];
    slot_ = slots;
    bool reported = false;
    stand_in* by = nullptr;
    {
        const std::lock_guard lock(mine.mutex);
        mine.of = nullptr;
        reported = mine.reported;
        by = mine.by;
    }
    mine.taken.store(false, std::memory_order_release);
    if (reported && by != nullptr) {
        by->come_back();
    }
    return reported;
}

}  // namespace selat::plugins
