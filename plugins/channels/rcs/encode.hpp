#pragma once
// Content → RCS Business Messaging's contentMessage. Pure.

#include "plugins/shared/google/json_read.hpp"

#include <string_view>
#include <vector>

namespace rcs {

// One message a document. Throws selat::refusal when it cannot be carried.
std::vector<google::json> encode_messages(std::string_view content);

}  // namespace rcs
