#pragma once
// What is kept for an instance, read and written while a configuration is built. Blocks.

#include <string>
#include <vector>

#include "host/model/time.hpp"
#include "host/store/store.hpp"

namespace selat::gateway {

using kept_values = std::vector<store::plugin_value>;

result<kept_values> read_values(store::store& store, const std::string& instance);
// Durable when it returns. An empty value is forgotten.
result<void> write_values(store::store& store, kept_values values);

// The definitions that a flow had before `current` and that executions may still stand in; keeps
// `current` for the time when it is one of them.
result<std::vector<std::string>> earlier_definitions(store::store& store, const std::string& flow,
                                                     const std::string& current, model::time now);

}  // namespace selat::gateway
