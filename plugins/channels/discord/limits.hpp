#pragma once
// Discord's rate limits, as its answers tell them. A route's calls share a bucket whose name and
// room are not known before the first answer.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace discord {

class limits {
public:
    /// How long a call must wait; 0: it may go now, and is counted.
    [[nodiscard]] std::int64_t take(std::string_view route, std::int64_t now_ms);
    /// What the answer to a call of that route says.
    void learn(std::string_view route, const selat::http_reply& reply);

private:
    struct bucket {
        std::int64_t remaining = 0;
        std::int64_t fresh_ms = 0;  // when it is full again
    };
    void tidy(std::int64_t now_ms);

    std::map<std::string, std::string, std::less<>> names_;  // by route
    std::map<std::string, bucket, std::less<>> buckets_;     // by name and place
    std::int64_t all_wait_ms_ = 0;                           // until then nothing may go
};

/// What a 429 demands: milliseconds, and whether of everything or of this route alone.
struct throttle {
    std::uint64_t wait_ms = 0;
    bool everything = false;
};
throttle read_throttle(const selat::http_reply& reply);

}  // namespace discord
