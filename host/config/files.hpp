#pragma once
// Paths and small files named in a configuration.

#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"

namespace selat::config {

// `path` as it stands beside the configuration `file`; absolute paths stay.
std::string beside(const std::string& file, std::string_view path);

// The whole file, 64 MiB at most. The failure is a reason such as "no such file".
result<std::string> read_file(const std::string& path);

bool is_folder(const std::string& path);

// Where plugins lie when a configuration names no folder: ../lib/selat/plugins from the running
// program when it is installed, else ../plugins.
std::vector<std::string> default_plugin_folders();

}  // namespace selat::config
