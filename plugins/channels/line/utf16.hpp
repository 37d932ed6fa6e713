#pragma once
// LINE counts text in UTF-16 code units.

#include <cstddef>
#include <string>
#include <string_view>

namespace line {

// Code units of `text` (UTF-8) in UTF-16.
std::size_t utf16_length(std::string_view text);

// `text` when it has at most `max` code units; else whole characters of it and "…".
std::string utf16_cut(std::string_view text, std::size_t max);

}  // namespace line
