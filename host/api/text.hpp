#pragma once
// Names that are the same in any case, of ASCII alone; and numbers however they are written.

#include <algorithm>
#include <string>
#include <string_view>

namespace selat::api {

constexpr char lower(char each) {
    return each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
}

inline std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char each) { return lower(each); });
    return out;
}

inline bool alike(std::string_view one, std::string_view other) {
    return std::ranges::equal(one, other, [](char a, char b) { return lower(a) == lower(b); });
}

// A telephone number as providers write it, which people write with blanks, dashes and brackets.
inline std::string plain_address(std::string given) {
    constexpr std::string_view between = " -.()";
    const auto is_number = [&](char each) {
        return (each >= '0' && each <= '9') || between.find(each) != between.npos;
    };
    if (given.starts_with('+') && std::all_of(given.begin() + 1, given.end(), is_number)) {
        std::erase_if(given, [&](char each) { return between.find(each) != between.npos; });
    }
    return given;
}

}  // namespace selat::api
