#include "utf16.hpp"

namespace line {
namespace {

// Code units that the byte at the head of a character stands for; following bytes stand for none.
std::size_t units(char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 && byte < 0xc0) {
        return 0;
    }
    return byte >= 0xf0 ? 2 : 1;
}

}  // namespace

std::size_t utf16_length(std::string_view text) {
    std::size_t length = 0;
    for (const char c : text) {
        length += units(c);
    }
    return length;
}

std::string utf16_cut(std::string_view text, std::size_t max) {
    if (utf16_length(text) <= max) {
        return std::string(text);
    }
    std::size_t length = 1;  // the ellipsis
    std::size_t end = 0;
    while (end < text.size()) {
        const auto next = units(text[end]);
        if (length + next > max) {
            break;
        }
        length += next;
        ++end;
        while (end < text.size() && units(text[end]) == 0) {
            ++end;
        }
    }
    return std::string(text.substr(0, end)) + "…";
}

}  // namespace line
