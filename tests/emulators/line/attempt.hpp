#pragma once
// One try to deliver a webhook.

#include "tests/emulators/common/webhook_post.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace emulators::line {

struct webhook_request {
    std::string url;
    std::string body;
    std::string signature;  // empty: none is sent
    std::chrono::milliseconds timeout{2'000};
};

struct attempt_result {
    int status = 0;      // 0: no answer
    std::string reason;  // as LINE records it; empty when it was taken
    [[nodiscard]] bool taken() const { return reason.empty(); }
};

// base64 of HMAC-SHA256 of `body` by the channel secret.
std::string sign(const std::string& secret, const std::string& body);

// Persistent connections to the servers that webhooks go to. For one thread.
class webhook_client {
public:
    attempt_result deliver(const webhook_request& request, const std::optional<fault>& struck);

private:
    webhook_poster poster_;
};

}  // namespace emulators::line
