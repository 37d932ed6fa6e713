#include "host/api/throttle.hpp"

#include <algorithm>
#include <utility>

#include "host/api/text.hpp"

#include <boost/asio/ip/address.hpp>

namespace selat::api {
namespace {

namespace ip = boost::asio::ip;

// Whoever has one address of IPv6 has all of its network.
std::string network_of(std::string_view remote) {
    boost::system::error_code error;
    const auto address = ip::make_address(std::string(remote), error);
    if (error || !address.is_v6() || address.to_v6().is_v4_mapped()) {
        return std::string(remote);
    }
    auto bytes = address.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
    return ip::address_v6(bytes).to_string();
}

}  // namespace

throttle::count& throttle::find(const std::string& key) {
    if (const auto found = recent_.find(key); found != recent_.end()) {
        return found->second;
    }
    if (recent_.size() >= limits_.keys) {
        older_ = std::exchange(recent_, {});
    }
    auto& fresh = recent_[key];
    if (const auto found = older_.find(key); found != older_.end()) {
        fresh = found->second;
        older_.erase(found);
    }
    return fresh;
}

std::optional<model::duration> throttle::attempt(const std::string& key, model::time now) {
    auto& known = find(key);
    if (known.attempts == 0 || now - known.since >= limits_.window) {
        known = {0, now};
    }
    if (known.attempts >= limits_.attempts) {
        return known.since + limits_.window - now;
    }
    ++known.attempts;
    return std::nullopt;
}

void throttle::forgive(const std::string& key) {
    auto& known = find(key);
    known.attempts = std::max(known.attempts, 1u) - 1;
}

void throttle::forget(const std::string& key) {
    recent_.erase(key);
    older_.erase(key);
}

std::optional<model::duration> log_in_guard::attempt(std::string_view email,
                                                     std::string_view remote, model::time now) {
    const std::lock_guard lock(mutex_);
    const auto network = network_of(remote);
    if (const auto wait = by_remote_.attempt(network, now)) {
        return wait;
    }
    return by_email_.attempt(lower(email), now);
}

void log_in_guard::succeeded(std::string_view email, std::string_view remote) {
    const std::lock_guard lock(mutex_);
    by_email_.forget(lower(email));
    by_remote_.forgive(network_of(remote));
}

}  // namespace selat::api
