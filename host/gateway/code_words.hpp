#pragma once
// One-time codes and the words they are sent with.

#include <string>
#include <string_view>

namespace selat::gateway {

// Six digits, from the system's generator.
std::string make_code();

// What the customer typed without what people write between digits.
std::string typed_code(std::string_view text);

// What a message with the code says, in the language of `locale` where we speak it, else English.
// `title`: who asks; may be empty. `origin`: host of the page it is typed into, for browsers to
// fill it in (WebOTP); empty or no host name: without.
std::string code_words(std::string_view locale, std::string_view title, std::string_view code,
                       std::string_view origin);

// What is shown in place of the digits.
constexpr std::string_view hidden_code = "••••••";

}  // namespace selat::gateway
