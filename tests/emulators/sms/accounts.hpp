#pragma once
// The accounts that are registered here, with their numbers and services.

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace emulators::sms {

enum class opt_out_handling { standard, advanced, off };
enum class signed_port { as_configured, left_out, written };

struct account {
    std::string sid;
    std::string auth_token;
    std::map<std::string, std::string, std::less<>> api_keys;  // SID → secret
    std::vector<std::string> numbers;
    std::map<std::string, std::vector<std::string>, std::less<>> services;  // SID → its numbers
    std::string webhook_url;   // with the fragment that tells how to try again
    std::string fallback_url;  // may be empty
    std::string status_url;    // of calls: where their ends are told; may be empty
    opt_out_handling opt_out = opt_out_handling::standard;
    signed_port port = signed_port::as_configured;
    std::chrono::milliseconds step{20};     // from one status of a message to the next
    std::chrono::milliseconds patience{0};  // with who is on the line, whatever TwiML says
};

using account_ptr = std::shared_ptr<const account>;

// [any-thread]
class account_list {
public:
    // Makes or replaces one. Empty when it was fine, else what is wrong.
    std::string put(const nlohmann::json& description);
    [[nodiscard]] account_ptr by_sid(std::string_view sid) const;
    // Of an Authorization header: Basic, of the account's own SID and token or one of its keys.
    [[nodiscard]] account_ptr by_authorization(std::string_view header) const;
    [[nodiscard]] std::vector<account_ptr> all() const;
    void clear();

private:
    mutable std::mutex mutex_;
    std::map<std::string, account_ptr, std::less<>> accounts_;
};

}  // namespace emulators::sms
