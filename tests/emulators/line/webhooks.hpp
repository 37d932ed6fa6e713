#pragma once
// Delivers webhooks: signed, in order for each user, again when they were not taken.

#include "tests/emulators/common/delivery_log.hpp"
#include "tests/emulators/common/faults.hpp"
#include "tests/emulators/common/lanes.hpp"
#include "tests/emulators/line/attempt.hpp"
#include "tests/emulators/line/channels.hpp"

#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace emulators::line {

struct webhook {
    std::string channel;
    std::string order_key;  // webhooks with the same key go out one after the other
    std::vector<nlohmann::json> events;
    emulators::signing signing = signing::right;
    int attempt = 1;
    bool redelivered = false;  // deliveryContext.isRedelivery of its events
    std::shared_ptr<std::promise<delivery_report>> done;
};

// [any-thread]
class webhooks {
public:
    webhooks(const channel_list& channels, fault_list& faults, std::size_t lanes);

    void watch(wire_log& wire) { log_.watch(wire, "line"); }
    std::future<delivery_report> send(webhook webhook);
    // Waits up to `longest` until less than that many are pending; whether they are.
    bool wait_below(std::uint64_t pending, std::chrono::milliseconds longest) {
        return log_.wait_below(pending, longest);
    }
    // As delivery_log::totals.
    nlohmann::json totals(std::chrono::milliseconds idle) { return log_.totals(idle); }
    // Every attempt, of that channel unless it is empty.
    [[nodiscard]] nlohmann::json attempts(const std::string& channel, std::uint64_t after,
                                          std::size_t limit) const;
    void clear();

private:
    using clock = std::chrono::steady_clock;

    void carry_out(webhook webhook, webhook_client& client);
    void settle(webhook webhook, const attempt_result& result, const redelivery_plan& plan);
    void note(const webhook& webhook, const channel& channel, const attempt_result& result,
              std::int64_t took_ms);
    void finish(const webhook& webhook, const attempt_result& result);

    const channel_list& channels_;
    fault_list& faults_;
    delivery_log log_;
    lanes<webhook, webhook_client> lanes_;  // last: its threads use the rest
};

}  // namespace emulators::line
