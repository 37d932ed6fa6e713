#include "host/conformance/made_up.hpp"

#include <algorithm>
#include <optional>

#include "host/plugins/option_schema.hpp"

#include <fmt/format.h>

namespace selat::conformance {
namespace {

using nlohmann::json;

constexpr int deepest = 16;

bool takes(const json& schema, const json& value) {
    return plugins::check_options(schema, value).empty();
}

// Texts of the shapes that options usually have.
constexpr const char* texts[] = {"example",
                                 "https://provider.example",
                                 "provider.example",
                                 "support@provider.example",
                                 "+15550100",
                                 "1234567890",
                                 "1",
                                 "a",
                                 "v1.0",
                                 "10s",
                                 "en",
                                 "whsec_ZXhhbXBsZSBrZXkgb2YgMzIgYnl0ZXMgISEhISE=",
                                 "0123456789abcdef0123456789abcdef",
                                 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                                 "AC0123456789abcdef0123456789abcdef",
                                 "00000000-0000-4000-8000-000000000000",
                                 "2027-01-31"};

std::optional<json> value_of(const json& schema, int depth);

// Required members alone; `wanting` names the one that nothing was found for.
std::optional<json> object_of(const json& schema, int depth, std::string& wanting) {
    auto out = json::object();
    const auto properties = schema.value("properties", json::object());
    for (const auto& each : schema.value("required", json::array())) {
        const auto name = each.get<std::string>();
        auto value = value_of(properties.value(name, json::object()), depth + 1);
        if (!value) {
            wanting = name;
            return std::nullopt;
        }
        out[name] = std::move(*value);
    }
    return out;
}

std::vector<json> candidates(const json& schema, const std::string& type, int depth) {
    std::vector<json> out;
    if (type == "string") {
        out.assign(std::begin(texts), std::end(texts));
        const auto least = schema.value("minLength", std::size_t{0});
        out.emplace_back(std::string(std::min<std::size_t>(least, 10'000), 'a'));
        out.emplace_back(std::string(std::min<std::size_t>(least, 10'000), '1'));
    } else if (type == "integer" || type == "number") {
        out = {schema.value("minimum", json(1)), 1, 0, schema.value("maximum", json(1))};
    } else if (type == "boolean") {
        out = {false, true};
    } else if (type == "object") {
        std::string wanting;
        if (auto object = object_of(schema, depth, wanting)) {
            out.push_back(std::move(*object));
        }
    } else if (type == "array") {
        auto list = json::array();
        const auto least = std::min<std::size_t>(schema.value("minItems", std::size_t{0}), 100);
        while (list.size() < least) {
            auto item = value_of(schema.value("items", json::object()), depth + 1);
            if (!item) {
                return out;
            }
            list.push_back(std::move(*item));
        }
        out.push_back(std::move(list));
    }
    return out;
}

std::optional<json> value_of(const json& schema, int depth) {
    if (depth > deepest || !schema.is_object()) {
        return std::nullopt;
    }
    std::vector<json> tried;
    if (schema.contains("default")) {
        tried.push_back(schema["default"]);
    }
    for (const auto* keyword : {"examples", "enum"}) {
        for (const auto& each : schema.value(keyword, json::array())) {
            tried.push_back(each);
        }
    }
    const auto type = schema.value("type", json("string"));
    for (const auto& each : type.is_array() ? type : json::array({type})) {
        auto more = candidates(schema, each.get<std::string>(), depth);
        std::ranges::move(more, std::back_inserter(tried));
    }
    const auto fit =
        std::ranges::find_if(tried, [&](const json& each) { return takes(schema, each); });
    return fit == tried.end() ? std::nullopt : std::optional(std::move(*fit));
}

// Of one option and what lies in it.
std::string wrong_with_option(const std::string& path, const json& schema, int depth) {
    if (depth > deepest || !schema.is_object()) {
        return {};
    }
    if (!schema.contains("type") && !schema.contains("enum")) {
        return path + " takes values of any type; say which (type, or enum)";
    }
    if (schema.contains("default") && !takes(schema, schema["default"])) {
        return "the default of " + path + " is a value that its own schema refuses";
    }
    for (const auto& each : schema.value("examples", json::array())) {
        if (!takes(schema, each)) {
            return fmt::format("{}, an example of {}, is a value that its own schema refuses",
                               each.dump(), path);
        }
    }
    const auto properties = schema.value("properties", json::object());
    if (!properties.empty()) {
        for (const auto& name : schema.value("required", json::array())) {
            if (!properties.contains(name.get<std::string>())) {
                return fmt::format("{} is required in {}, but not described",
                                   name.get<std::string>(), path);
            }
        }
    }
    for (const auto& [name, each] : properties.items()) {
        auto wrong = wrong_with_option(path + "." + name, each, depth + 1);
        if (!wrong.empty()) {
            return wrong;
        }
    }
    return {};
}

void collect_secrets(const json& schema, const std::string& path, std::vector<std::string>& out,
                     int depth) {
    if (depth > deepest || !schema.is_object()) {
        return;
    }
    if (schema.value("secret", false)) {
        out.push_back(path);
    }
    const auto properties = schema.value("properties", json::object());
    for (const auto& [name, each] : properties.items()) {
        collect_secrets(each, path.empty() ? name : path + "." + name, out, depth + 1);
    }
}

}  // namespace

result<json> made_up_options(const json& schema) {
    for (const auto& each : schema.value("examples", json::array())) {
        if (takes(schema, each)) {
            return each;
        }
    }
    std::string wanting;
    auto out = object_of(schema, 0, wanting);
    if (!out) {
        return fail(code::not_found,
                    fmt::format("no value could be made up for its option {}; give it `examples` "
                                "in the manifest, or the options of an instance with -c FILE",
                                wanting));
    }
    // Each option is fit by itself; what one asks of another is said of them all.
    if (const auto faults = plugins::check_options(schema, *out); !faults.empty()) {
        const auto& first = faults.front();
        return fail(
            code::not_found,
            fmt::format("the options that could be made up do not fit ({}{}{}); give all of "
                        "them `examples` in the manifest, or the options of an instance "
                        "with -c FILE",
                        first.pointer, first.pointer.empty() ? "" : " ", first.text));
    }
    return std::move(*out);
}

std::string wrong_with_options(const json& schema, const std::vector<std::string>& discloses) {
    if (schema.empty()) {
        return {};  // it has none
    }
    if (!schema.contains("additionalProperties")) {
        return "it lets options through that nobody knows; say additionalProperties: false";
    }
    auto whole = schema;
    whole["type"] = "object";
    auto wrong = wrong_with_option("options", whole, 0);
    if (!wrong.empty()) {
        return wrong;
    }
    std::vector<std::string> secrets;
    collect_secrets(schema, {}, secrets, 0);
    for (const auto& each : discloses) {
        if (std::ranges::find(secrets, each) == secrets.end()) {
            return fmt::format("discloses names {}, which is no secret option of its", each);
        }
    }
    return {};
}

std::vector<refused_options> wrong_options(const json& schema, const json& right) {
    std::vector<refused_options> out;
    out.push_back({"no options at all", json::object()});
    auto unknown = right;
    unknown["no-such-option"] = "x";
    out.push_back({"an option that it does not have", std::move(unknown)});
    const auto properties = schema.value("properties", json::object());
    for (const auto& [name, each] : properties.items()) {
        for (const json& value : {json(nullptr), json(-1), json(json::array({json::array()})),
                                  json(json::object({{"x", nullptr}})), json("")}) {
            if (!takes(each, value)) {
                auto wrong = right;
                wrong[name] = value;
                out.push_back({fmt::format("{} as its option {}", value.dump(), name), wrong});
            }
        }
    }
    std::erase_if(out, [&](const auto& each) { return takes(schema, each.options); });
    return out;
}

}  // namespace selat::conformance
