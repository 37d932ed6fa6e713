#pragma once
// Slows down who tries passwords: so many attempts a window for each key, in bounded memory.

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "host/model/time.hpp"

namespace selat::api {

struct throttle_limits {
    std::uint32_t attempts = 10;
    model::duration window{15 * 60'000};
    std::size_t keys = 10'000;  // twice as many are remembered at most, the oldest forgotten first
};

// One owner at a time.
class throttle {
public:
    explicit throttle(throttle_limits limits) : limits_(limits) {}

    // Counts an attempt. How long to wait instead, when there were too many.
    std::optional<model::duration> attempt(const std::string& key, model::time now);
    // The attempt was a good one and does not count.
    void forgive(const std::string& key);
    // Forgets all attempts.
    void forget(const std::string& key);
    [[nodiscard]] std::size_t size() const { return recent_.size() + older_.size(); }

private:
    struct count {
        std::uint32_t attempts = 0;
        model::time since{};
    };
    count& find(const std::string& key);

    throttle_limits limits_;
    // When `recent_` is full it becomes `older_`, whose keys are forgotten unless they came again.
    std::unordered_map<std::string, count> recent_;
    std::unordered_map<std::string, count> older_;
};

// [any-thread] Log-ins, by e-mail and by where they come from.
class log_in_guard {
public:
    // Counts an attempt of both. How long to wait instead, when either had too many.
    std::optional<model::duration> attempt(std::string_view email, std::string_view remote,
                                           model::time now);
    void succeeded(std::string_view email, std::string_view remote);

private:
    std::mutex mutex_;  // guards what follows
    throttle by_email_{{10, model::duration{15 * 60'000}}};
    throttle by_remote_{{60, model::duration{15 * 60'000}}};
};

}  // namespace selat::api
