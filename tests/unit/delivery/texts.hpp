#pragma once
// Texts as people write them, at random, and what to say of their pieces.

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <string_view>

#include "host/delivery/boundaries.hpp"
#include "host/delivery/split_text.hpp"

namespace texts {

using selat::delivery::boundaries;
using selat::delivery::boundary;
using selat::model::text_unit;

// The White_Space of the alphabet below.
inline std::string without_spaces(std::string_view text) {
    constexpr std::array<std::string_view, 7> spaces = {" ",      "\t",     "\n",    "\r",
                                                        "\u00A0", "\u3000", "\u2028"};
    std::string out(text);
    for (const auto space : spaces) {
        for (auto at = out.find(space); at != out.npos; at = out.find(space, at)) {
            out.erase(at, space.size());
        }
    }
    return out;
}

// Found in `text` from one of its grapheme boundaries to another.
inline bool is_run_of_graphemes(std::string_view part, std::string_view text) {
    const boundaries graphemes(boundary::grapheme, text);
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) {
        if (graphemes.at(at) && graphemes.at(at + part.size())) {
            return true;
        }
    }
    return false;
}

inline std::size_t longest_grapheme(std::string_view text, text_unit unit) {
    const boundaries graphemes(boundary::grapheme, text);
    std::size_t longest = 1;
    std::size_t from = 0;
    for (auto at = graphemes.after(0); at != boundaries::none; at = graphemes.after(at)) {
        longest = std::max(longest, selat::delivery::length(text.substr(from, at - from), unit));
        from = at;
    }
    return longest;
}

class source {
public:
    explicit source(std::uint64_t seed) : random_(seed) {}

    std::size_t below(std::size_t count) {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
    }
    bool chance() { return below(2) == 0; }
    text_unit unit() {
        constexpr std::array units = {text_unit::utf16, text_unit::code_point, text_unit::byte,
                                      text_unit::gsm7};
        return units[below(units.size())];
    }
    std::string text(std::size_t pieces) {
        constexpr std::array<std::string_view, 40> alphabet = {"a",
                                                               "word",
                                                               "Hello",
                                                               "ejen",
                                                               "9",
                                                               "12.",
                                                               "1. ",
                                                               "https://a.example/x-y",
                                                               " ",
                                                               " ",
                                                               " ",
                                                               ". ",
                                                               "? ",
                                                               "! ",
                                                               ", ",
                                                               "\n",
                                                               "\n\n",
                                                               "\r\n",
                                                               "\t",
                                                               "。",
                                                               "你好",
                                                               "สวัสดี",
                                                               "ครับ",
                                                               "नमस्ते",
                                                               "வணக்கம்",
                                                               "مرحبا",
                                                               "é",
                                                               "e\u0301",
                                                               "ñ",
                                                               "€",
                                                               "[",
                                                               "👍🏽",
                                                               "👨‍👩‍👧‍👦",
                                                               "🇲🇾",
                                                               "🇸🇬",
                                                               "ü",
                                                               "\u00A0",
                                                               "\u3000",
                                                               "1\uFE0F\u20E3",
                                                               "z\u0351\u036B\u0343\u0329\u0332"};
        std::string out;
        for (auto left = below(pieces) + 1; left > 0; --left) {
            out += alphabet[below(alphabet.size())];
        }
        return out;
    }

private:
    std::mt19937_64 random_;
};

}  // namespace texts
