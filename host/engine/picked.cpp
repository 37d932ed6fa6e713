#include "host/engine/picked.hpp"

#include <algorithm>
#include <charconv>

namespace selat::engine {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view space = " \t\r\n";
    const auto first = text.find_first_not_of(space);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(space) - first + 1);
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

const model::choice* picked(const std::vector<model::choice>& offered, std::string_view text) {
    text = trimmed(text);
    if (text.empty()) {
        return nullptr;
    }
    for (const auto& each : offered) {
        if (same(trimmed(each.title), text)) {
            return &each;
        }
    }
    auto number = text;
    while (!number.empty() && (number.back() == '.' || number.back() == ')')) {
        number.remove_suffix(1);
    }
    std::size_t index = 0;
    const auto* end = number.data() + number.size();
    const auto parsed = std::from_chars(number.data(), end, index);
    if (parsed.ec != std::errc{} || parsed.ptr != end || index < 1 || index > offered.size()) {
        return nullptr;
    }
    return &offered[index - 1];
}

}  // namespace selat::engine
