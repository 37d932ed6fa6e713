#pragma once
// ${env:NAME} and ${file:PATH} inside strings; $${ stands for a literal ${.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/config/fault.hpp"
#include "host/config/node.hpp"

namespace selat::config {

// A variable's value; empty when it is not set. Called while reading only.
using environment = std::function<std::optional<std::string>(const std::string& name)>;

// The process's own.
environment process_environment();

// Fills in every string below `tree`, which stood in `file`; what is missing becomes a fault at the
// string's place. A file's last line break is not part of its value. What was filled in is not
// looked at again.
void interpolate(node& tree, const std::string& file, const environment& environment,
                 std::vector<fault>& faults);

}  // namespace selat::config
