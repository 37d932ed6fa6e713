#pragma once
// YAML values as JSON, led by a JSON Schema where there is one.

#include <string>

#include "host/config/node.hpp"

#include <nlohmann/json_fwd.hpp>

namespace selat::config {

// YAML's core types as JSON. Where `schema` (may be null) wants text, `0123` and `true` stay as
// they are written; where it wants a number or a flag, what came from ${…} becomes one.
nlohmann::json to_json(const node& value, const nlohmann::json* schema);

// The schema of a member or of the elements; null when `schema` (may be null) says nothing of them.
const nlohmann::json* of_member(const nlohmann::json* schema, const std::string& key);
const nlohmann::json* of_items(const nlohmann::json* schema);

}  // namespace selat::config
