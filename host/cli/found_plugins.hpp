#pragma once
// The plugins that commands look at; none of their code is run.

#include <string>

#include "host/base/result.hpp"
#include "host/config/read.hpp"
#include "host/plugins/catalog.hpp"

namespace selat::cli {

// What a configuration says before plugins are known; it fails with every fault as a line when
// nothing of it can be read.
result<config::outline> read_outline(const std::string& config_file);

// The plugins in the configuration's folders; in the default ones when `config_file` is empty.
result<plugins::catalog> find_plugins(const std::string& config_file);

}  // namespace selat::cli
