#pragma once
// HTML as strangers send it → HTML that can do nothing, and its words. Pure; linear in the HTML.

#include <string>
#include <string_view>

namespace email {

struct read_html {
    std::string safe;     // tags and links alone: no script, style, form, picture or frame
    std::string text;     // what a reader would read
    std::string visible;  // the same without what was written before; the whole, when that is mixed
};

read_html read_page(std::string_view html);

/// `text` as HTML that shows it.
std::string as_html(std::string_view text);

}  // namespace email
