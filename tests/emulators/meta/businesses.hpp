#pragma once
// The businesses that are registered here: a phone number at WhatsApp, a page, an account at
// Instagram, each with the app that speaks for it.

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <httplib.h>
#include <nlohmann/json.hpp>

namespace emulators::meta {

struct business {
    std::string id;       // phone number id, page id, account id
    std::string account;  // at WhatsApp: the account that has the number
    std::string number;   // at WhatsApp: as it is shown, digits
    std::string app_id;
    std::string app_secret;
    std::string verify_token;
    std::string access_token;
    std::string webhook_url;
    std::vector<std::string> fields;  // subscribed; empty: all
    nlohmann::json templates;         // [{name, language, status, parameters}]
    bool demands_proof = false;       // of the app secret, with every call
    bool echo_first = false;          // echoes come before the call is answered
    int retries = 0;                  // after the first try of a webhook
    std::chrono::milliseconds retry_interval{500};
    std::chrono::milliseconds timeout{5'000};
    std::chrono::milliseconds step{20};  // from one thing that happens to a message to the next
    std::int64_t link_life_ms = 300'000;
};

using business_ptr = std::shared_ptr<const business>;

// [any-thread]
class business_list {
public:
    // Makes or replaces one. Empty when it was fine, else what is wrong.
    std::string put(const nlohmann::json& description);
    // Those in that list of `given`; none: there is no such list.
    std::string put_all(const nlohmann::json& given, std::string_view list);
    [[nodiscard]] business_ptr by_id(std::string_view id) const;
    // Whose token the call has: in its header, its query or its form.
    [[nodiscard]] business_ptr by_call(const httplib::Request& request) const;
    // The only one when none is named.
    [[nodiscard]] business_ptr of(const nlohmann::json& description) const;
    [[nodiscard]] std::vector<business_ptr> all() const;
    void clear();

private:
    mutable std::mutex mutex_;
    std::map<std::string, business_ptr, std::less<>> businesses_;
};

// Lower-case hex of HMAC-SHA256.
std::string hex_hmac(const std::string& key, const std::string& data);

}  // namespace emulators::meta
