#pragma once
// Every message that this Twilio knows, in both directions, with its media.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace emulators::sms {

struct medium {
    std::string sid;
    std::string type;
    std::string bytes;
};

struct message {
    std::uint64_t number = 0;  // position, from 1
    std::string sid;
    std::string account;
    std::string service;
    std::string from;
    std::string to;
    std::string body;
    std::string status;
    std::string direction;  // inbound, outbound-api, outbound-reply
    std::string status_callback;
    std::vector<std::string> media_urls;  // of one that goes out
    std::vector<medium> media;            // of one that came in
    int error_code = 0;
    std::int64_t created_ms = 0;
    std::int64_t sent_ms = 0;  // 0: not yet
    std::int64_t updated_ms = 0;
    bool deleted = false;
};

struct message_query {
    std::string account;  // empty: any
    std::string from;     // empty: any
    std::string to;       // empty: any
    std::uint64_t after = 0;
    std::size_t limit = 1'000;
    bool outbound = false;              // those alone
    std::chrono::milliseconds wait{0};  // for the first match
};

struct found_messages {
    std::vector<message> items;
    std::uint64_t next = 0;  // `after` to go on with
};

// [any-thread]
class message_store {
public:
    void add(message message);
    [[nodiscard]] std::optional<message> find(std::string_view account, std::string_view sid) const;
    [[nodiscard]] std::optional<medium> find_medium(std::string_view sid) const;
    [[nodiscard]] found_messages find(const message_query& query) const;
    void set_status(std::string_view sid, std::string_view status, int error_code);
    void redact(std::string_view sid);
    void remove(std::string_view sid);
    // False: there is no such medium.
    bool remove_medium(std::string_view message, std::string_view sid);
    void clear();

private:
    message* known(std::string_view sid);

    mutable std::mutex mutex_;
    mutable std::condition_variable more_;
    std::vector<message> messages_;
    std::map<std::string, std::size_t, std::less<>> by_sid_;
};

// The Message resource of the API.
nlohmann::json to_json(const message& message);

// Parts on the air.
std::size_t segments_of(std::string_view text);
// Characters as Twilio counts them: UTF-16 units.
std::size_t units_of(std::string_view text);

}  // namespace emulators::sms
