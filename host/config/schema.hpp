#pragma once
// The JSON Schema (2020-12) of a configuration file, made from the reader's own tables.

#include "host/config/known_plugins.hpp"

#include <nlohmann/json_fwd.hpp>

namespace selat::config {

// With the options of every known plugin, by the value of `plugin` beside them.
nlohmann::json schema(const known_plugins& plugins);

}  // namespace selat::config
