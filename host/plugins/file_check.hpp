#pragma once
// What a plugin file must be like before any of its code may run.

#include <string>
#include <string_view>

#include "host/base/result.hpp"

namespace selat::plugins {

// Checks the bytes: machine, one exported symbol, linkage, versions. The failure says what to do.
result<void> check_object(std::string_view file);

// Checks who may write to the file and its folder.
result<void> check_owner(const std::string& path);

}  // namespace selat::plugins
