#pragma once
// Delivers webhooks and status callbacks: signed, in order for each message or person, again as the
// URL's fragment says, at last to the fallback.

#include "tests/emulators/common/delivery_log.hpp"
#include "tests/emulators/common/lanes.hpp"
#include "tests/emulators/sms/hook.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

namespace emulators::sms {

struct hook {
    std::string account;
    std::string kind;       // "webhook" or "callback": where faults strike
    std::string order_key;  // hooks with the same key go out one after the other
    std::string url;        // with its fragment
    std::string fallback;   // may be empty
    field_map fields;
    emulators::signing signing = signing::right;
    std::string token;  // empty: one is made
    std::chrono::milliseconds after{0};
    std::function<void()> before;  // called once it is due, first of all; may be empty
    std::function<void(const attempt_result&)> taken;  // may be empty
    int attempt = 0;
    std::shared_ptr<std::promise<delivery_report>> done;
};

// [any-thread]
class hooks {
public:
    hooks(const account_list& accounts, fault_list& faults, std::size_t lanes);

    void watch(wire_log& wire, std::string_view provider = "sms") { log_.watch(wire, provider); }
    std::future<delivery_report> send(hook hook);
    // As delivery_log::totals.
    nlohmann::json totals(std::chrono::milliseconds idle) { return log_.totals(idle); }
    // Every attempt. Its reason is Twilio's error number where it has one.
    [[nodiscard]] nlohmann::json attempts(std::uint64_t after, std::size_t limit) const;
    void clear();

private:
    using clock = std::chrono::steady_clock;

    void carry_out(hook hook, hook_client& client);
    attempt_result try_once(const hook& hook, hook_client& client,
                            const std::optional<fault>& struck);
    void settle(hook hook, const attempt_result& result);
    void note(const hook& hook, const attempt_result& result, std::int64_t took_ms);
    void finish(const hook& hook, const attempt_result& result, std::string reason);

    const account_list& accounts_;
    fault_list& faults_;
    delivery_log log_;
    lanes<hook, hook_client> lanes_;  // last: its threads use the rest
};

}  // namespace emulators::sms
