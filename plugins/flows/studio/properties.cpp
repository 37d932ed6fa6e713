#include "properties.hpp"

#include "definition.hpp"

#include <nlohmann/json.hpp>

namespace studio {
namespace {
using json = nlohmann::json;
}

json properties::raw(std::string_view key) const {
    const auto found = of_.is_object() ? of_.find(key) : of_.end();
    return found != of_.end() ? *found : json();
}

std::string properties::place(std::string_view key) const {
    return pointer_ + "/" + std::string(key);
}

void properties::wrong(std::string_view key, std::string text) const {
    faults_.push_back({true, place(key), std::move(text)});
}

void properties::warn(std::string_view key, std::string text) const {
    faults_.push_back({false, place(key), std::move(text)});
}

liquid::text properties::compile(const json& from, const std::string& pointer) const {
    // An object where a text belongs is its JSON: attributes come both ways.
    auto made = liquid::text::compile(from.is_structured() ? liquid::to_json_text(from)
                                                           : liquid::to_text(from));
    if (!made.error().empty()) {
        faults_.push_back({true, pointer, "Liquid: " + made.error()});
    }
    return made;
}

liquid::text properties::text(std::string_view key) const { return compile(raw(key), place(key)); }

liquid::text properties::required(std::string_view key) const {
    if (raw(key).is_null()) {
        wrong(key, "'" + std::string(key) + "' is missing");
    }
    return text(key);
}

std::string properties::word(std::string_view key, std::string_view otherwise) const {
    const auto value = raw(key);
    return value.is_null() ? std::string(otherwise) : liquid::to_text(value);
}

liquid::text properties::seconds(std::string_view key) const {
    auto made = text(key);
    if (made.plain() && !made.empty() && !liquid::to_number(json(made.source()))) {
        wrong(key, "'" + made.source() + "' is no number of seconds");
    }
    return made;
}

bool properties::flag(std::string_view key) const {
    const auto value = raw(key);
    return value.is_boolean() ? value.get<bool>() : liquid::to_text(value) == "true";
}

named_texts properties::pairs(std::string_view key) const {
    named_texts out;
    const auto list = raw(key);
    if (list.is_null()) {
        return out;
    }
    if (!list.is_array()) {
        wrong(key, "'" + std::string(key) + "' must be a list of key and value");
        return out;
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto place_of = place(key) + "/" + std::to_string(i);
        const auto& each = list[i];
        if (!each.is_object() || !each.contains("key") || !each["key"].is_string()) {
            faults_.push_back({true, place_of, "an entry needs a 'key'"});
            continue;
        }
        const json value = each.contains("value") ? each["value"] : json();
        out.emplace_back(each["key"].get<std::string>(), compile(value, place_of + "/value"));
    }
    return out;
}

}  // namespace studio
