#pragma once
// What happened, in order, for tests and phones that wait for it.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include <nlohmann/json.hpp>

namespace emulators::meta {

// [any-thread]
class journal {
public:
    // Numbers the entry as "n" and adds "at".
    void add(nlohmann::json entry);
    // Entries behind number `after` that are `wanted`: {"items":[…],"next":N}. Waits up to `wait`
    // for the first.
    [[nodiscard]] nlohmann::json
    find(std::uint64_t after, std::size_t limit, std::chrono::milliseconds wait,
         const std::function<bool(const nlohmann::json&)>& wanted) const;
    void clear();

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable more_;
    std::vector<nlohmann::json> entries_;
};

}  // namespace emulators::meta
