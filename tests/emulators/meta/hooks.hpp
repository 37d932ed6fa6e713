#pragma once
// Delivers Meta's webhooks: after the handshake, signed over the bytes as they go out, in order for
// each person, again as often as the business wants.

#include "tests/emulators/common/delivery_log.hpp"
#include "tests/emulators/common/lanes.hpp"
#include "tests/emulators/common/webhook_post.hpp"
#include "tests/emulators/meta/businesses.hpp"

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <set>
#include <string>

namespace emulators::meta {

struct hook {
    std::string business;
    std::string order_key;  // hooks with the same key go out one after the other
    std::string body;       // as it is sent; see as_meta_writes
    std::string about;      // what is in it, for the log
    emulators::signing signing = emulators::signing::right;
    std::chrono::milliseconds after{0};
    std::function<bool()> due;  // called first of all: whether it goes out; may be empty
    int attempt = 0;
    std::shared_ptr<std::promise<delivery_report>> done;
};

// JSON in ASCII, with the escapes that Meta writes.
std::string as_meta_writes(const nlohmann::json& body);

struct handshake {
    int status = 0;
    bool passed = false;
};

// [any-thread]
class hooks {
public:
    hooks(const business_list& businesses, fault_list& faults, std::size_t lanes);

    std::future<delivery_report> send(hook hook);
    // Asks the webhook for the challenge, with `token` in place of the right one when not empty.
    handshake shake(const business& of, const std::string& token = {});
    nlohmann::json totals(std::chrono::milliseconds idle) { return log_.totals(idle); }
    void watch(wire_log& wire, std::string_view provider) { log_.watch(wire, provider); }
    [[nodiscard]] nlohmann::json attempts(std::uint64_t after, std::size_t limit) const;
    void clear();

private:
    using clock = std::chrono::steady_clock;

    void carry_out(hook hook, webhook_poster& client);
    int try_once(const hook& hook, const business& of, webhook_poster& client,
                 const std::optional<fault>& struck);
    bool is_known(const business& of);
    void finish(const hook& hook, int status, std::string reason);

    const business_list& businesses_;
    fault_list& faults_;
    delivery_log log_;
    std::mutex mutex_;                   // guards shaken_
    std::set<std::string> shaken_;       // URLs that passed
    lanes<hook, webhook_poster> lanes_;  // last: its threads use the rest
};

}  // namespace emulators::meta
