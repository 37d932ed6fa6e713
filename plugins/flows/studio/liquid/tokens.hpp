#pragma once
// A template's source cut into text, outputs and tags, white space control applied.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace studio::liquid {

struct token {
    enum class kind : unsigned char { text, output, tag };

    kind what = kind::text;
    std::string_view body;  // of a tag: name and the rest, trimmed; into the source
    std::size_t line = 1;
};

struct token_list {
    std::vector<token> tokens;
    std::string error;  // empty when fine
};

/// Views point into `source`. raw is resolved here, and comments are left out.
token_list cut_tokens(std::string_view source);

/// The name a tag begins with, and what follows it.
std::string_view tag_name(std::string_view body);
std::string_view tag_rest(std::string_view body);

}  // namespace studio::liquid
