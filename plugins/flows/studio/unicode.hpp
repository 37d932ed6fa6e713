#pragma once
// UTF-8 text by code points: case, blanks, counting, cutting. Bytes that are not UTF-8 count as one
// code point each and are kept as they are. Nothing here depends on a locale.

#include <cstddef>
#include <string>
#include <string_view>

namespace studio {

/// Unicode simple case folding: what two texts have in common when case does not matter.
std::string fold_case(std::string_view text);
std::string lower_case(std::string_view text);
std::string upper_case(std::string_view text);
/// The first letter in upper case, the others in lower case.
std::string capitalize(std::string_view text);

/// White space as Unicode sees it, no-break spaces included.
bool is_blank(char32_t point);
bool is_blank(std::string_view text);
std::string_view trim_left(std::string_view text);
std::string_view trim_right(std::string_view text);
std::string_view trim(std::string_view text);

/// Code points in `text`.
std::size_t length(std::string_view text);
/// Where the code point number `index` begins; the size of `text` when there are fewer.
std::size_t offset_of(std::string_view text, std::size_t index);
/// At most `count` code points from the front.
std::string_view first_points(std::string_view text, std::size_t count);

/// Reads the code point at `at` and moves `at` behind it. A broken byte reads as U+FFFD.
char32_t next_point(std::string_view text, std::size_t& at);
void append_point(std::string& out, char32_t point);

}  // namespace studio
