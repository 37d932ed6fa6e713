#pragma once
// The part of JSON Schema that manifests describe options with: type, properties, required,
// additionalProperties, enum, minimum, maximum, minLength, maxLength, pattern (RE2), items,
// minItems, maxItems, default, format (uri, hostname), if, then, else; title, description and
// deprecated are for people. Beside them our own: "secret": true (the plugin sees a handle), "file": true (the value
// names a file whose content the plugin gets) and "channel": true (the value is a channel's id).

#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace selat::plugins {

struct option_fault {
    std::string pointer;  // JSON pointer to the value, or to the object that lacks a member
    std::string text;
    std::string unknown;             // the member's name, when it is one that nobody knows
    std::vector<std::string> known;  // the names that are known there, for "did you mean"
};

// Everything wrong with `value`.
std::vector<option_fault> check_options(const nlohmann::json& schema, const nlohmann::json& value);

// Everything wrong with the schema itself; pointers lead into it.
std::vector<option_fault> check_schema(const nlohmann::json& schema);

// `value` with absent members that have a default filled in, at every depth.
nlohmann::json apply_defaults(const nlohmann::json& schema, nlohmann::json value);

// Calls `visit` for every value that its schema marks "secret": true, with its dotted path
// ("account.token", "keys.0"). [any-thread]
void for_each_secret(const nlohmann::json& schema, nlohmann::json& value,
                     const std::function<void(const std::string& path, nlohmann::json&)>& visit);

// Calls `visit` for every text that its schema marks "channel": true.
void for_each_channel(const nlohmann::json& schema, const nlohmann::json& value,
                      const std::function<void(const std::string& id)>& visit);

}  // namespace selat::plugins
