#pragma once
// Messages as text for people: what is in each, in order.

#include <string>
#include <vector>

#include "host/model/content.hpp"

namespace selat::cli {

// A number, the name of a part and the part on each line; further lines are indented.
std::string preview_text(const std::vector<model::content>& messages);

}  // namespace selat::cli
