#pragma once
// RFC 4648 base64, padded. Pure.

#include <string>
#include <string_view>

namespace emulators {

std::string to_base64(std::string_view bytes);
// Empty when it is none.
std::string from_base64(std::string_view text);

}  // namespace emulators
