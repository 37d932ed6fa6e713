#pragma once
// A plugin's options: from YAML to the one JSON object its schema describes, faults at their
// places.

#include <string>
#include <string_view>

#include "host/config/node.hpp"
#include "host/config/reading.hpp"

#include <nlohmann/json_fwd.hpp>

namespace selat::config {

// The plugin's schema and, for a channel, what every channel understands: api_base, rate_limit,
// timeout.
nlohmann::json options_schema(std::string_view kind, std::string_view plugin,
                              const known_plugins& plugins);

// Reads `options` of the mapping `instance`. Options marked "file" in the schema are replaced by
// what the file holds: a value for YAML and JSON, else text; text that is itself JSON is taken as
// content.
void read_options(std::string_view kind, const std::string& plugin, const node& instance,
                  nlohmann::json& into, reading& reading);

}  // namespace selat::config
