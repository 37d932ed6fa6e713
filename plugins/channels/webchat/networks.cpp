#include "networks.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <arpa/inet.h>

namespace webchat {
namespace {

constexpr double refill_per_ms = static_cast<double>(max_network_sessions) / sessions_span_ms;

std::string prefix(char family, const unsigned char* bytes, std::size_t count) {
    return family + std::string(reinterpret_cast<const char*>(bytes), count);
}

std::string network_of_v4(const unsigned char* bytes) {
    return bytes[0] == 127 ? std::string() : prefix('4', bytes, 3);
}

}  // namespace

std::string network_of(std::string_view remote) {
    const std::string text(remote);
    std::array<unsigned char, 16> bytes{};
    if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) {
        return network_of_v4(bytes.data());
    }
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) {
        return {};
    }
    static constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    static constexpr std::array<unsigned char, 16> loopback{0, 0, 0, 0, 0, 0, 0, 0,
                                                            0, 0, 0, 0, 0, 0, 0, 1};
    if (std::equal(mapped.begin(), mapped.end(), bytes.begin())) {
        return network_of_v4(bytes.data() + mapped.size());
    }
    return bytes == loopback ? std::string() : prefix('6', bytes.data(), 7);
}

double session_makers::filled(const bucket& bucket, std::int64_t now_ms) {
    const auto span = static_cast<double>(std::max<std::int64_t>(now_ms - bucket.at_ms, 0));
    return std::min<double>(max_network_sessions, bucket.tokens + span * refill_per_ms);
}

std::int64_t session_makers::take(std::string_view remote, std::int64_t now_ms) {
    const auto network = network_of(remote);
    if (network.empty()) {
        return 0;
    }
    const std::lock_guard lock(mutex_);
    if (buckets_.size() >= max_networks) {
        std::erase_if(buckets_, [&](const auto& each) {
            return filled(each.second, now_ms) >= max_network_sessions;
        });
    }
    if (buckets_.size() >= max_networks && !buckets_.contains(network)) {
        return 0;  // so many networks at once are no single client
    }
    auto& mine = buckets_[network];
    mine = {filled(mine, now_ms), now_ms};
    if (mine.tokens < 1) {
        return static_cast<std::int64_t>(std::ceil((1 - mine.tokens) / refill_per_ms / 1000));
    }
    mine.tokens -= 1;
    return 0;
}

}  // namespace webchat
