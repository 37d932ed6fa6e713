#pragma once
// Text as it travels in SMPP, by data_coding. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace smpp {

// What data_coding 0 means is the carrier's choice.
enum class default_alphabet {
    gsm,         // one septet a byte
    gsm_packed,  // eight septets in seven bytes
    latin1,
};

enum class coding { gsm, gsm_packed, ascii, latin1, cyrillic, hebrew, ucs2, binary, unknown };

coding coding_of(std::uint8_t data_coding, default_alphabet usual);

// UTF-8. `fill`: bits between a header and packed septets. Binary has no text.
std::string text_of(std::string_view bytes, coding how, unsigned fill = 0);

// Nothing when a character of the text is not in the alphabet.
std::optional<std::string> gsm_of(std::string_view text);
std::optional<std::string> latin1_of(std::string_view text);
std::string ucs2_of(std::string_view text);

// Septets, one a byte, into seven bits each behind `fill` bits, and back. Where seven bits are left
// over at the end, they are filled with a CR, and nothing is read from them.
std::string packed(std::string_view septets, unsigned fill = 0);
std::string unpacked(std::string_view bytes, unsigned fill = 0);

// Addresses and ids are bytes to SMPP; as UTF-8 without control characters they are names to us.
std::string printable(std::string_view bytes);

// Nothing for a NUL, which pads.
void append_utf8(std::string& out, char32_t point);

}  // namespace smpp
