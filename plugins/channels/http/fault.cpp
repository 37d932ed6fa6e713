#include "fault.hpp"

#include <algorithm>

namespace http {

mapping::mapping(const json& from, place at, std::initializer_list<std::string_view> known)
    : from_(from), at_(std::move(at)) {
    if (!from.is_object()) {
        at_.fault("has to be a mapping");
    }
    for (const auto& [name, value] : from.items()) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            std::string words;
            for (const auto each : known) {
                words += (words.empty() ? "" : ", ") + std::string(each);
            }
            at_.below(name).fault("there is no such key; known are " + words);
        }
    }
}

const json& mapping::get(const char* name) const {
    static const json null;
    const auto found = from_.find(name);
    return found == from_.end() ? null : *found;
}

std::string mapping::text(const char* name, std::string_view otherwise) const {
    const auto& value = get(name);
    if (value.is_null()) {
        return std::string(otherwise);
    }
    if (!value.is_string()) {
        below(name).fault("has to be a text");
    }
    return value.get<std::string>();
}

bool mapping::flag(const char* name, bool otherwise) const {
    const auto& value = get(name);
    if (!value.is_null() && !value.is_boolean()) {
        below(name).fault("has to be true or false");
    }
    return value.is_null() ? otherwise : value.get<bool>();
}

std::int64_t mapping::number(const char* name, std::int64_t otherwise) const {
    const auto& value = get(name);
    if (!value.is_null() && !value.is_number_integer()) {
        below(name).fault("has to be a whole number");
    }
    return value.is_null() ? otherwise : value.get<std::int64_t>();
}

std::vector<rule> rules_in(const json& from, const place& at) {
    std::vector<rule> out;
    if (from.is_array()) {
        for (std::size_t n = 0; n < from.size(); ++n) {
            out.push_back({from[n], at.item(n)});
        }
    } else if (!from.is_null()) {
        out.push_back({from, at});
    }
    return out;
}

}  // namespace http
