#include "host/gateway/webhooks.hpp"

#include <algorithm>

#include "host/base/crypto.hpp"
#include "host/gateway/webhook_endpoint.hpp"

#include <boost/asio/post.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;

constexpr std::string_view instance_prefix = "selat:webhook/";
constexpr std::string_view secret_prefix = "whsec_";

// The name an endpoint's place is kept under; the second one of a URL has its own.
std::string instance_of(const std::string& url, std::size_t nth) {
    const auto text = nth == 0 ? url : url + "\n" + std::to_string(nth);
    return std::string(instance_prefix) + crypto::sha256_hex(text).substr(0, 32);
}

}  // namespace

bool takes(const std::vector<std::string>& patterns, std::string_view type) {
    return patterns.empty() || std::ranges::any_of(patterns, [&](const std::string& pattern) {
               return pattern.ends_with(".*") ? type.starts_with(std::string_view(pattern).substr(
                                                    0, pattern.size() - 1))
                                              : type == pattern;
           });
}

std::string sign_webhook(const std::string& secret, std::string_view id, std::int64_t seconds,
                         std::string_view body) {
    const auto text =
        secret.starts_with(secret_prefix) ? secret.substr(secret_prefix.size()) : secret;
    const auto key = crypto::from_base64(text).value_or(text);
    std::string content(id);
    content.append(".").append(std::to_string(seconds)).append(".").append(body);
    const auto mac = crypto::hmac_sha256(key, content);
    return "v1," + crypto::base64({reinterpret_cast<const char*>(mac.data()), mac.size()});
}

webhooks::webhooks(world& world, post post) : world_(world), post_(std::move(post)) {}

webhooks::~webhooks() = default;

void webhooks::configure(const std::vector<config::webhook>& endpoints) {
    std::map<std::string, std::unique_ptr<webhook_endpoint>> next;
    std::map<std::string, std::size_t> seen;
    for (const auto& each : endpoints) {
        const auto instance = instance_of(each.url, seen[each.url]++);
        if (const auto known = endpoints_.find(instance); known != endpoints_.end()) {
            known->second->configure(each);
            next.insert(endpoints_.extract(known));
        } else {
            next.emplace(instance,
                         std::make_unique<webhook_endpoint>(world_, post_, instance, each));
        }
    }
    for (auto& [instance, gone] : std::exchange(endpoints_, std::move(next))) {
        if (gone) {
            gone->forget();
        }
    }
    any_.store(!endpoints_.empty());
    news();
}

void webhooks::committed(std::uint64_t newest) {
    auto known = newest_.load();
    while (known < newest && !newest_.compare_exchange_weak(known, newest)) {
    }
    if (any_.load() && !told_.exchange(true)) {
        asio::post(world_.control, [this] { news(); });
    }
}

void webhooks::news() {
    told_.store(false);
    const auto newest = newest_.load();
    for (const auto& [instance, endpoint] : endpoints_) {
        endpoint->news(newest);
    }
}

void webhooks::stop() {
    any_.store(false);
    for (const auto& [instance, endpoint] : endpoints_) {
        endpoint->stop();
    }
}

}  // namespace selat::gateway
