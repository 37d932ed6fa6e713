#pragma once
// What crossed the wire between the providers and who uses them, for people to look at: webhooks
// and events one way, calls the other. Also how a page learns that there is something new.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace emulators {

struct crossing {
    std::string_view provider;  // its name, which lives as long as the program
    std::string_view kind;      // "webhook", "event" (over a provider's own connection) or "call"
    std::string what;           // a URL, an event's name, or METHOD PATH
    int status = 0;             // HTTP's; 0: there was no answer
    std::int64_t took_ms = 0;
    std::string reason{};  // why it was not taken; empty: it was, or the status tells
};

// [any-thread]
class wire_log {
public:
    void note(crossing crossing);
    // Those behind number `after`, waiting up to `longest` for the first: {"items":[{"n","at",…}],
    // "next"}. Only the last ones are kept. An `after` that is not reached yet begins anew: it is
    // from before a restart.
    nlohmann::json read(std::uint64_t after, std::chrono::milliseconds longest);

private:
    struct noted {
        crossing what;
        std::int64_t at_ms;
    };
    std::mutex mutex_;
    std::condition_variable more_;
    std::deque<noted> last_;
    std::uint64_t count_ = 0;
};

}  // namespace emulators
