#pragma once
// Delivers webhooks and status callbacks: signed, in order for each message or person, again as the
// URL's fragment says, at last to the fallback.

#include "tests/emulators/sms/hook.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

namespace emulators::sms {

enum class signing { right, wrong, absent };

// What became of a webhook in the end.
struct hook_report {
    bool delivered = false;
    int attempts = 0;
    int status = 0;
    std::string reason;  // Twilio's error number where it has one; empty when delivered
};

struct hook {
    std::string account;
    std::string kind;       // "webhook" or "callback": where faults strike
    std::string order_key;  // hooks with the same key go out one after the other
    std::string url;        // with its fragment
    std::string fallback;   // may be empty
    field_map fields;
    sms::signing signing = signing::right;
    std::string token;  // empty: one is made
    std::chrono::milliseconds after{0};
    std::function<void()> before;  // called once it is due, first of all; may be empty
    std::function<void(const attempt_result&)> taken;  // may be empty
    int attempt = 0;
    std::shared_ptr<std::promise<hook_report>> done;
};

// [any-thread]
class hooks {
public:
    hooks(const account_list& accounts, fault_list& faults, std::size_t lanes);
    ~hooks();

    std::future<hook_report> send(hook hook);
    // {"attempts","delivered","given_up","pending"}; waits up to `idle` until nothing is pending.
    nlohmann::json totals(std::chrono::milliseconds idle);
    // Every attempt: {"items":[…],"next":N}.
    nlohmann::json attempts(std::uint64_t after, std::size_t limit) const;
    void clear();

private:
    using clock = std::chrono::steady_clock;

    // The hooks of some orders: one thread, one at a time, the earliest due first.
    struct lane {
        std::mutex mutex;
        std::condition_variable more;
        std::multimap<clock::time_point, hook> waiting;
        bool ending = false;
        std::thread thread;
    };

    void enqueue(hook hook, clock::time_point due);
    void work(lane& lane);
    void carry_out(hook hook, hook_client& client);
    attempt_result try_once(const hook& hook, hook_client& client,
                            const std::optional<fault>& struck);
    void settle(hook hook, const attempt_result& result);
    void note(const hook& hook, const attempt_result& result);
    void finish(const hook& hook, const attempt_result& result, std::string reason);

    const account_list& accounts_;
    fault_list& faults_;
    std::vector<std::unique_ptr<lane>> lanes_;
    mutable std::mutex mutex_;  // what follows
    std::condition_variable changed_;
    std::deque<nlohmann::json> records_;
    std::uint64_t attempts_ = 0, delivered_ = 0, given_up_ = 0, pending_ = 0;
};

}  // namespace emulators::sms
