#pragma once
// How text is written where it goes, and how signatures are read.

#include <optional>
#include <string>
#include <string_view>

namespace http {

std::string hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view text);
// As the content of an element or attribute.
std::string xml_escaped(std::string_view text);

}  // namespace http
