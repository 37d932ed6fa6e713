#pragma once
// YAML text → tree with places. The one place that knows yaml-cpp; nothing throws out of it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/config/fault.hpp"
#include "host/config/node.hpp"

namespace selat::config {

// One document. Faults (syntax, duplicate keys, a second document, aliases that never end) are
// appended; empty when there is no tree worth reading on.
std::optional<node> read_yaml(std::string_view text, const std::string& file,
                              std::vector<fault>& faults);

}  // namespace selat::config
