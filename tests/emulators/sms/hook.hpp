#pragma once
// One webhook, and one try to deliver it.

#include "tests/emulators/common/webhook_post.hpp"
#include "tests/emulators/sms/accounts.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace emulators::sms {

using field_map = std::map<std::string, std::string>;

// How to try again: what stands in the fragment of a webhook's URL.
struct retry_plan {
    std::chrono::milliseconds connect{5'000};
    std::chrono::milliseconds read{15'000};
    std::chrono::milliseconds total{15'000};
    int retries = 1;
    bool on_connect = true, on_read = false, on_4xx = false, on_5xx = false;
};

struct hook_target {
    std::string url;  // without the fragment
    retry_plan plan;
};
hook_target read_target(std::string_view url);

// base64 of HMAC-SHA1 by the token of the URL and the fields in the order of their names.
std::string sign(const std::string& token, const std::string& url, const field_map& fields);
// The URL as the account's signer writes it.
std::string signed_url(const std::string& url, signed_port port);
std::string as_form(const field_map& fields);

struct attempt_result {
    enum class end { taken, refused, no_connection, timed_out, cut };
    end how = end::cut;
    int status = 0;  // 0: no answer
    std::string content_type;
    std::string body;
};

struct hook_request {
    hook_target target;
    field_map fields;
    std::string signature;  // empty: none is sent
    std::string token;      // I-Twilio-Idempotency-Token
};

// Persistent connections to the servers that webhooks go to. For one thread.
class hook_client {
public:
    attempt_result deliver(const hook_request& request, const std::optional<fault>& struck);

private:
    webhook_poster poster_;
};

}  // namespace emulators::sms
