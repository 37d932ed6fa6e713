#include "limits.hpp"

#include "json_read.hpp"

#include <cmath>
#include <cstdlib>

namespace discord {
namespace {

constexpr std::size_t most_routes = 10'000;
// Without Discord's own headers it is what stands before it that bans us.
constexpr std::uint64_t banned_ms = 60'000;

double seconds_in(const selat::http_reply& reply, std::string_view header) {
    const std::string text(reply.headers.get(header));
    const auto value = std::strtod(text.c_str(), nullptr);
    return std::isfinite(value) && value > 0 ? std::min(value, 86'400.0) : 0;
}

std::uint64_t milliseconds(double seconds) {
    return static_cast<std::uint64_t>(std::ceil(seconds * 1'000));
}

// "POST /channels/ID/messages": the same bucket has room of its own in each channel, and so for
// each interaction's token.
std::string_view place_of(std::string_view route) {
    if (const auto webhook = route.find("/webhooks/"); webhook != route.npos) {
        const auto whose = route.substr(webhook + 10);
        const auto token = whose.find('/');
        return whose.substr(0, token == whose.npos ? token : whose.find('/', token + 1));
    }
    const auto start = route.find("/channels/");
    if (start == route.npos) {
        return {};
    }
    const auto id = route.substr(start + 10);
    return id.substr(0, id.find('/'));
}

}  // namespace

std::int64_t limits::take(std::string_view route, std::int64_t now_ms) {
    // What interactions are answered with does not count for the bot as a whole.
    if (all_wait_ms_ > now_ms && route.find("/webhooks/") == route.npos) {
        return all_wait_ms_ - now_ms;
    }
    const auto name = names_.find(route);
    const auto found = name == names_.end() ? buckets_.end() : buckets_.find(name->second);
    if (found == buckets_.end() || found->second.fresh_ms <= now_ms) {
        return 0;
    }
    if (found->second.remaining <= 0) {
        return found->second.fresh_ms - now_ms;
    }
    --found->second.remaining;
    return 0;
}

void limits::learn(std::string_view route, const selat::http_reply& reply) {
    if (reply.status == 429) {
        const auto throttled = read_throttle(reply);
        if (throttled.everything) {
            all_wait_ms_ = reply.now_ms + static_cast<std::int64_t>(throttled.wait_ms);
        }
    }
    const auto hash = reply.headers.get("x-ratelimit-bucket");
    if (hash.empty()) {
        return;
    }
    tidy(reply.now_ms);
    auto name = std::string(hash) + " " + std::string(place_of(route));
    const auto wait_ms = milliseconds(seconds_in(reply, "x-ratelimit-reset-after"));
    const std::string left(reply.headers.get("x-ratelimit-remaining"));
    buckets_[name] = {std::strtoll(left.c_str(), nullptr, 10),
                      reply.now_ms + static_cast<std::int64_t>(wait_ms)};
    names_.insert_or_assign(std::string(route), std::move(name));
}

void limits::tidy(std::int64_t now_ms) {
    if (names_.size() < most_routes) {
        return;
    }
    std::erase_if(buckets_, [&](const auto& each) { return each.second.fresh_ms <= now_ms; });
    std::erase_if(names_, [&](const auto& each) { return !buckets_.contains(each.second); });
}

throttle read_throttle(const selat::http_reply& reply) {
    const auto body = parse(reply.body);
    if (!member(body, "retry_after").is_number() && reply.headers.get("retry-after").empty()) {
        return {banned_ms, true};
    }
    const auto seconds = std::max(real_of(body, "retry_after"), seconds_in(reply, "retry-after"));
    const bool everything =
        flag_of(body, "global") || reply.headers.get("x-ratelimit-global") == "true";
    return {milliseconds(std::min(std::max(seconds, 0.0), 86'400.0)), everything};
}

}  // namespace discord
