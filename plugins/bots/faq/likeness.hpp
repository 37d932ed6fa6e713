#pragma once
// How alike two words are.

#include <string_view>

namespace faq {

// 1 for the same word; less for its inflections, for compounds that hold it and for typing errors;
// else 0.
double likeness(std::u32string_view a, std::u32string_view b);

// Whether `written` is `meant`, perhaps with a letter wrong or two swapped, or a plural's "s".
bool is_typed_as(std::u32string_view written, std::u32string_view meant);

}  // namespace faq
