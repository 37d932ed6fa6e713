#pragma once
// The Messaging API channels that are registered here.

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace emulators::line {

struct redelivery_plan {
    int count = 0;  // further tries after the first; 0: off, as LINE's default is
    std::chrono::milliseconds interval{1'000};
    std::chrono::milliseconds timeout{2'000};  // an answer that takes longer is a failure
};

struct channel {
    std::string id;
    std::string webhook_url;
    std::string secret;
    std::string access_token;
    std::string bot_user_id;  // `destination` of its webhooks
    redelivery_plan redelivery;
    std::chrono::milliseconds reply_token_life{60'000};
    std::optional<std::int64_t> quota;  // messages a month; none: unlimited
};

using channel_ptr = std::shared_ptr<const channel>;

// [any-thread]
class channel_list {
public:
    // Makes or replaces one. Empty when it was fine, else what is wrong.
    std::string put(const nlohmann::json& description);
    [[nodiscard]] channel_ptr by_id(std::string_view id) const;
    [[nodiscard]] channel_ptr by_token(std::string_view access_token) const;
    // Another token of the channel, good for so long. One that is stateless cannot be revoked.
    void issue(const channel& channel, const std::string& token, std::chrono::seconds life,
               bool stateless);
    void revoke(const std::string& token);
    // How long an issued token is good for still; none when it is not.
    [[nodiscard]] std::optional<std::chrono::seconds> life_of(std::string_view token) const;
    [[nodiscard]] std::vector<channel_ptr> all() const;
    void set_webhook_url(const std::string& id, const std::string& url);
    // Counts messages against the month's quota; false when they do not fit.
    bool use_quota(const channel& channel, std::int64_t messages);
    [[nodiscard]] std::int64_t used(const std::string& id) const;
    void clear();

private:
    using clock = std::chrono::steady_clock;
    struct issued {
        std::string channel;
        clock::time_point until;
        bool stateless = false;
    };
    void keep(channel_ptr channel);

    mutable std::mutex mutex_;
    std::map<std::string, channel_ptr, std::less<>> by_id_;
    std::map<std::string, channel_ptr, std::less<>> by_token_;
    std::map<std::string, issued, std::less<>> issued_;
    std::map<std::string, std::int64_t> used_;
};

}  // namespace emulators::line
