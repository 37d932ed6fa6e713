#include "host/plugins/option_schema.hpp"

#include <algorithm>
#include <cmath>

#include "host/plugins/schema_words.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

namespace selat::plugins {
namespace {

using nlohmann::json;

const json& member(const json& object, const char* name) {
    static const json absent;
    if (!object.is_object()) {
        return absent;
    }
    const auto found = object.find(name);
    return found == object.end() ? absent : *found;
}

bool is_of_type(const json& value, std::string_view type) {
    switch (value.type()) {
    case json::value_t::object: return type == "object";
    case json::value_t::array: return type == "array";
    case json::value_t::string: return type == "string";
    case json::value_t::boolean: return type == "boolean";
    case json::value_t::null: return type == "null";
    case json::value_t::number_integer:
    case json::value_t::number_unsigned: return type == "integer" || type == "number";
    case json::value_t::number_float:
        return type == "number" ||
               (type == "integer" && std::nearbyint(value.get<double>()) == value.get<double>());
    default: return false;
    }
}

std::string with_article(const std::string& type) {
    if (type == "object" || type == "array" || type == "integer") {
        return "an " + type;
    }
    return type == "null" ? type : "a " + (type == "string" ? std::string("text") : type);
}

std::size_t code_points(const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char each) { return (each & 0xC0) != 0x80; }));
}

bool is_uri(const std::string& text) {
    static const RE2 shape("[A-Za-z][A-Za-z0-9+.-]*://[^\\s/?#]+[^\\s]*");
    return RE2::FullMatch(text, shape);
}

bool is_hostname(const std::string& text) {
    static const RE2 shape(
        "[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252}[A-Za-z0-9_])?|\\[?[0-9A-Fa-f:.]+\\]?");
    return RE2::FullMatch(text, shape);
}

class checker {
public:
    explicit checker(std::vector<option_fault>& faults) : faults_(faults) {}

    void check(const json& schema, const json& value, const std::string& at, int depth) {
        if (!schema.is_object() || depth > deepest || !check_type(schema, value, at)) {
            return;
        }
        check_enum(schema, value, at);
        if (value.is_string()) {
            check_text(schema, value.get_ref<const std::string&>(), at);
        } else if (value.is_number()) {
            check_number(schema, value.get<double>(), at);
        } else if (value.is_array()) {
            check_array(schema, value, at, depth);
        } else if (value.is_object()) {
            check_object(schema, value, at, depth);
        }
        if (const auto& condition = member(schema, "if"); condition.is_object()) {
            std::vector<option_fault> unfit;
            checker(unfit).check(condition, value, at, depth + 1);
            check(member(schema, unfit.empty() ? "then" : "else"), value, at, depth + 1);
        }
    }

private:
    void add(const std::string& at, std::string text) {
        faults_.push_back({at, std::move(text), {}, {}});
    }

    bool check_type(const json& schema, const json& value, const std::string& at) {
        const auto& type = member(schema, "type");
        std::vector<std::string> allowed;
        for (const auto& each : type.is_array() ? type : json::array({type})) {
            if (each.is_string()) {
                allowed.push_back(each.get<std::string>());
            }
        }
        if (allowed.empty() || std::any_of(allowed.begin(), allowed.end(), [&](const auto& each) {
                return is_of_type(value, each);
            })) {
            return true;
        }
        std::string wanted;
        for (const auto& each : allowed) {
            wanted += (wanted.empty() ? "" : " or ") + with_article(each);
        }
        add(at, "must be " + wanted);
        return false;
    }

    void check_enum(const json& schema, const json& value, const std::string& at) {
        const auto& allowed = member(schema, "enum");
        if (!allowed.is_array() ||
            std::find(allowed.begin(), allowed.end(), value) != allowed.end()) {
            return;
        }
        std::string words;
        option_fault fault{
            at, {}, value.is_string() ? value.get<std::string>() : std::string{}, {}};
        for (const auto& each : allowed) {
            words += (words.empty() ? "" : ", ") +
                     (each.is_string() ? each.get<std::string>() : each.dump());
            if (each.is_string()) {
                fault.known.push_back(each.get<std::string>());
            }
        }
        fault.text = "must be one of " + words;
        faults_.push_back(std::move(fault));
    }

    void check_text(const json& schema, const std::string& text, const std::string& at) {
        const auto length = code_points(text);
        if (const auto& least = member(schema, "minLength");
            least.is_number() && length < least.get<std::size_t>()) {
            add(at, least.get<std::size_t>() == 1 ? std::string("must not be empty")
                                                  : fmt::format("must have at least {} characters",
                                                                least.get<std::size_t>()));
        }
        if (const auto& most = member(schema, "maxLength");
            most.is_number() && length > most.get<std::size_t>()) {
            add(at, fmt::format("must have at most {} characters", most.get<std::size_t>()));
        }
        if (const auto& pattern = member(schema, "pattern"); pattern.is_string()) {
            const RE2 shape(pattern.get<std::string>(), RE2::Quiet);
            if (shape.ok() && !RE2::PartialMatch(text, shape)) {
                add(at, "must match " + pattern.get<std::string>());
            }
        }
        const auto& format = member(schema, "format");
        if (format == "uri" && !is_uri(text)) {
            add(at, "must be a URL, like https://example.com");
        } else if (format == "hostname" && !is_hostname(text)) {
            add(at, "must be a host name");
        }
    }

    void check_number(const json& schema, double value, const std::string& at) {
        if (const auto& least = member(schema, "minimum");
            least.is_number() && value < least.get<double>()) {
            add(at, fmt::format("must be at least {}", least.dump()));
        }
        if (const auto& most = member(schema, "maximum");
            most.is_number() && value > most.get<double>()) {
            add(at, fmt::format("must be at most {}", most.dump()));
        }
    }

    void check_array(const json& schema, const json& value, const std::string& at, int depth) {
        if (const auto& least = member(schema, "minItems");
            least.is_number() && value.size() < least.get<std::size_t>()) {
            add(at, fmt::format("must have at least {} items", least.dump()));
        }
        if (const auto& most = member(schema, "maxItems");
            most.is_number() && value.size() > most.get<std::size_t>()) {
            add(at, fmt::format("must have at most {} items", most.dump()));
        }
        for (std::size_t i = 0; i < value.size(); ++i) {
            check(member(schema, "items"), value[i], at + "/" + std::to_string(i), depth + 1);
        }
    }

    void check_object(const json& schema, const json& value, const std::string& at, int depth) {
        const auto& properties = member(schema, "properties");
        const auto& others = member(schema, "additionalProperties");
        for (const auto& name : member(schema, "required")) {
            if (name.is_string() && !value.contains(name.get<std::string>())) {
                add(at, name.get<std::string>() + " is required");
            }
        }
        for (const auto& [name, each] : value.items()) {
            const auto where = at + "/" + pointer_token(name);
            if (properties.is_object() && properties.contains(name)) {
                check(properties.at(name), each, where, depth + 1);
            } else if (others.is_boolean() && !others.get<bool>()) {
                option_fault fault{where, name + " is no option here", name, {}};
                for (const auto& [known, unused] : properties.items()) {
                    fault.known.push_back(known);
                }
                faults_.push_back(std::move(fault));
            } else {
                check(others, each, where, depth + 1);
            }
        }
    }

    std::vector<option_fault>& faults_;
};

// Every value that its schema marks with `keyword`: true, by its dotted path.
template <class Json, class Visit>
void visit_marked(const char* keyword, const json& schema, Json& value, const std::string& path,
                  int depth, const Visit& visit) {
    if (depth > deepest) {
        return;
    }
    if (member(schema, keyword) == true) {
        return visit(path, value);
    }
    const auto below = [&](const std::string& name) {
        return path.empty() ? name : path + "." + name;
    };
    if (value.is_object()) {
        for (auto& [name, each] : value.items()) {
            const auto& known = member(member(schema, "properties"), name.c_str());
            visit_marked(keyword, known.is_null() ? member(schema, "additionalProperties") : known,
                         each, below(name), depth + 1, visit);
        }
    } else if (value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i) {
            visit_marked(keyword, member(schema, "items"), value[i], below(std::to_string(i)),
                         depth + 1, visit);
        }
    }
}

}  // namespace

std::vector<option_fault> check_options(const json& schema, const json& value) {
    std::vector<option_fault> faults;
    checker(faults).check(schema, value, "", 0);
    return faults;
}

json apply_defaults(const json& schema, json value) {
    if (value.is_object()) {
        for (const auto& [name, each] : member(schema, "properties").items()) {
            if (!value.contains(name) && each.is_object() && each.contains("default")) {
                value[name] = each["default"];
            }
            if (value.contains(name)) {
                value[name] = apply_defaults(each, std::move(value[name]));
            }
        }
    } else if (value.is_array() && member(schema, "items").is_object()) {
        for (auto& each : value) {
            each = apply_defaults(member(schema, "items"), std::move(each));
        }
    }
    return value;
}

void for_each_secret(const json& schema, json& value,
                     const std::function<void(const std::string& path, json&)>& visit) {
    visit_marked("secret", schema, value, "", 0, visit);
}

void for_each_channel(const json& schema, const json& value,
                      const std::function<void(const std::string& id)>& visit) {
    visit_marked("channel", schema, value, "", 0, [&](const std::string&, const json& each) {
        if (each.is_string()) {
            visit(each.get_ref<const std::string&>());
        }
    });
}

}  // namespace selat::plugins
