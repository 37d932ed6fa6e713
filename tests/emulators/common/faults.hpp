#pragma once
// Misbehaviour on demand: what tests ask a provider to do wrong, endpoint by endpoint.

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace emulators {

struct fault {
    std::string endpoint;     // several with blanks between; "*": every endpoint
    std::string kind;         // fail, fail_after, throttle, quota, delay, drop_before, …
    int status = 500;         // for fail, fail_after
    std::string message;      // for them: the error's text; empty: the provider's
    std::int64_t count = -1;  // so many times; -1: until cleared
    double probability = 1;
    std::chrono::milliseconds delay{0};  // before anything else
};

// [any-thread]
class fault_list {
public:
    // Adds what a control request describes. Empty when it was fine, else what is wrong with it.
    std::string add(const nlohmann::json& description);
    void clear();
    // The first that strikes this request; spends one of its count.
    std::optional<fault> strike(std::string_view endpoint);
    [[nodiscard]] nlohmann::json list() const;

private:
    mutable std::mutex mutex_;
    std::vector<fault> faults_;
    std::mt19937_64 random_{20240607};  // the same run strikes the same requests
};

}  // namespace emulators
