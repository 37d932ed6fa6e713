#pragma once
// From a configuration to everything that runs by it.

#include <memory>
#include <string>
#include <vector>

#include "host/config/config.hpp"
#include "host/config/read.hpp"
#include "host/gateway/assembly.hpp"
#include "host/plugins/catalog.hpp"
#include "host/routing/router.hpp"
#include "host/store/store.hpp"

namespace selat::gateway {

// Makes every instance, or takes it over from `before` when nothing about it changed, its plugin's
// file included. What cannot be made is in `stopped`, with the reason. Blocks; start and reloads
// only.
std::shared_ptr<const assembly> build(config::configuration config,
                                      const std::shared_ptr<plugins::catalog>& catalog,
                                      store::store& store, const assembly* before);

routing::setup routing_setup(const assembly& assembly);

// Reads a configuration and looks as deep as can be without a store or anything running: flows are
// checked by their plugins, workflows and queues by the router, every plugin is loaded.
config::read_result read_deeply(const std::string& file,
                                const std::shared_ptr<plugins::catalog>& catalog);

}  // namespace selat::gateway
