#include "host/config/field.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace selat::config {
namespace {

using json = nlohmann::json;

std::vector<std::string_view> keys_of(const fields& table) {
    std::vector<std::string_view> keys;
    for (const auto& each : table) {
        keys.push_back(each.key);
    }
    return keys;
}

}  // namespace

void read_fields(const node& mapping, const fields& table, std::string_view noun,
                 reading& reading) {
    if (mapping.is != node::shape::mapping && mapping.is != node::shape::null) {
        reading.fault(mapping,
                      fmt::format("{} must be a mapping, not {}",
                                  noun.empty() ? "a configuration" : noun, quoted(mapping)));
        return;
    }
    for (const auto& each : mapping.members) {
        const auto known = std::find_if(table.begin(), table.end(),
                                        [&](const field& field) { return field.key == each.key; });
        if (known != table.end()) {
            known->read(each.value, reading);
            continue;
        }
        reading.fault(each, fmt::format("unknown key `{}`{}{}", each.key,
                                        noun.empty() ? std::string() : fmt::format(" in {}", noun),
                                        meant(each.key, keys_of(table))));
    }
    for (const auto& field : table) {
        if (field.required && mapping.find(field.key) == nullptr) {
            reading.fault(mapping, fmt::format("{} needs `{}`",
                                               noun.empty() ? "a configuration" : noun, field.key));
        }
    }
}

json schema_of(const fields& table) {
    json properties = json::object();
    json needed = json::array();
    for (const auto& field : table) {
        properties[std::string(field.key)] = field.schema();
        if (field.required) {
            needed.push_back(field.key);
        }
    }
    json out = {
        {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    if (!needed.empty()) {
        out["required"] = std::move(needed);
    }
    return out;
}

field required(field field) {
    field.required = true;
    return field;
}

field section(std::string_view key, std::string_view description, fields table,
              std::function<void(const node&, reading&)> after) {
    return {key, description, false,
            [=] {
                auto schema = schema_of(table);
                schema["description"] = description;
                return schema;
            },
            [=](const node& value, reading& reading) {
                read_fields(value, table, key, reading);
                if (after && value.is == node::shape::mapping) {
                    after(value, reading);
                }
            }};
}

field list(std::string_view key, std::string_view description, element element,
           std::function<void(std::size_t)> resize, std::function<fields()> sample) {
    return {key, description, false,
            [=] {
                auto schema = json{{"type", "array"}, {"description", description}};
                schema["items"] = schema_of(sample());
                return schema;
            },
            [=](const node& value, reading& reading) {
                if (value.is == node::shape::null) {
                    return;
                }
                if (value.is != node::shape::sequence) {
                    reading.fault(value,
                                  fmt::format("`{}` must be a list, not {}", key, quoted(value)));
                    return;
                }
                resize(value.items.size());  // once: fields are bound to the elements
                for (std::size_t i = 0; i < value.items.size(); ++i) {
                    read_fields(value.items[i], element.make(i), element.noun, reading);
                    element.after(i, value.items[i], reading);
                }
            }};
}

}  // namespace selat::config
