#include "segments.hpp"

#include "code_points.hpp"

#include <vector>

namespace sms {
namespace {

// GSM 03.38 beside the ASCII that it shares, and what takes an escape and a septet.
constexpr std::u32string_view letters = U"£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
constexpr std::u32string_view escaped = U"\f^{}\\[~]|€";

// 0: not in the alphabet.
std::size_t septets_of(char32_t point) {
    if (escaped.find(point) != std::u32string_view::npos) {
        return 2;
    }
    const bool control = point < 0x20 && point != U'\n' && point != U'\r';
    if (point < 0x7F && !control && point != U'`') {
        return 1;
    }
    return letters.find(point) != std::u32string_view::npos ? 1 : 0;
}

std::size_t utf16_of(char32_t point) { return point > 0xFFFF ? 2 : 1; }

// A pair is not torn apart: it begins the next part.
std::size_t packed(const std::vector<std::size_t>& sizes, std::size_t room) {
    std::size_t segments = 1;
    std::size_t used = 0;
    for (const auto size : sizes) {
        if (used + size > room) {
            ++segments;
            used = 0;
        }
        used += size;
    }
    return segments;
}

}  // namespace

segment_count count_segments(std::string_view text) {
    std::vector<std::size_t> narrow;
    std::vector<std::size_t> wide;
    segment_count out;
    std::size_t septets = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto point = next_code_point(text, at);
        const auto size = septets_of(point);
        out.wide = out.wide || size == 0;
        septets += size;
        out.units += utf16_of(point);
        narrow.push_back(size);
        wide.push_back(utf16_of(point));
    }
    if (out.wide) {
        out.segments = out.units <= 70 ? 1 : packed(wide, 67);
    } else {
        out.units = septets;
        out.segments = septets <= 160 ? 1 : packed(narrow, 153);
    }
    return out;
}

std::size_t length_of(std::string_view text) {
    std::size_t units = 0;
    for (std::size_t at = 0; at < text.size();) {
        units += utf16_of(next_code_point(text, at));
    }
    return units;
}

}  // namespace sms
