#pragma once
// The manifest's text out of a plugin's bytes, without running any of it.

#include <string>
#include <string_view>

#include "host/base/result.hpp"

namespace selat::plugins {

// The bytes of a plugin file, at most 256 MiB. Read whole, so that what is checked, hashed and
// copied is the same even while somebody writes to the file. The failure names the file.
result<std::string> read_plugin_file(const std::string& path);

// The JSON text of the note (owner "Selat", type 1). `not_found`: not a Selat plugin.
result<std::string> read_note(std::string_view file);

}  // namespace selat::plugins
