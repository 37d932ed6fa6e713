#pragma once
// Understands an answer to choices that were shown as a numbered list.

#include <string_view>
#include <vector>

#include "host/model/content.hpp"

namespace selat::engine {

// The choice that the customer's text picks, by number from 1 or by title (spaces and ASCII case
// ignored). Null when none.
const model::choice* picked(const std::vector<model::choice>& offered, std::string_view text);

}  // namespace selat::engine
