#pragma once
// HTML for channels and people that are shown text alone.

#include <string>
#include <string_view>

namespace selat::delivery {

// What a reader of `html` would read: blocks on lines of their own, list items behind a dash, links
// as "words (address)", pictures by what stands for them.
std::string html_text(std::string_view html);

// `text` as HTML that shows it.
std::string text_html(std::string_view text);

// Content whose words are HTML alone, with them as text beside it; any other as it is. JSON.
std::string with_text(std::string content);

}  // namespace selat::delivery
