#pragma once
// Names that are the same in any case, of ASCII alone.

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

}  // namespace selat::api
