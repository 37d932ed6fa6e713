#pragma once
// What became of webhooks: every attempt, the sums, and who waits for them to come to rest.

#include "tests/emulators/common/wire_log.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>

#include <nlohmann/json.hpp>

namespace emulators {

// How a webhook is signed: tests may ask for what must be refused.
enum class signing { right, wrong, absent };

// As a description's "signature" says.
signing signing_of(const nlohmann::json& description);

// What became of a webhook in the end.
struct delivery_report {
    bool delivered = false;
    int attempts = 0;
    int status = 0;
    std::string reason;  // empty when delivered
};

// `about` with the report's members.
nlohmann::json told(nlohmann::json about, const delivery_report& report);

// [any-thread]
class delivery_log {
public:
    // Before anything is sent: attempts are told there too, as `provider`'s.
    void watch(wire_log& wire, std::string_view provider);
    void began();
    // Numbers the attempt as "n" and adds "at". `about` has "url", "status", "reason", "took_ms".
    void attempted(bool taken, nlohmann::json about);
    void ended(bool delivered);

    // Waits up to `longest` until less than that many have begun and not ended; whether they have.
    bool wait_below(std::uint64_t pending, std::chrono::milliseconds longest);
    // {"attempts","delivered","failed","given_up","pending"}; waits up to `idle` until nothing is
    // pending.
    nlohmann::json totals(std::chrono::milliseconds idle);
    // Attempts behind number `after` that are `wanted`: {"items":[…],"next":N}.
    [[nodiscard]] nlohmann::json
    attempts(std::uint64_t after, std::size_t limit,
             const std::function<bool(const nlohmann::json&)>& wanted) const;
    // Of what is pending only the count stays.
    void clear();

private:
    wire_log* wire_ = nullptr;
    std::string_view provider_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<nlohmann::json> attempts_;
    std::uint64_t count_ = 0, delivered_ = 0, failed_ = 0, given_up_ = 0, pending_ = 0;
};

}  // namespace emulators
