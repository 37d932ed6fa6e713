#pragma once
// Words of commands, and addresses. Pure.

#include <string>
#include <string_view>

namespace emulators::email {

// ASCII alone.
std::string lower(std::string_view text);
std::string upper(std::string_view text);
bool is_ascii(std::string_view text);

// Takes the next word from `rest`, with the blank behind it.
std::string_view word_of(std::string_view& rest);
// The same, where IMAP has an atom or a quoted string.
std::string string_of(std::string_view& rest);

// Lower case, without +token.
std::string bare_address(std::string_view address);

}  // namespace emulators::email
