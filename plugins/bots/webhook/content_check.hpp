#pragma once
// Whether JSON from outside is a content, as the contract says.

#include <nlohmann/json_fwd.hpp>

namespace webhook {

bool is_content(const nlohmann::json& value);

}  // namespace webhook
