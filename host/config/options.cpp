#include "host/config/options.hpp"

#include <algorithm>
#include <charconv>

#include "host/config/files.hpp"
#include "host/config/json_text.hpp"
#include "host/config/option_values.hpp"
#include "host/config/read_yaml.hpp"
#include "host/config/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace selat::config {
namespace {

using json = nlohmann::json;

bool flag(const json& schema, const char* name) {
    const auto found = schema.find(name);
    return found != schema.end() && found->is_boolean() && found->get<bool>();
}

bool may_be_object(const json& schema) {
    const auto types = schema.find("type");
    return types != schema.end() && types->is_array() &&
           std::find(types->begin(), types->end(), "object") != types->end();
}

bool begins_object(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    return first != text.npos && text[first] == '{';
}

// What a JSON pointer leads to in YAML, as far as it can be followed.
struct spot {
    const node* value = nullptr;
    const member* key = nullptr;  // when the last step was a member
    const json* schema = nullptr;
};

bool is_index(const std::string& token, std::size_t& into) {
    const auto* end = token.data() + token.size();
    const auto [stop, error] = std::from_chars(token.data(), end, into);
    return error == std::errc{} && stop == end;
}

spot follow(const node& root, const json& schema, std::string_view pointer) {
    spot here{&root, nullptr, &schema};
    for (const auto& token : pointer_tokens(pointer)) {
        if (here.value->is == node::shape::mapping) {
            const auto found = std::find_if(here.value->members.begin(), here.value->members.end(),
                                            [&](const member& each) { return each.key == token; });
            if (found == here.value->members.end()) {
                return here;
            }
            here = {&found->value, &*found, of_member(here.schema, token)};
            continue;
        }
        std::size_t index = 0;
        if (here.value->is != node::shape::sequence || !is_index(token, index) ||
            index >= here.value->items.size()) {
            return here;
        }
        here = {&here.value->items[index], nullptr, of_items(here.schema)};
    }
    return here;
}

class option_reader {
public:
    option_reader(const json& schema, reading& reading) : schema_(schema), reading_(reading) {}

    void check(const node& instance, const node* options, const json& value) {
        for (const auto& each : reading_.plugins().check(schema_, value)) {
            const bool mapped = options != nullptr && options->is == node::shape::mapping;
            const auto found = follow(mapped ? *options : instance, schema_,
                                      mapped ? each.pointer : std::string_view());
            auto text = in_words(each);
            if (found.key != nullptr && found.schema == nullptr) {
                reading_.fault(*found.key, std::move(text));
            } else {
                reading_.fault(*found.value, std::move(text));
            }
        }
    }

    // Secrets that are empty, channels and files that are named, wherever the schema has them.
    // Reads the files.
    void finish(const json& schema, const node& where, json& value) {
        if (flag(schema, "secret") && value.is_string() && value.get_ref<std::string&>().empty()) {
            reading_.fault(where, "a secret must not be empty");
        }
        if (flag(schema, "file") && value.is_string()) {
            read_content(schema, where, value);
            return;
        }
        if (flag(schema, "channel") && value.is_string()) {
            reading_.refer(thing::channel, value.get_ref<std::string&>(), where);
            return;
        }
        if (const auto* items = of_items(&schema); items != nullptr && value.is_array()) {
            for (std::size_t i = 0; i < value.size() && i < where.items.size(); ++i) {
                finish(*items, where.items[i], value[i]);
            }
        }
        if (!value.is_object()) {
            return;
        }
        for (const auto& each : where.members) {
            const auto* inner = of_member(&schema, each.key);
            const auto found = value.find(each.key);
            if (inner != nullptr && found != value.end()) {
                finish(*inner, each.value, *found);
            }
        }
    }

private:
    static std::string in_words(const known_plugins::option_fault& fault) {
        const std::vector<std::string_view> known(fault.known.begin(), fault.known.end());
        const auto tokens = pointer_tokens(fault.pointer);
        if (tokens.empty() || !fault.text.starts_with("must")) {
            return fault.unknown.empty() ? fault.text
                                         : fmt::format("unknown option `{}`{}", fault.unknown,
                                                       meant(fault.unknown, known));
        }
        return fmt::format("`{}` {}{}", tokens.back(), fault.text, meant(fault.unknown, known));
    }

    void read_content(const json& schema, const node& where, json& value) {
        const auto name = value.get<std::string>();
        if (where.broken) {
            return;
        }
        if (begins_object(name)) {
            auto inlined = json::parse(name, nullptr, false);
            if (inlined.is_discarded()) {
                reading_.fault(where, "neither the name of a file nor valid JSON");
                return;
            }
            for (const auto& each : wrong_with(schema, inlined)) {
                reading_.fault(where, in_words(each));
            }
            value = std::move(inlined);
            return;
        }
        const auto path = beside(reading_.file(), name);
        auto text = read_file(path);
        if (!text) {
            reading_.fault(where,
                           fmt::format("cannot read file `{}`: {}", path, text.error().text));
            return;
        }
        value = content_of(schema, path, std::move(*text));
    }

    json content_of(const json& schema, const std::string& path, std::string text) {
        auto& faults = reading_.faults();
        if (path.ends_with(".yaml") || path.ends_with(".yml")) {
            const auto tree = read_yaml(text, path, faults);
            auto content = tree ? to_json(*tree, nullptr) : json();
            if (tree) {
                check_content(schema, path, *tree, content);
            }
            return content;
        }
        // Whatever it is called: as text its secrets would stand in clear in the options.
        if (path.ends_with(".json") || (may_be_object(schema) && begins_object(text))) {
            auto content = read_json(text, path, faults);
            if (!content) {
                return {};
            }
            for (const auto& each : wrong_with(schema, *content)) {
                faults.push_back({place_of(text, each.pointer, path), in_words(each)});
            }
            return std::move(*content);
        }
        if (const auto bad = first_not_utf8(text); bad != std::string::npos) {
            faults.push_back({place_at(text, bad, path), "not UTF-8 text"});
            return {};
        }
        return text;
    }

    // What a file holds, where the schema knows more of it than its name.
    [[nodiscard]] std::vector<known_plugins::option_fault> wrong_with(const json& schema,
                                                                      const json& content) const {
        return may_be_object(schema) ? reading_.plugins().check(schema, content)
                                     : std::vector<known_plugins::option_fault>();
    }

    void check_content(const json& schema, const std::string& path, const node& tree,
                       const json& content) {
        for (const auto& each : wrong_with(schema, content)) {
            const auto found = follow(tree, schema, each.pointer);
            const bool at_key = found.key != nullptr && found.schema == nullptr;
            const auto line = at_key ? found.key->line : found.value->line;
            const auto column = at_key ? found.key->column : found.value->column;
            reading_.faults().push_back({{path, line, column}, in_words(each)});
        }
    }

    const json& schema_;
    reading& reading_;
};

json words(const char* description) {
    return {{"type", "array"},
            {"items", {{"type", "string"}, {"minLength", 1}, {"maxLength", 100}}},
            {"description", description}};
}

void add_shared(json& schema) {
    if (!schema.contains("type")) {
        schema["type"] = "object";
    }
    auto& properties = schema["properties"];
    if (!properties.is_object()) {
        properties = json::object();
    }
    const json shared = {
        {"api_base",
         {{"type", "string"},
          {"format", "uri"},
          {"description", "Where the provider's API is; default: the provider's own."}}},
        {"rate_limit",
         {{"type", "number"},
          {"minimum", 0},
          {"description", "Messages a second; default: what the plugin says."}}},
        {"timeout",
         {{"type", "string"},
          {"format", "duration"},
          {"pattern", "^[0-9]+(ms|s|m|h)$"},
          {"description", "How long a call to the provider may take, such as 30s."}}},
        {"opt_out_words", words("Words of which a message alone opts the customer out.")},
        {"opt_in_words", words("Words that undo it.")}};
    for (const auto& [key, value] : shared.items()) {
        if (!properties.contains(key)) {
            properties[key] = value;
        }
    }
}

}  // namespace

json options_schema(std::string_view kind, std::string_view plugin, const known_plugins& plugins) {
    const auto* own = plugins.options_schema(plugin);
    json schema = own != nullptr && own->is_object() ? *own : json::object();
    if (kind == "channel") {
        add_shared(schema);
    }
    return schema;
}

void read_options(std::string_view kind, const std::string& plugin, const node& instance,
                  json& into, reading& reading) {
    const auto* options = instance.find("options");
    if (options != nullptr && options->is != node::shape::mapping &&
        options->is != node::shape::null) {
        reading.fault(*options,
                      fmt::format("`options` must be a mapping, not {}", quoted(*options)));
        return;
    }
    if (instance.is != node::shape::mapping || reading.plugins().kind(plugin) != kind) {
        return;  // told already
    }
    const auto schema = options_schema(kind, plugin, reading.plugins());
    if (options != nullptr && options->is == node::shape::mapping) {
        into = to_json(*options, &schema);
    } else {
        into = json::object();
    }
    option_reader reader(schema, reading);
    reader.check(instance, options, into);
    if (options != nullptr) {
        reader.finish(schema, *options, into);
    }
}

}  // namespace selat::config
