#pragma once
// The widget, as it was built into the plugin.

#include <string_view>

namespace webchat {

/// JavaScript, UTF-8.
std::string_view script();
/// The same, compressed with gzip.
std::string_view packed_script();

}  // namespace webchat
