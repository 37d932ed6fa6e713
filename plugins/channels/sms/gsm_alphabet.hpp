#pragma once
// The alphabet of GSM 03.38. Pure.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace sms {

constexpr std::uint8_t gsm_escape = 0x1B;

// A character as one septet, or as two, of which the first is the escape.
struct septets {
    std::array<std::uint8_t, 2> codes{};
    std::size_t count = 0;
};

// Nothing: not in the alphabet.
std::optional<septets> septets_of(char32_t point);

// The character of a septet; behind an escape, of the extension. What the extension does not have
// is what it is in the basic set, as GSM wants it shown.
char32_t gsm_character(std::uint8_t septet);
char32_t gsm_extension(std::uint8_t septet);

}  // namespace sms
