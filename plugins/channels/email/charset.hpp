#pragma once
// Bytes in whatever charset a mail names → UTF-8. Pure.

#include <string>
#include <string_view>

namespace email {

/// As people read it: composed (NFC), without control characters but tab and line ends, which
/// become
/// "\n". A charset that is absent, unknown or plainly wrong is guessed.
std::string to_utf8(std::string_view bytes, std::string_view charset);

/// UTF-8 in, the same rules.
std::string tidy(std::string_view text);

bool is_utf8(std::string_view text);

std::string lower(std::string_view text);  // ASCII
std::string_view trimmed(std::string_view text);
bool starts_with_word(std::string_view text, std::string_view word);  // ASCII letters of any case
bool contains_word(std::string_view text, std::string_view word);     // the same

/// At most `most` bytes, not cut within a character.
std::string_view cut(std::string_view text, std::size_t most);

}  // namespace email
