#pragma once
// Which of the languages that we speak a customer is written to in.

#include <algorithm>
#include <string_view>

namespace selat::gateway {

// Of the phrases, each with its `language`, the one in the language of `locale`; the first where
// there is none.
template <class Phrases>
const auto& phrase_for(std::string_view locale, const Phrases& phrases) {
    const auto language = locale.substr(0, locale.find_first_of("-_"));
    const auto found = std::ranges::find_if(phrases, [&](const auto& each) {
        return std::ranges::equal(language, each.language, [](char a, char b) {
            return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b;
        });
    });
    return found == phrases.end() ? phrases.front() : *found;
}

}  // namespace selat::gateway
