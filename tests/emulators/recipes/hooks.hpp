#pragma once
// Delivers the webhooks of providers that recipes describe: signed when they go out, in order for
// each customer, again until one is answered 2xx or the account's retries are used up.

#include "tests/emulators/common/delivery_log.hpp"
#include "tests/emulators/common/faults.hpp"
#include "tests/emulators/common/lanes.hpp"
#include "tests/emulators/common/webhook_post.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace emulators::recipes {

// A business at the provider.
struct account {
    std::string id;
    std::string token;  // what calls are made with
    std::string webhook_url;
    std::vector<std::string> numbers;
    int retries = 3;  // after the first try of a webhook; each waits twice as long
    std::chrono::milliseconds retry_interval{250};
    std::chrono::milliseconds timeout{5'000};
    std::chrono::milliseconds step{20};  // from one thing that happens to a message to the next
};

using account_ptr = std::shared_ptr<const account>;

struct hook {
    account_ptr of;
    std::string url;        // the account's unless a message named another
    std::string order_key;  // hooks with the same key go out one after the other
    std::string body;
    std::string about;  // what is in it, for the log
    emulators::signing signing = emulators::signing::right;
    std::chrono::milliseconds after{0};
    int attempt = 0;
    std::shared_ptr<std::promise<delivery_report>> done;
};

using signer = std::function<httplib::Headers(const account& of, const std::string& body, signing)>;

// [any-thread]
class hooks {
public:
    hooks(std::string_view provider, signer sign, fault_list& faults, std::size_t lanes);

    std::future<delivery_report> send(hook hook);
    nlohmann::json totals(std::chrono::milliseconds idle) { return log_.totals(idle); }
    void watch(wire_log& wire) { log_.watch(wire, provider_); }
    [[nodiscard]] nlohmann::json attempts(std::uint64_t after, std::size_t limit) const;
    void clear();

private:
    using clock = std::chrono::steady_clock;

    void carry_out(hook hook, webhook_poster& client);
    int try_once(const hook& hook, webhook_poster& client, const std::optional<fault>& struck);
    void finish(const hook& hook, int status, std::string reason);

    std::string_view provider_;
    signer sign_;
    fault_list& faults_;
    delivery_log log_;
    lanes<hook, webhook_poster> lanes_;  // last: its threads use the rest
};

}  // namespace emulators::recipes
