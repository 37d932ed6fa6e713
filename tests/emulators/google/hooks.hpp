#pragma once
// Delivers Google's webhooks: after the handshake, signed, in order for each customer, and again
// until one is answered 200 or the agent's retries are used up.

#include "tests/emulators/common/delivery_log.hpp"
#include "tests/emulators/common/lanes.hpp"
#include "tests/emulators/common/webhook_post.hpp"
#include "tests/emulators/google/agents.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <set>
#include <string>

namespace emulators::google {

struct hook {
    std::string agent;
    std::string order_key;  // hooks with the same key go out one after the other
    std::string event;      // the document that is signed
    std::string about;      // what is in it, for the log
    emulators::signing signing = emulators::signing::right;
    bool as_it_stands = false;  // never in an envelope
    std::chrono::milliseconds after{0};
    int attempt = 0;
    std::shared_ptr<std::promise<delivery_report>> done;
};

struct handshake {
    int status = 0;
    bool passed = false;  // the bare secret came back
};

// [any-thread]
class hooks {
public:
    hooks(const agent_list& agents, const product& of, fault_list& faults, std::size_t lanes);

    std::future<delivery_report> send(hook hook);
    // Registers the webhook, with `token` in place of the right one when not empty.
    handshake shake(const agent& of, const std::string& token = {});
    nlohmann::json totals(std::chrono::milliseconds idle) { return log_.totals(idle); }
    void watch(wire_log& wire) { log_.watch(wire, of_.name); }
    [[nodiscard]] nlohmann::json attempts(std::uint64_t after, std::size_t limit) const;
    void clear();

private:
    using clock = std::chrono::steady_clock;

    void carry_out(hook hook, webhook_poster& client);
    int try_once(const hook& hook, const agent& of, webhook_poster& client,
                 const std::optional<fault>& struck);
    bool is_known(const agent& of);
    void finish(const hook& hook, int status, std::string reason);

    const agent_list& agents_;
    const product& of_;
    fault_list& faults_;
    delivery_log log_;
    std::mutex mutex_;                   // guards shaken_
    std::set<std::string> shaken_;       // URLs that passed
    lanes<hook, webhook_poster> lanes_;  // last: its threads use the rest
};

}  // namespace emulators::google
