#pragma once
// Counters, gauges and histograms, rendered as Prometheus text. A handle is asked for once, when
// its owner is made; using it is one relaxed atomic operation.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace selat::telemetry {

// Each on a cache line of its own: shards count side by side.
class alignas(64) counter {
public:
    void add(std::uint64_t amount = 1) { value_.fetch_add(amount, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

class alignas(64) gauge {
public:
    void set(std::int64_t value) { value_.store(value, std::memory_order_relaxed); }
    void add(std::int64_t amount) { value_.fetch_add(amount, std::memory_order_relaxed); }
    [[nodiscard]] std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_{0};
};

class histogram {
public:
    // `bounds` ascending: the upper ends of the buckets, without the last, infinite one.
    explicit histogram(std::vector<double> bounds);

    void observe(double value);
    [[nodiscard]] const std::vector<double>& bounds() const { return bounds_; }
    // Observations of one bucket alone; bounds().size() is the infinite one.
    [[nodiscard]] std::uint64_t in_bucket(std::size_t index) const;
    [[nodiscard]] double sum() const { return sum_.load(std::memory_order_relaxed); }

private:
    std::vector<double> bounds_;
    std::unique_ptr<std::atomic<std::uint64_t>[]> buckets_;
    std::atomic<double> sum_{0};
};

// For seconds, from half a millisecond to ten seconds.
std::vector<double> latency_bounds();

using label = std::pair<std::string_view, std::string_view>;
using labels = std::initializer_list<label>;

// Asked for at each rendering, on the rendering thread, while the registration lives.
class registration {
public:
    registration() = default;
    explicit registration(std::function<void()> end) : end_(std::move(end)) {}
    registration(registration&& other) noexcept : end_(std::exchange(other.end_, nullptr)) {}
    registration& operator=(registration&& other) noexcept {
        registration before(std::exchange(end_, std::exchange(other.end_, nullptr)));
        return *this;
    }
    ~registration() {
        if (end_) {
            end_();
        }
    }

private:
    std::function<void()> end_;
};

// [any-thread] Handles live as long as this. Throws std::invalid_argument for what only a
// programmer can have got wrong: a name that is none, a name with two kinds.
class metrics {
public:
    // Series of one name at most; further ones share a series whose label values are all "other".
    explicit metrics(std::size_t series_per_name = 1000);
    ~metrics();
    metrics(const metrics&) = delete;
    metrics& operator=(const metrics&) = delete;

    // The same name and labels give the same handle. A counter's name ends with "_total", which is
    // added when it is missing.
    telemetry::counter& counter(std::string_view name, std::string_view help, labels labels = {});
    telemetry::gauge& gauge(std::string_view name, std::string_view help, labels labels = {});
    // The first call's bounds are the name's bounds.
    telemetry::histogram& histogram(std::string_view name, std::string_view help,
                                    const std::vector<double>& bounds, labels labels = {});
    // A gauge whose value is asked for. `value` must be safe on any thread, and short. The
    // registration must not outlive this; its end waits for a rendering under way.
    [[nodiscard]] registration ask(std::string_view name, std::string_view help, labels labels,
                                   std::function<double()> value);
    // The same for a value that only grows.
    [[nodiscard]] registration ask_total(std::string_view name, std::string_view help,
                                         labels labels, std::function<double()> value);

    // text/plain; version=0.0.4
    [[nodiscard]] std::string render() const;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace selat::telemetry
