#pragma once
// Events to your systems, as Standard Webhooks says: every endpoint gets the kept events that
// match, at least once, those of a conversation in order, and is tried for a day when it does not
// take one. Where an endpoint stands is a value in the store, not a row for each event. Lives on
// the control thread.

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "host/config/config.hpp"
#include "host/gateway/world.hpp"
#include "host/net/http_client.hpp"

namespace selat::gateway {

class webhook_endpoint;

class webhooks {
public:
    // Sends a call; `done` comes once, on any thread.
    using post = std::function<void(net::http_call, std::function<void(net::http_result)> done)>;

    webhooks(world& world, post post);
    ~webhooks();

    // Takes over the endpoints of a configuration. New ones begin with what happens from now on;
    // those that are gone are forgotten.
    void configure(const std::vector<config::webhook>& endpoints);
    // [any-thread] Events up to this position are durable.
    void committed(std::uint64_t newest);
    void stop();

private:
    void news();

    world& world_;
    post post_;
    std::map<std::string, std::unique_ptr<webhook_endpoint>> endpoints_;  // by their instance
    std::atomic<std::uint64_t> newest_{0};
    std::atomic<bool> any_{false};
    std::atomic<bool> told_{false};  // news() is on its way
};

// Whether a pattern of the configuration takes the type: itself, or "message.*" all of a kind. No
// pattern takes everything.
bool takes(const std::vector<std::string>& patterns, std::string_view type);

// The value of webhook-signature. `secret` is "whsec_" and a key in Base64.
std::string sign_webhook(const std::string& secret, std::string_view id, std::int64_t seconds,
                         std::string_view body);

}  // namespace selat::gateway
