#pragma once
// JSON escapes that make a whole document unreadable.

#include <string>
#include <string_view>

namespace json_escapes {

// `json` with U+FFFD in place of every escaped half of a surrogate pair: what is left of a
// character that was cut. No parser takes one, and all of the document goes with it.
std::string without_half_characters(std::string_view json);

}  // namespace json_escapes
