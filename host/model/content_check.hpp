#pragma once
// For who writes a content by hand: what its parts are called, and everything that is wrong with it.

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace selat::model {

inline constexpr std::array<std::string_view, 13> content_parts = {
    "text",     "html",  "subject",  "attachments", "location", "contacts",   "choices",
    "selected", "cards", "reaction", "template",    "call",     "unsupported"};

struct content_fault {
    std::string pointer;  // JSON pointer (RFC 6901) into it; empty: all of it
    std::string text;
};

// Not the first fault alone, which is what read_content says.
std::vector<content_fault> check_content(std::string_view json);

}  // namespace selat::model
