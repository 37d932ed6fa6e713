#pragma once
// Reading what Discord sends: nothing throws, what is absent or of another type reads as empty.

#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace discord {

using nlohmann::json;

/// The document; discarded when it is no JSON.
inline json parse(std::string_view text) { return json::parse(text, nullptr, false); }

/// JSON text. Bytes that are no UTF-8 become U+FFFD.
inline std::string written(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// Null when absent.
inline const json& member(const json& object, const char* name) {
    static const json null;
    const auto found = object.is_object() ? object.find(name) : object.end();
    return object.is_object() && found != object.end() ? *found : null;
}

inline std::string text_of(const json& object, const char* name) {
    const auto& value = member(object, name);
    return value.is_string() ? value.get<std::string>() : std::string();
}

inline std::int64_t number_of(const json& object, const char* name, std::int64_t otherwise = 0) {
    const auto& value = member(object, name);
    return value.is_number_integer() ? value.get<std::int64_t>() : otherwise;
}

inline double real_of(const json& object, const char* name) {
    const auto& value = member(object, name);
    return value.is_number() ? value.get<double>() : 0;
}

inline bool flag_of(const json& object, const char* name) {
    const auto& value = member(object, name);
    return value.is_boolean() && value.get<bool>();
}

}  // namespace discord
