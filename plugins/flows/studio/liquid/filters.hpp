#pragma once
// Filters by name: Shopify's standard set and to_json. Each is a pure function; one that cannot
// work sets `error`.

#include "value.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace studio::liquid {

struct arguments {
    std::vector<json> positional;
    std::vector<std::pair<std::string_view, json>> named;
    std::int64_t now_ms;  // for `date`
    std::string error;

    /// Text of an argument; `otherwise` when it was not given.
    [[nodiscard]] std::string text(std::size_t index, std::string_view otherwise = {}) const;
    /// A whole number; `otherwise` when not given or none.
    [[nodiscard]] std::int64_t integer(std::size_t index, std::int64_t otherwise) const;
    [[nodiscard]] bool has(std::size_t index) const { return index < positional.size(); }
    [[nodiscard]] const json* find(std::string_view name) const;
};

using filter = json (*)(const json& input, arguments& given);

struct named_filter {
    std::string_view name;
    filter apply;
};

/// Null when there is no such filter.
filter find_filter(std::string_view name);

}  // namespace studio::liquid
