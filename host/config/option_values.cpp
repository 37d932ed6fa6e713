#include "host/config/option_values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

namespace selat::config {
namespace {

using json = nlohmann::json;

bool is_type(const json& schema, std::string_view type) {
    const auto found = schema.find("type");
    if (found == schema.end()) {
        return false;
    }
    if (found->is_array()) {
        return std::find(found->begin(), found->end(), type) != found->end();
    }
    return *found == type;
}

bool wants(const json* schema, std::string_view type) {
    return schema != nullptr && schema->is_object() && is_type(*schema, type);
}

template <class Number>
bool all_of(std::string_view text, Number& into) {
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, into);
    return !text.empty() && error == std::errc{} && stop == end;
}

// YAML 1.2's core types: `no` is a word, `1e3` a number, `0x1F` too.
json core_value(std::string_view text) {
    if (text == "true" || text == "True" || text == "TRUE") {
        return true;
    }
    if (text == "false" || text == "False" || text == "FALSE") {
        return false;
    }
    std::int64_t whole = 0;
    if (all_of(text, whole)) {
        return whole;
    }
    if (text.starts_with("0x") || text.starts_with("0o")) {
        const auto* begin = text.data() + 2;
        const auto* end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(begin, end, whole, text[1] == 'x' ? 16 : 8);
        if (error == std::errc{} && stop == end) {
            return whole;
        }
    }
    double real = 0;
    const bool number = text.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
    if (number && all_of(text, real) && std::isfinite(real)) {
        return real;
    }
    return text;
}

json scalar_to_json(const node& value, const json* schema) {
    const bool text = wants(schema, "string");
    const bool number = wants(schema, "integer") || wants(schema, "number");
    const bool boolean = wants(schema, "boolean");
    if (value.plain && !value.interpolated) {
        return text && !number && !boolean ? json(value.text) : core_value(value.text);
    }
    if (value.interpolated && !text) {
        auto core = core_value(value.text);
        if ((number && core.is_number()) || (boolean && core.is_boolean())) {
            return core;
        }
    }
    return value.text;
}

}  // namespace

const nlohmann::json* of_member(const json* schema, const std::string& key) {
    if (schema == nullptr || !schema->is_object()) {
        return nullptr;
    }
    for (const auto* name : {"properties", "additionalProperties"}) {
        const auto found = schema->find(name);
        if (found == schema->end() || !found->is_object()) {
            continue;
        }
        if (name == std::string_view("additionalProperties")) {
            return &*found;
        }
        if (const auto member = found->find(key); member != found->end()) {
            return &*member;
        }
    }
    return nullptr;
}

const json* of_items(const json* schema) {
    if (schema == nullptr || !schema->is_object()) {
        return nullptr;
    }
    const auto found = schema->find("items");
    return found != schema->end() && found->is_object() ? &*found : nullptr;
}

json to_json(const node& value, const json* schema) {
    switch (value.is) {
    case node::shape::null: return nullptr;
    case node::shape::scalar: return scalar_to_json(value, schema);
    case node::shape::sequence: {
        json out = json::array();
        for (const auto& item : value.items) {
            out.push_back(to_json(item, of_items(schema)));
        }
        return out;
    }
    case node::shape::mapping: {
        json out = json::object();
        for (const auto& each : value.members) {
            out[each.key] = to_json(each.value, of_member(schema, each.key));
        }
        return out;
    }
    }
    return nullptr;
}

}  // namespace selat::config
