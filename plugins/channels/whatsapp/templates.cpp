#include "templates.hpp"

#include <algorithm>
#include <map>

#include <selat/plugin.hpp>

namespace whatsapp {
namespace {

using meta::json;
using meta::member;
using meta::text_of;

[[noreturn]] void refuse(const char* why) { throw selat::refusal{selat::code::invalid, why}; }

std::string value_of(const json& value) {
    if (value.is_string()) {
        return value.get<std::string>();
    }
    if (value.is_number() || value.is_boolean()) {
        return value.dump();
    }
    refuse("a template's parameter is a text or a number");
}

bool are_components(const json& list) {
    return !list.empty() && std::all_of(list.begin(), list.end(), [](const json& each) {
        return each.is_object() && member(each, "type").is_string();
    });
}

json body_of(json parameters) {
    if (parameters.empty()) {
        return json::array();
    }
    return json::array({{{"type", "body"}, {"parameters", std::move(parameters)}}});
}

json by_position(const json& list) {
    json out = json::array();
    for (const auto& each : list) {
        out.push_back({{"type", "text"}, {"text", value_of(each)}});
    }
    return body_of(std::move(out));
}

// {"1": …, "2": …} is by position, in whatever order it is written.
json by_name(const json& object) {
    std::map<unsigned long, json> numbered;
    json named = json::array();
    for (const auto& [name, value] : object.items()) {
        const bool digits = !name.empty() && name.size() < 4 &&
                            name.find_first_not_of("0123456789") == std::string::npos;
        json parameter = {{"type", "text"}, {"text", value_of(value)}};
        if (digits) {
            numbered.emplace(std::stoul(name), std::move(parameter));
        } else {
            parameter["parameter_name"] = name;
            named.push_back(std::move(parameter));
        }
    }
    if (!numbered.empty() && !named.empty()) {
        refuse("a template's parameters go by number or by name, not both");
    }
    if (numbered.empty()) {
        return body_of(std::move(named));
    }
    json out = json::array();
    for (auto& [number, parameter] : numbered) {
        out.push_back(std::move(parameter));
    }
    return body_of(std::move(out));
}

json components_of(const json& parameters) {
    if (parameters.is_null()) {
        return json::array();
    }
    if (parameters.is_array()) {
        return are_components(parameters) ? parameters : by_position(parameters);
    }
    if (!parameters.is_object()) {
        refuse("a template's parameters are a list or an object");
    }
    const auto& own = member(parameters, "components");
    return own.is_array() ? own : by_name(parameters);
}

// "en-US" is "en_US" at WhatsApp.
std::string language_of(const json& wanted) {
    auto language = text_of(wanted, "language");
    std::replace(language.begin(), language.end(), '-', '_');
    return language.empty() ? "en_US" : language;
}

}  // namespace

json template_part(const json& wanted) {
    const auto name = text_of(wanted, "name");
    if (name.empty()) {
        refuse("a template needs its name");
    }
    json out = {{"name", name}, {"language", {{"code", language_of(wanted)}}}};
    if (auto components = components_of(member(wanted, "parameters")); !components.empty()) {
        out["components"] = std::move(components);
    }
    return {{"type", "template"}, {"template", std::move(out)}};
}

}  // namespace whatsapp
