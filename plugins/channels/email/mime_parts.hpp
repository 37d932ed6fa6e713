#pragma once
// The parts of a mail → what it says, and its files. Pure; nothing of it is trusted.

#include "gmime_pointer.hpp"
#include "mime.hpp"

#include <string_view>

namespace email {

/// Whether a mail has so few parts that GMime may read them.
bool is_tame(std::string_view raw);

/// What is in `root`, and below it, added to `out`.
void read_parts(GMimeObject* root, mail& out);

}  // namespace email
