#pragma once
// The agents that are registered here, each with the service account that speaks for it.

#include "tests/emulators/google/product.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace emulators::google {

struct agent {
    std::string id;  // "brands/b1/agents/a1"; at RCS "shop"
    std::string client_token;
    std::string signing_key;  // the client token, or a partner's key
    std::string webhook_url;
    std::string client_email;
    std::string public_key;  // PEM; that of the key made here unless said
    bool surveys = true;     // switched on
    int retries = 8;         // after the first try of a webhook; each waits twice as long
    std::chrono::milliseconds retry_interval{250};
    std::chrono::milliseconds timeout{5'000};
    std::chrono::milliseconds step{20};  // from one thing that happens to a message to the next
    std::int64_t link_life_ms = 604'800'000;
    std::int64_t token_life_s = 3'599;
};

using agent_ptr = std::shared_ptr<const agent>;

// [any-thread]
class agent_list {
public:
    explicit agent_list(const product& of) : of_(of) {}

    // Makes or replaces one. Empty when it was fine, else what is wrong.
    std::string put(const nlohmann::json& description);
    [[nodiscard]] agent_ptr by_id(std::string_view id) const;
    [[nodiscard]] agent_ptr by_email(std::string_view email) const;
    // The only one when none is named.
    [[nodiscard]] agent_ptr named_in(const nlohmann::json& description) const;
    [[nodiscard]] std::vector<agent_ptr> all() const;
    void clear();

private:
    const product& of_;
    mutable std::mutex mutex_;
    std::map<std::string, agent_ptr, std::less<>> agents_;
};

// The key that an agent's owner downloads: what goes into the option service_account.
nlohmann::json service_account_of(const std::string& client_email);
inline const std::string usual_email = "selat@emulated.iam.gserviceaccount.com";

}  // namespace emulators::google
