#pragma once
// Letters of header names and values, without a locale.

#include <algorithm>
#include <string_view>

namespace selat::net {

constexpr char to_lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
}

constexpr bool equals_ignoring_case(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return to_lower(a) == to_lower(b); });
}

constexpr bool starts_with_ignoring_case(std::string_view text, std::string_view start) {
    return text.size() >= start.size() && equals_ignoring_case(text.substr(0, start.size()), start);
}

// A token of RFC 9110, as header names are.
constexpr bool is_token(std::string_view text) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [marks](char letter) {
        const char lower = to_lower(letter);
        return (lower >= 'a' && lower <= 'z') || (letter >= '0' && letter <= '9') ||
               marks.find(letter) != std::string_view::npos;
    });
}

// A header's value that ends no line before its time.
constexpr bool is_header_value(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char letter) {
        return letter == '\r' || letter == '\n' || letter == '\0';
    });
}

}  // namespace selat::net
