#pragma once
// What a channel can, as a manifest's "capabilities" says it.

#include <string>

#include "host/model/capabilities.hpp"

#include <nlohmann/json.hpp>

namespace selat::plugins {

// What is wrong first is told in `wrong`, unless that says something already.
void read_capabilities(const nlohmann::json& from, model::capabilities& out, std::string& wrong);

}  // namespace selat::plugins
