#pragma once
// Reading JSON that others write: nothing throws, what is absent or of another type reads as empty.
// A plugin's own json_read.hpp takes into its namespace what it uses.

#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace json_read {

using nlohmann::json;

// The document; discarded when it is no JSON.
inline json parse(std::string_view text) { return json::parse(text, nullptr, false); }

// JSON text. Bytes that are no UTF-8 become U+FFFD.
inline std::string written(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

// Null when absent.
inline const json& member(const json& object, std::string_view name) {
    static const json null;
    if (!object.is_object()) {
        return null;
    }
    const auto found = object.find(name);
    return found != object.end() ? *found : null;
}

// A list; empty when absent.
inline const json& list_of(const json& object, std::string_view name) {
    static const json none = json::array();
    const auto& value = member(object, name);
    return value.is_array() ? value : none;
}

inline std::string text_of(const json& object, std::string_view name) {
    const auto& value = member(object, name);
    return value.is_string() ? value.get<std::string>() : std::string();
}

inline std::int64_t number_of(const json& object, std::string_view name,
                              std::int64_t otherwise = 0) {
    const auto& value = member(object, name);
    return value.is_number_integer() ? value.get<std::int64_t>() : otherwise;
}

inline double real_of(const json& object, std::string_view name) {
    const auto& value = member(object, name);
    return value.is_number() ? value.get<double>() : 0;
}

inline bool flag_of(const json& object, std::string_view name) {
    const auto& value = member(object, name);
    return value.is_boolean() && value.get<bool>();
}

}  // namespace json_read
