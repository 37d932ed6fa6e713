#pragma once
// The sets that find_filter looks through, one file each.

#include "filters.hpp"

#include <span>

namespace studio::liquid {

std::span<const named_filter> text_filters();
std::span<const named_filter> markup_filters();
std::span<const named_filter> number_filters();
std::span<const named_filter> list_filters();

}  // namespace studio::liquid
