#include "schema_check.hpp"

#include <algorithm>
#include <array>
#include <regex>
#include <stdexcept>
#include <string_view>

#include "host/model/time.hpp"

namespace selat::api::test {
namespace {

using nlohmann::json;

constexpr auto known = std::to_array<std::string_view>({"$ref",
                                                        "type",
                                                        "const",
                                                        "enum",
                                                        "required",
                                                        "properties",
                                                        "additionalProperties",
                                                        "minProperties",
                                                        "items",
                                                        "oneOf",
                                                        "allOf",
                                                        "minimum",
                                                        "maximum",
                                                        "minLength",
                                                        "maxLength",
                                                        "pattern",
                                                        "format",
                                                        "description",
                                                        "title",
                                                        "examples",
                                                        "example",
                                                        "default"});

bool is_of(const json& value, const std::string& type) {
    return type == "object"    ? value.is_object()
           : type == "array"   ? value.is_array()
           : type == "string"  ? value.is_string()
           : type == "boolean" ? value.is_boolean()
           : type == "integer" ? value.is_number_integer()
           : type == "number"  ? value.is_number()
                               : type == "null" && value.is_null();
}

bool has_type(const json& value, const json& types) {
    return types.is_string() ? is_of(value, types)
                             : std::ranges::any_of(types, [&](const json& each) {
                                   return is_of(value, each.get<std::string>());
                               });
}

// A check that nobody makes would pass everything.
void refuse_unknown_words(const json& schema) {
    for (const auto& [word, value] : schema.items()) {
        if (std::ranges::find(known, word) == known.end()) {
            throw std::runtime_error("the checker does not know " + word);
        }
    }
}

}  // namespace

const json& schema_check::resolved(const json& thing) const {
    if (!thing.is_object() || !thing.contains("$ref")) {
        return thing;
    }
    const auto target = thing.at("$ref").get<std::string>();
    if (!target.starts_with("#/")) {
        throw std::runtime_error(target + " does not lead into the document");
    }
    return resolved(document_.at(json::json_pointer(target.substr(1))));
}

std::vector<std::string> schema_check::faults(const json& schema, const json& value) const {
    std::vector<std::string> out;
    check(schema, value, "$", out);
    return out;
}

void schema_check::check(const json& schema, const json& value, const std::string& at,
                         std::vector<std::string>& faults) const {
    refuse_unknown_words(schema);
    const place place{at, faults};
    if (schema.contains("$ref")) {
        check(resolved(schema), value, at, faults);
    }
    if (schema.contains("type") && !has_type(value, schema.at("type"))) {
        return place.wrong("is not of type " + schema.at("type").dump() + ": " + value.dump());
    }
    if (schema.contains("const") && schema.at("const") != value) {
        place.wrong("is not " + schema.at("const").dump());
    }
    if (schema.contains("enum") &&
        std::ranges::find(schema.at("enum"), value) == schema.at("enum").end()) {
        place.wrong("is none of " + schema.at("enum").dump() + ": " + value.dump());
    }
    check_object(schema, value, place);
    check_number(schema, value, place);
    check_text(schema, value, place);
    check_parts(schema, value, place);
}

void schema_check::check_object(const json& schema, const json& value, const place& place) const {
    if (!value.is_object()) {
        return;
    }
    for (const auto& name : schema.value("required", json::array())) {
        if (!value.contains(name.get<std::string>())) {
            place.wrong("lacks " + name.get<std::string>());
        }
    }
    if (value.size() < schema.value("minProperties", std::size_t{0})) {
        place.wrong("has too few members");
    }
    const auto properties = schema.value("properties", json::object());
    const auto others = schema.value("additionalProperties", json(true));
    for (const auto& [name, member] : value.items()) {
        const auto where = place.at + "." + name;
        if (properties.contains(name)) {
            check(properties.at(name), member, where, place.faults);
        } else if (others == json(false)) {
            place.wrong("has " + name + ", which is not described");
        } else if (others.is_object()) {
            check(others, member, where, place.faults);
        }
    }
}

void schema_check::check_number(const json& schema, const json& value, const place& place) const {
    if (!value.is_number()) {
        return;
    }
    const auto number = value.get<double>();
    if (number < schema.value("minimum", number) || number > schema.value("maximum", number)) {
        place.wrong("is out of range: " + value.dump());
    }
}

void schema_check::check_text(const json& schema, const json& value, const place& place) const {
    if (!value.is_string()) {
        return;
    }
    const auto& text = value.get_ref<const std::string&>();
    if (text.size() < schema.value("minLength", text.size()) ||
        text.size() > schema.value("maxLength", text.size())) {
        place.wrong("has the wrong length: " + text);
    }
    if (schema.contains("pattern") &&
        !std::regex_search(text, std::regex(schema.at("pattern").get<std::string>()))) {
        place.wrong("does not match " + schema.at("pattern").dump() + ": " + text);
    }
    if (schema.value("format", std::string()) == "date-time" && !model::parse_rfc3339(text)) {
        place.wrong("is no time: " + text);
    }
}

void schema_check::check_parts(const json& schema, const json& value, const place& place) const {
    if (schema.contains("items") && value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i) {
            check(schema.at("items"), value[i], place.at + "[" + std::to_string(i) + "]",
                  place.faults);
        }
    }
    for (const auto& each : schema.value("allOf", json::array())) {
        check(each, value, place.at, place.faults);
    }
    if (schema.contains("oneOf")) {
        std::vector<std::string> whys;
        std::size_t fitting = 0;
        for (const auto& each : schema.at("oneOf")) {
            auto why = faults(each, value);
            fitting += why.empty() ? 1 : 0;
            whys.insert(whys.end(), why.begin(), why.end());
        }
        if (fitting != 1) {
            place.wrong("fits " + std::to_string(fitting) +
                        " of the alternatives: " + value.dump());
            place.faults.insert(place.faults.end(), whys.begin(), whys.end());
        }
    }
}

}  // namespace selat::api::test
