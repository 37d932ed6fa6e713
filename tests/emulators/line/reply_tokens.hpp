#pragma once
// Reply tokens: made with a webhook, good for one call within their life.

#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace emulators::line {

// [any-thread]
class reply_tokens {
public:
    using clock = std::chrono::steady_clock;

    // `token` answers in `chat` of `channel` until `until`.
    void issue(const std::string& token, const std::string& channel, const std::string& chat,
               clock::time_point until);
    // Spends the token: the chat it answers in, or nothing when it is unknown, used or expired.
    std::optional<std::string> redeem(const std::string& token, std::string_view channel,
                                      clock::time_point now);
    void clear();

private:
    struct entry {
        std::string channel;
        std::string chat;
        clock::time_point until;
    };

    std::mutex mutex_;
    std::unordered_map<std::string, entry> tokens_;
    std::deque<std::string> oldest_;  // so that unused ones do not gather for ever
};

}  // namespace emulators::line
