#include "filters.hpp"

#include "filter_sets.hpp"

namespace studio::liquid {

std::string arguments::text(std::size_t index, std::string_view otherwise) const {
    return has(index) ? to_text(positional[index]) : std::string(otherwise);
}

std::int64_t arguments::integer(std::size_t index, std::int64_t otherwise) const {
    return has(index) ? to_integer(positional[index]).value_or(otherwise) : otherwise;
}

const json* arguments::find(std::string_view name) const {
    for (const auto& [each, is] : named) {
        if (each == name) {
            return &is;
        }
    }
    return nullptr;
}

filter find_filter(std::string_view name) {
    for (const auto set : {text_filters(), markup_filters(), number_filters(), list_filters()}) {
        for (const auto& each : set) {
            if (each.name == name) {
                return each.apply;
            }
        }
    }
    return nullptr;
}

}  // namespace studio::liquid
