#pragma once
// Delivers webhooks: signed, in order for each user, again when they were not taken.

#include "tests/emulators/common/faults.hpp"
#include "tests/emulators/line/attempt.hpp"
#include "tests/emulators/line/channels.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

namespace emulators::line {

enum class signing { right, wrong, absent };

// What became of a webhook in the end.
struct webhook_report {
    bool delivered = false;
    int attempts = 0;
    int status = 0;
    std::string reason;
};

struct webhook {
    std::string channel;
    std::string order_key;  // webhooks with the same key go out one after the other
    std::vector<nlohmann::json> events;
    line::signing signing = signing::right;
    int attempt = 1;
    bool redelivered = false;  // deliveryContext.isRedelivery of its events
    std::shared_ptr<std::promise<webhook_report>> done;
};

// [any-thread]
class webhooks {
public:
    webhooks(const channel_list& channels, fault_list& faults, std::size_t lanes);
    ~webhooks();

    std::future<webhook_report> send(webhook webhook);
    // Waits up to `longest` until less than that many are pending; whether they are.
    bool wait_below(std::uint64_t pending, std::chrono::milliseconds longest);
    // {"attempts","delivered","failed","given_up","pending"} of all time; waits up to `idle` until
    // nothing is pending.
    nlohmann::json totals(std::chrono::milliseconds idle);
    // Every attempt: {"items":[…],"next":N}.
    nlohmann::json attempts(const std::string& channel, std::uint64_t after,
                            std::size_t limit) const;
    void clear();

private:
    using clock = std::chrono::steady_clock;

    // The webhooks of some users: one thread, one at a time, the earliest due first.
    struct lane {
        std::mutex mutex;
        std::condition_variable more;
        std::multimap<clock::time_point, webhook> waiting;
        bool ending = false;
        std::thread thread;
    };
    struct record {
        std::uint64_t number = 0;
        std::string channel;
        std::vector<std::string> events;
        int attempt = 1;
        attempt_result result;
        std::int64_t at_ms = 0;
        std::int64_t took_ms = 0;
    };

    void enqueue(webhook webhook, clock::time_point due);
    void work(lane& lane);
    void carry_out(webhook webhook, webhook_client& client);
    void settle(webhook webhook, const attempt_result& result, const redelivery_plan& plan);
    void note(const webhook& webhook, const attempt_result& result, std::int64_t took_ms);
    void finish(const webhook& webhook, const attempt_result& result);

    const channel_list& channels_;
    fault_list& faults_;
    std::vector<std::unique_ptr<lane>> lanes_;
    mutable std::mutex mutex_;  // what follows
    std::condition_variable changed_;
    std::deque<record> records_;
    std::uint64_t attempts_ = 0, delivered_ = 0, failed_ = 0, given_up_ = 0, pending_ = 0;
};

}  // namespace emulators::line
