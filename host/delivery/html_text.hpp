#pragma once
// HTML for channels that show text alone.

#include <string>
#include <string_view>

namespace selat::delivery {

// What a reader of `html` would read: blocks on lines of their own, list items behind a dash, links
// as "words (address)", pictures by what stands for them.
std::string html_text(std::string_view html);

// `text` as HTML that shows it.
std::string text_html(std::string_view text);

}  // namespace selat::delivery
