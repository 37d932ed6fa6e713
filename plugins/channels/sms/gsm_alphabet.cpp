#include "gsm_alphabet.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace sms {
namespace {

// By code; the escape is a space to who does not know it.
constexpr std::u32string_view basic = U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u00A0ÆæßÉ"
                                      U" !\"#¤%&'()*+,-./0123456789:;<=>?"
                                      U"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
                                      U"¿abcdefghijklmnopqrstuvwxyzäöñüà";
static_assert(basic.size() == 128);

constexpr auto extension = std::to_array<std::pair<std::uint8_t, char32_t>>({{0x0A, U'\f'},
                                                                             {0x14, U'^'},
                                                                             {0x28, U'{'},
                                                                             {0x29, U'}'},
                                                                             {0x2F, U'\\'},
                                                                             {0x3C, U'['},
                                                                             {0x3D, U'~'},
                                                                             {0x3E, U']'},
                                                                             {0x40, U'|'},
                                                                             {0x65, U'€'}});

constexpr septets sought(char32_t point) {
    for (const auto& [code, character] : extension) {
        if (character == point) {
            return {{gsm_escape, code}, 2};
        }
    }
    const auto at = basic.find(point);
    if (at == std::u32string_view::npos || at == gsm_escape) {
        return {};
    }
    return {{static_cast<std::uint8_t>(at), 0}, 1};
}

// Nearly every character of a text is one of these; to seek each costs more than all else that is
// done to send it.
constexpr auto latin = [] {
    std::array<septets, 256> out{};
    for (char32_t point = 0; point < out.size(); ++point) {
        out[point] = sought(point);
    }
    return out;
}();

}  // namespace

std::optional<septets> septets_of(char32_t point) {
    const auto found = point < latin.size() ? latin[point] : sought(point);
    return found.count == 0 ? std::nullopt : std::optional(found);
}

char32_t gsm_character(std::uint8_t septet) {
    return septet < basic.size() ? basic[septet] : U'\uFFFD';
}

char32_t gsm_extension(std::uint8_t septet) {
    const auto* const it =
        std::find_if(extension.begin(), extension.end(),
                     [septet](const auto& each) { return each.first == septet; });
    return it == extension.end() ? gsm_character(septet) : it->second;
}

}  // namespace sms
