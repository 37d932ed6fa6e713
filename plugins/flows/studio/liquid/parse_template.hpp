#pragma once
// From tokens to nodes.

#include "nodes.hpp"
#include "tokens.hpp"

#include <string>
#include <string_view>

namespace studio::liquid {

struct parsed {
    block nodes;
    std::string error;  // with its line; empty when fine
};

parsed parse_template(std::string_view source);

}  // namespace studio::liquid
