#pragma once
// Reading JSON that came from outside: nothing throws, what is absent or of another type reads as
// empty.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace webchat {

using nlohmann::json;

/// The document; discarded (no object, no array) when it is no JSON.
inline json parse(std::string_view text) { return json::parse(text, nullptr, false); }

/// JSON text. Bytes that are no UTF-8 become U+FFFD.
inline std::string written(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

inline const json* member(const json& object, const char* name) {
    if (!object.is_object()) {
        return nullptr;
    }
    const auto found = object.find(name);
    return found == object.end() ? nullptr : &*found;
}

inline std::string text_of(const json& object, const char* name) {
    const auto* value = member(object, name);
    return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

/// A whole number, or 0. Unsigned ones beyond the signed range are the largest signed one.
inline std::int64_t number_of(const json& object, const char* name) {
    const auto* value = member(object, name);
    if (value == nullptr || !value->is_number_integer()) {
        return 0;
    }
    if (value->is_number_unsigned() && value->get<std::uint64_t>() > INT64_MAX) {
        return INT64_MAX;
    }
    return value->get<std::int64_t>();
}

inline bool flag_of(const json& object, const char* name) {
    const auto* value = member(object, name);
    return value != nullptr && value->is_boolean() && value->get<bool>();
}

inline std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char each) {
        return (static_cast<unsigned char>(each) & 0xC0) != 0x80;
    }));
}

/// At most `bytes` of a text, cut between code points.
inline std::string_view shortened(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) {
        return text;
    }
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) {
        --bytes;
    }
    return text.substr(0, bytes);
}

/// Whether a text holds characters that no name or id has.
inline bool has_control(std::string_view text) {
    for (const char each : text) {
        if (static_cast<unsigned char>(each) < 0x20 || each == 0x7f) {
            return true;
        }
    }
    return false;
}

}  // namespace webchat
