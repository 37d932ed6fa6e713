#pragma once
// Of providers who write ids as strings or numbers, and flags and counts as text now and then.

#include "plugins/shared/json_read/json_read.hpp"

#include <charconv>
#include <optional>

namespace json_read::loosely {

inline std::string text_of(const json& value) {
    return value.is_string() ? value.get<std::string>() : std::string();
}
inline std::string text_of(const json& object, std::string_view name,
                           std::string_view otherwise = {}) {
    const auto& value = member(object, name);
    return value.is_string() ? value.get<std::string>() : std::string(otherwise);
}

// A string, or a number as digits.
inline std::string id_of(const json& value) {
    return value.is_number_integer() ? value.dump() : text_of(value);
}
inline std::string id_of(const json& object, std::string_view name) {
    return id_of(member(object, name));
}

inline bool flag_of(const json& object, std::string_view name) {
    const auto& value = member(object, name);
    return value.is_boolean() ? value.get<bool>() : text_of(value) == "true";
}

// A number, or one as text.
inline std::optional<double> number_of(const json& object, std::string_view name) {
    const auto& value = member(object, name);
    if (value.is_number()) {
        return value.get<double>();
    }
    const auto text = text_of(value);
    double out = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    return !text.empty() && read.ec == std::errc{} && read.ptr == text.data() + text.size()
               ? std::optional(out)
               : std::nullopt;
}

inline std::int64_t integer_of(const json& object, std::string_view name,
                               std::int64_t otherwise = 0) {
    const auto value = number_of(object, name);
    return value && *value > -9e15 && *value < 9e15 ? static_cast<std::int64_t>(*value) : otherwise;
}

}  // namespace json_read::loosely
