#pragma once
// The older export: other type names, transitions that point to sids, no initial_state.

#include <nlohmann/json_fwd.hpp>

namespace studio {

bool is_legacy(const nlohmann::json& document);

/// The same flow in today's words. States keep their positions, and unknown members stay, so that
/// pointers into one are pointers into the other.
nlohmann::json from_legacy(nlohmann::json document);

}  // namespace studio
