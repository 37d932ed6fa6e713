#pragma once
// What an operator demands of plugins, from the configuration.

#include "host/config/config.hpp"
#include "host/plugins/catalog.hpp"

namespace selat::gateway {

plugins::trust trust_of(const config::plugins& plugins);

}  // namespace selat::gateway
