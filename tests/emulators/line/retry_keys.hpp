#pragma once
// X-Line-Retry-Key: what was accepted under a key is not done twice within a day.

#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace emulators::line {

struct accepted_call {
    std::string request_id;  // of the first, accepted request
    std::string answer;      // its body
};

// [any-thread]
class retry_keys {
public:
    using clock = std::chrono::steady_clock;

    // The call that was accepted under `key`, if any.
    std::optional<accepted_call> find(const std::string& key, clock::time_point now);
    void accept(const std::string& key, accepted_call call, clock::time_point now);
    void clear();

private:
    std::mutex mutex_;
    std::unordered_map<std::string, accepted_call> keys_;
    std::deque<std::pair<clock::time_point, std::string>> oldest_;  // with the end of their day
};

}  // namespace emulators::line
