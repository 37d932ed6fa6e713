#pragma once
// Options that a schema takes, for instances that nobody has configured.

#include <string>
#include <vector>

#include "host/base/result.hpp"

#include <nlohmann/json.hpp>

namespace selat::conformance {

// The schema's own example of all of them; else the required ones alone, each by its default, its
// examples or its enum first.
// The failure names the option that nothing was found for, or says why the schema refuses them all.
result<nlohmann::json> made_up_options(const nlohmann::json& schema);

// What is wrong with a schema of options although it can be read: what it says of itself does not
// hold, or it lets faults of the configuration through. Empty: nothing.
std::string wrong_with_options(const nlohmann::json& schema,
                               const std::vector<std::string>& discloses);

// Options that the schema refuses, each with what is wrong with it.
struct refused_options {
    std::string what;
    nlohmann::json options;
};
std::vector<refused_options> wrong_options(const nlohmann::json& schema,
                                           const nlohmann::json& right);

}  // namespace selat::conformance
