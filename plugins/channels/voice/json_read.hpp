#pragma once
// Reading content and what Twilio sends.

#include "plugins/shared/json_read/json_read.hpp"

namespace voice {

using nlohmann::json;
using json_read::member;
using json_read::parse;
using json_read::text_of;
using json_read::written;

// Numbers and booleans come as such or as text.
inline std::string scalar_of(const json& object, std::string_view name) {
    const auto& value = member(object, name);
    return value.is_number() || value.is_boolean() ? value.dump() : text_of(object, name);
}

}  // namespace voice
