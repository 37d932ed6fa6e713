#pragma once
// The words by which a customer is asked to another channel.

#include <string>
#include <string_view>

namespace selat::gateway {

// What a message with the link says, in the language of `locale` where we speak it, else English:
// a page or an app to open, a number to call or to text, an address to write to. `code`: what has
// to stand in the first message there; empty, or part of a page's address: nothing is said of it.
std::string invitation_words(std::string_view locale, std::string_view link, std::string_view code);

// The link with the code where `{code}` stands in it.
std::string with_code(std::string link, std::string_view code);

}  // namespace selat::gateway
