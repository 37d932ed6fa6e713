#pragma once
// A new plugin project, from the templates that are part of the program.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"

namespace selat::cli {

struct project_file {
    std::string path;  // within the project
    std::string text;
};

// The files of a plugin of this name and kind. The failure: it cannot be called that.
result<std::vector<project_file>> new_project(const std::string& name, std::string_view kind);

// One of the templates: KIND/PATH.in or common/PATH.in, with @name@, @kind@, @file@ and @class@ in
// path and text. A kind's own stands for the common one.
struct project_template {
    std::string_view path;
    std::string_view text;
};
std::span<const project_template> project_templates();

}  // namespace selat::cli
