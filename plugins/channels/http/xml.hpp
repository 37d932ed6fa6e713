#pragma once
// XML of providers as JSON: elements by name, repeated ones as a list, attributes as "@name", text
// as text, or "#text" beside others. No DTDs, so no entities of one's own.

#include <string_view>

#include <nlohmann/json.hpp>

namespace http {

// Discarded when it is not well-formed, too deep or has a DTD.
nlohmann::json read_xml(std::string_view text);

}  // namespace http
