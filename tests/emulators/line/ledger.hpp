#pragma once
// All that the bot did, in order, for whoever wants to look: messages that LINE accepted, and
// loading animations and read marks.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace emulators::line {

struct accepted_message {
    std::uint64_t number = 0;  // position in the ledger, from 1
    std::string channel;
    std::string to;
    std::string by;  // reply, push, multicast, broadcast, loading, mark_as_read
    std::string id;
    std::string quote_token;
    std::string request_id;
    std::string retry_key;
    std::string reply_token;
    std::string headers;    // JSON object
    std::string message;    // JSON, as it came
    bool delivered = true;  // false: the user has blocked the bot
    std::int64_t at_ms = 0;
};

struct ledger_query {
    std::string channel;  // empty: any
    std::string user;     // empty: any
    std::uint64_t after = 0;
    std::size_t limit = 1'000;
    bool activity = false;              // loading and read marks instead of messages
    std::chrono::milliseconds wait{0};  // for the first match
};

// [any-thread]
class ledger {
public:
    void add(std::vector<accepted_message> messages);
    // The matches in order as {"items":[…],"next":N,"total":N}; next is the `after` to go on with,
    // total counts the messages of all time.
    [[nodiscard]] nlohmann::json find(const ledger_query& query) const;
    void clear();

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable more_;
    std::vector<accepted_message> messages_;
    std::uint64_t counted_ = 0;
};

}  // namespace emulators::line
