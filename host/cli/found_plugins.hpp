#pragma once
// The plugins that commands look at; none of their code is run.

#include <string>

#include "host/plugins/catalog.hpp"

namespace selat::cli {

// Those of the configuration's folders; of the default ones when `config_file` is empty.
plugins::catalog find_plugins(const std::string& config_file);

}  // namespace selat::cli
