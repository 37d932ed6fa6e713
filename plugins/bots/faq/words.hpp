#pragma once
// Text as the matching sees it, in any language.

#include <string>
#include <string_view>
#include <vector>

namespace faq {

using word = std::u32string;

// The words of `text` in order, without case, accents, width and punctuation. Where a language
// writes no spaces, dictionaries find the words.
std::vector<word> words_of(std::string_view text);

// "ms" of "ms-MY".
std::string primary_language(std::string_view tag);

// `text` with a capital letter at its beginning.
std::string capitalized(std::string_view text);

}  // namespace faq
