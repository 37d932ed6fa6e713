#pragma once
// What happens to messages: one that goes out passes from status to status, one that comes in is
// told by webhook, and STOP and START are obeyed.

#include "tests/emulators/sms/consent.hpp"
#include "tests/emulators/sms/hooks.hpp"
#include "tests/emulators/sms/messages.hpp"

#include <future>
#include <string>
#include <string_view>

namespace emulators::sms {

// What a person writes.
struct saying {
    message what;  // from the person to one of our numbers
    emulators::signing signing = signing::right;
    std::string token;       // of a delivery that is told once more; empty: a new one
    field_map fields;        // over the usual ones
    std::string media_base;  // URL of the API, for MediaUrl
};

// [any-thread]
class traffic {
public:
    traffic(message_store& messages, people& people, hooks& hooks)
        : messages_(messages), people_(people), hooks_(hooks) {}

    // Takes a message for a person; its status goes on by itself.
    void send(const account& account, message message);
    std::future<delivery_report> say(const account& account, const saying& saying);

    // Whether the person has opted out of what this sender, or the service, sends.
    [[nodiscard]] bool is_blocked(const account& account, std::string_view service,
                                  const std::string& from, const std::string& to) const;

private:
    void tell(const account& account, const message& message, std::string_view status, int error,
              std::chrono::milliseconds after);
    void obey(const account& account, const message& message, keyword word);
    void reply(const account& account, const message& to, std::string text);

    message_store& messages_;
    people& people_;
    hooks& hooks_;
};

// What the person has opted out of when writing to `number`: its service, or the number alone.
std::string sender_of(const account& account, const std::string& number);

}  // namespace emulators::sms
