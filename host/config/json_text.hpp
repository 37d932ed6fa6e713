#pragma once
// JSON files as text with places: read with every byte checked, nothing thrown.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/config/fault.hpp"

#include <nlohmann/json_fwd.hpp>

namespace selat::config {

// The value, or one fault with the place in `file` where the text stops being JSON.
std::optional<nlohmann::json> read_json(std::string_view text, const std::string& file,
                                        std::vector<fault>& faults);

// "/a/b~1c/0" → a, b/c, 0.
std::vector<std::string> pointer_tokens(std::string_view pointer);

}  // namespace selat::config
