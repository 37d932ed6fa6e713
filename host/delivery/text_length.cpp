#include "host/delivery/text_length.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include <unicode/utf8.h>

namespace selat::delivery {
namespace {

// GSM 03.38: what a septet says beside ASCII, and what takes an escape and a septet.
constexpr std::u32string_view gsm_letters = U"£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
constexpr std::u32string_view gsm_escaped = U"\f^{}\\[~]|€";

// 0: not in the alphabet.
std::size_t septets_of(char32_t point) {
    if (gsm_escaped.find(point) != std::u32string_view::npos) {
        return 2;
    }
    const bool control = point < 0x20 && point != U'\n' && point != U'\r';
    if (point < 0x7F && !control && point != U'`') {
        return 1;
    }
    return gsm_letters.find(point) != std::u32string_view::npos ? 1 : 0;
}

}  // namespace

void text_counter::add(std::string_view text) {
    bytes_ += text.size();
    if (unit_ == model::text_unit::byte) {
        return;
    }
    for (std::size_t at = 0; at < text.size();) {
        UChar32 point = 0;
        U8_NEXT_OR_FFFD(text.data(), at, text.size(), point);
        ++points_;
        utf16_ += point > 0xFFFF ? 2 : 1;
        if (unit_ == model::text_unit::gsm7) {
            const auto septets = septets_of(static_cast<char32_t>(point));
            septets_ += septets;
            wide_ = wide_ || septets == 0;
        }
    }
}

std::size_t text_counter::length() const {
    switch (unit_) {
    case model::text_unit::byte: return bytes_;
    case model::text_unit::utf16: return utf16_;
    case model::text_unit::gsm7: return wide_ ? utf16_ * 16 / 7 : septets_;
    case model::text_unit::code_point: break;
    }
    return points_;
}

}  // namespace selat::delivery
