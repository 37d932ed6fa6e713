#pragma once
// The webhooks of providers that recipes describe: signed when they go out, again until one is
// answered 2xx, each time twice as late.

#include "tests/emulators/common/webhook_carrier.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
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

struct hook : webhook {
    account_ptr of;
    std::string url;  // the account's unless a message named another
    std::string body;
};

using signer = std::function<httplib::Headers(const account& of, const std::string& body, signing)>;

// [any-thread]
class hooks : public webhook_carrier<hook> {
public:
    hooks(signer sign, fault_list& faults, std::size_t lanes);
};

}  // namespace emulators::recipes
