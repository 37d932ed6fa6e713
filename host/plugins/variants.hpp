#pragma once
// What one plugin can depends on how an instance of it is set up.

#include <memory>
#include <string>

#include "host/plugins/manifest.hpp"

namespace selat::plugins {

// Reads the manifest's "variants". What is wrong first is told in `wrong`, unless that says
// something already.
void read_variants(manifest& out, std::string& wrong);

// The manifest with the variants that fit applied, one after the other. `options` has its defaults
// filled in.
std::shared_ptr<const manifest> fitted(std::shared_ptr<const manifest> from,
                                       const nlohmann::json& options);

}  // namespace selat::plugins
