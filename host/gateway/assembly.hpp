#pragma once
// Everything that runs by one reading of the configuration. Never changed; a reload makes a new one
// that shares what stayed the same.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/config/config.hpp"
#include "host/engine/setup.hpp"
#include "host/engine/steps.hpp"
#include "host/plugins/catalog.hpp"
#include "host/plugins/instance.hpp"
#include "host/routing/router.hpp"

namespace selat::gateway {

struct assembly {
    config::configuration config;
    engine::setup engine;
    std::shared_ptr<const engine::steps> steps;
    std::map<std::string, std::shared_ptr<plugins::channel>, std::less<>> channels;
    std::map<std::string, std::shared_ptr<plugins::flow>, std::less<>> flows;
    std::map<std::string, std::shared_ptr<plugins::bot>, std::less<>> bots;
    std::map<std::string, std::shared_ptr<plugins::strategy>, std::less<>> strategies;
    // Channels, flows and bots that could not be made, and why.
    std::map<std::string, std::string, std::less<>> stopped;
    // The plugin files that all these are made from: SHA-256 by name.
    std::map<std::string, std::string, std::less<>> files;
    bool left_behind = false;  // a plugin hangs in a thread of its own, made for it

    [[nodiscard]] std::shared_ptr<plugins::channel> channel(std::string_view id) const {
        const auto it = channels.find(id);
        return it == channels.end() ? nullptr : it->second;
    }
    // The day on which its provider closed it; empty: it is open. What is closed is made, for what
    // it could do once, but never run.
    [[nodiscard]] std::string_view sunset(std::string_view channel, model::time now) const {
        const auto rules = engine::rules_of(engine, channel);
        return model::is_closed(rules, now) ? rules.sunset : std::string_view{};
    }
};

}  // namespace selat::gateway
