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

/// New sessions, counted by network. [any-thread]
class session_makers {
public:
    /// Takes one; else the seconds to wait.
    std::int64_t take(std::string_view remote, std::int64_t now_ms);

private:
    struct bucket {
        double tokens = max_network_sessions;
        std::int64_t at_ms = 0;
    };
    static double filled(const bucket& bucket, std::int64_t now_ms);

    std::mutex mutex_;
    std::unordered_map<std::string, bucket> buckets_;
};

}  // namespace webchat
