#pragma once
// dlopen, through Boost.DLL, which stays in the one .cpp file behind this.

#include <string>

#include "host/base/result.hpp"
#include <selat/abi/module.h>

namespace selat::plugins {

// Loads the plugin at this absolute path for as long as the process lives and asks it for its
// module. Runs the plugin's static constructors. The failure carries the loader's words.
// [any-thread]
result<const selat_module*> load_module(const std::string& path);

}  // namespace selat::plugins
