#pragma once
// Cuts long text where a reader would: between paragraphs, sentences, words; never inside a
// grapheme.

#include <string>
#include <string_view>
#include <vector>

#include "host/model/capabilities.hpp"

namespace selat::delivery {

// The length of `text` as the channel counts it.
std::size_t length(std::string_view text, model::text_unit unit);

// Parts of at most `limits.max`, in order; joined they are `text` but for spaces at the cuts. A
// grapheme that is longer than that is cut between code points; a code point that is stays whole.
std::vector<std::string> split_text(std::string_view text, model::text_limits limits);

// The first whole graphemes that fit; "…" (in an SMS "...") at the end when something was cut.
std::string cut_text(std::string_view text, std::size_t max, model::text_unit unit);

}  // namespace selat::delivery
