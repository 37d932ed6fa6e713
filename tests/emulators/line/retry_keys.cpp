#include "tests/emulators/line/retry_keys.hpp"

namespace emulators::line {
namespace {

constexpr std::chrono::hours life{24};

}  // namespace

std::optional<accepted_call> retry_keys::find(const std::string& key, clock::time_point now) {
    const std::lock_guard lock(mutex_);
    while (!oldest_.empty() && oldest_.front().first <= now) {
        keys_.erase(oldest_.front().second);
        oldest_.pop_front();
    }
    const auto it = keys_.find(key);
    return it == keys_.end() ? std::nullopt : std::optional(it->second);
}

void retry_keys::accept(const std::string& key, accepted_call call, clock::time_point now) {
    const std::lock_guard lock(mutex_);
    if (keys_.emplace(key, std::move(call)).second) {
        oldest_.emplace_back(now + life, key);
    }
}

void retry_keys::clear() {
    const std::lock_guard lock(mutex_);
    keys_.clear();
    oldest_.clear();
}

}  // namespace emulators::line
