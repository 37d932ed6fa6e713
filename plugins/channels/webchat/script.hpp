#pragma once
// The widget as it is served.

#include <string_view>

namespace webchat {

std::string_view script();
std::string_view script_gzip();
std::string_view script_brotli();
/// Its texts in the languages that do not come with it: JSON, by BCP 47 tag.
std::string_view texts();

}  // namespace webchat
