#pragma once
// Content → what both APIs write alike: suggestions, rich cards, files by URL.

#include "json_read.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace google {

inline constexpr std::size_t text_max = 3072;

// Where the two differ.
struct dialect {
    std::size_t suggestions_max = 0;
    bool https_alone = false;       // files are fetched over https and nothing else
    bool alt_texts = false;         // files have a text in their place
    bool card_orientation = false;  // a single card says how it lies
};

// Throws selat::refusal for a choice that cannot be carried.
json suggestions(const json& choices, std::size_t most);
// Opens a link.
json open_link(std::string_view title, std::string_view url);

// Whether Google can fetch it.
bool is_fetchable(std::string_view url, const dialect& with);
json content_info(std::string_view url, std::string_view alt_text, const dialect& with);
// {"standaloneCard":…} of one card, {"carouselCard":…} of more.
json rich_card(const json& cards, const dialect& with);

// {"text":…}, within Google's limit.
json text_message(std::string_view text);
// What stands for a file that cannot be carried: its name and link, and a chip that opens it.
json linked_file(const json& attachment);
std::string titles_of(const json& choices);

}  // namespace google
