#pragma once
// RFC 2047: encoded words in headers. Pure, and linear in the header.

#include <string>
#include <string_view>

namespace email {

/// A header's value, folded as it came → what people read. Adjacent words of one charset are put
/// together before they are read: some programs cut characters in two.
std::string decoded_words(std::string_view raw);

}  // namespace email
