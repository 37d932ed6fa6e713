#include "networks.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <arpa/inet.h>

namespace webchat {
namespace {

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

double allowance::filled(const bucket& bucket, std::int64_t now_ms) const {
    const auto span = static_cast<double>(std::max<std::int64_t>(now_ms - bucket.at_ms, 0));
    return std::min(most_, bucket.tokens + span * refill_per_ms_);
}

std::int64_t allowance::take(const std::string& who, std::int64_t now_ms) {
    if (who.empty()) {
        return 0;
    }
    const std::lock_guard lock(mutex_);
    if (buckets_.size() >= max_remembered) {
        std::erase_if(buckets_,
                      [&](const auto& each) { return filled(each.second, now_ms) >= most_; });
    }
    if (buckets_.size() >= max_remembered && !buckets_.contains(who)) {
        return 0;  // so many at once are no single client
    }
    auto& mine = buckets_.try_emplace(who, bucket{most_, now_ms}).first->second;
    mine = {filled(mine, now_ms), now_ms};
    if (mine.tokens < 1) {
        return static_cast<std::int64_t>(std::ceil((1 - mine.tokens) / refill_per_ms_ / 1000));
    }
    mine.tokens -= 1;
    return 0;
}

}  // namespace webchat
