#pragma once
// Where requests come from, coarsely: what one household or office shares.

#include "limits.hpp"

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace webchat {

/// The network of an IP address: /24 of IPv4, /56 of IPv6. Empty for an address of this machine: a
/// proxy that the gateway was not told of stands in for everybody.
std::string network_of(std::string_view remote);

/// So many at once, and as many again in a span of time, for each of those who ask. [any-thread]
class allowance {
public:
    allowance(std::uint32_t most, std::int64_t span_ms)
        : most_(most), refill_per_ms_(static_cast<double>(most) / static_cast<double>(span_ms)) {}

    /// Takes one; else the seconds to wait. Nobody in particular (empty) never waits.
    std::int64_t take(const std::string& who, std::int64_t now_ms);

private:
    struct bucket {
        double tokens = 0;
        std::int64_t at_ms = 0;
    };
    [[nodiscard]] double filled(const bucket& bucket, std::int64_t now_ms) const;

    double most_;
    double refill_per_ms_;
    std::mutex mutex_;
    std::unordered_map<std::string, bucket> buckets_;
};

}  // namespace webchat
