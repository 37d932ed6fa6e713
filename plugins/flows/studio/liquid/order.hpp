#pragma once
// An order of all values, the same whatever is compared with what: what sorting rests on.

#include <nlohmann/json.hpp>

namespace studio::liquid {

/// Below, at or above 0 as `a` stands before, with or after `b`: numbers by value, texts by bytes,
/// lists by their members, other kinds after one another, nil last.
int total_order(const nlohmann::json& a, const nlohmann::json& b);

}  // namespace studio::liquid
