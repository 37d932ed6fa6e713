#include "segments.hpp"

#include "gsm_alphabet.hpp"
#include "plugins/shared/code_points/code_points.hpp"

#include <vector>

namespace sms {
namespace {

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
        const auto point = code_points::take(text, at);
        const auto coded = septets_of(point);
        const auto size = coded ? coded->count : 0;
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

}  // namespace sms
