#include <algorithm>
#include <array>

#include "host/plugins/option_schema.hpp"
#include "host/plugins/schema_words.hpp"

#include <re2/re2.h>

namespace selat::plugins {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 7> types = {"object",  "array",   "string", "number",
                                                   "integer", "boolean", "null"};
constexpr std::array<std::string_view, 27> keywords = {
    "type",        "properties", "required", "additionalProperties",
    "enum",        "minimum",    "maximum",  "minLength",
    "maxLength",   "pattern",    "items",    "minItems",
    "maxItems",    "default",    "format",   "title",
    "description", "secret",     "file",     "examples",
    "deprecated",  "channel",    "if",       "then",
    "else",        "$schema",    "$comment"};

const json& below(const json& schema, const char* keyword) {
    static const json nothing = json::object();
    const auto found = schema.find(keyword);
    return found != schema.end() && found->is_object() ? *found : nothing;
}

const json& of_member(const json& schema, const std::string& name) {
    const auto& known = below(schema, "properties");
    return known.contains(name) ? below(known, name.c_str())
                                : below(schema, "additionalProperties");
}

bool is_marked(const json& schema, const char* mark) {
    const auto found = schema.find(mark);
    return found != schema.end() && *found == true;
}

// Values are looked at by the marks of `schema`, whatever branch holds: a branch may repeat a mark,
// but none counts that it alone makes.
void check_marks(const json& branch, const json& schema, const std::string& at, int depth,
                 std::vector<option_fault>& faults) {
    if (branch.empty() || depth > deepest || is_marked(schema, "secret")) {
        return;
    }
    for (const auto* mark : {"secret", "file", "channel"}) {
        if (is_marked(branch, mark) && !is_marked(schema, mark)) {
            faults.push_back({at + "/" + mark,
                              std::string(mark) + " must be said outside if, then and else",
                              {},
                              {}});
        }
    }
    for (const auto& [name, each] : below(branch, "properties").items()) {
        if (each.is_object()) {
            check_marks(each, of_member(schema, name), at + "/properties/" + pointer_token(name),
                        depth + 1, faults);
        }
    }
    for (const auto* keyword : {"items", "additionalProperties"}) {
        check_marks(below(branch, keyword), below(schema, keyword), at + "/" + keyword, depth + 1,
                    faults);
    }
}

void check_schema_at(const json& schema, const std::string& at, int depth,
                     std::vector<option_fault>& faults) {
    const auto add = [&](const std::string& where, std::string text) {
        faults.push_back({where, std::move(text), {}, {}});
    };
    if (!schema.is_object() || depth > deepest) {
        return add(at, "must be a schema: a JSON object");
    }
    for (const auto& [keyword, value] : schema.items()) {
        const auto where = at + "/" + pointer_token(keyword);
        if (std::find(keywords.begin(), keywords.end(), keyword) == keywords.end()) {
            add(where, keyword + " is no keyword that options know");
        } else if (keyword == "type") {
            for (const auto& each : value.is_array() ? value : json::array({value})) {
                if (!each.is_string() ||
                    std::find(types.begin(), types.end(), each.get<std::string>()) == types.end()) {
                    add(where, "must name a JSON type");
                }
            }
        } else if (keyword == "pattern") {
            if (!value.is_string() || !RE2(value.get<std::string>(), RE2::Quiet).ok()) {
                add(where, "must be a regular expression");
            }
        } else if (keyword == "minLength" || keyword == "maxLength" || keyword == "minItems" ||
                   keyword == "maxItems") {
            if (!value.is_number_unsigned()) {
                add(where, "must be a whole number");
            }
        } else if (keyword == "minimum" || keyword == "maximum") {
            if (!value.is_number()) {
                add(where, "must be a number");
            }
        } else if (keyword == "secret" || keyword == "file" || keyword == "channel") {
            if (!value.is_boolean()) {
                add(where, "must be true or false");
            }
        } else if (keyword == "required" || keyword == "enum") {
            if (!value.is_array()) {
                add(where, "must be an array");
            }
        } else if (keyword == "properties") {
            if (!value.is_object()) {
                add(where, "must be an object");
                continue;
            }
            for (const auto& [name, each] : value.items()) {
                check_schema_at(each, where + "/" + pointer_token(name), depth + 1, faults);
            }
        } else if (keyword == "items" || keyword == "if" || keyword == "then" ||
                   keyword == "else" ||
                   (keyword == "additionalProperties" && !value.is_boolean())) {
            check_schema_at(value, where, depth + 1, faults);
            if (value.is_object() && keyword != "items" && keyword != "additionalProperties") {
                check_marks(value, schema, where, depth + 1, faults);
            }
        }
    }
}

}  // namespace

std::vector<option_fault> check_schema(const json& schema) {
    std::vector<option_fault> faults;
    check_schema_at(schema, "", 0, faults);
    return faults;
}

}  // namespace selat::plugins
