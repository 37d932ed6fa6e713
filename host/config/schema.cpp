#include "host/config/schema.hpp"

#include <algorithm>

#include "host/config/config.hpp"
#include "host/config/options.hpp"
#include "host/config/sections.hpp"

#include <nlohmann/json.hpp>

namespace selat::config {
namespace {

using json = nlohmann::json;

// Options by plugin, and the plugin's name as an open choice: editors offer the known ones.
void add_plugins(json& instance, std::string_view kind, const known_plugins& plugins) {
    auto names = plugins.names();
    std::sort(names.begin(), names.end());
    json known = json::array();
    json cases = json::array();
    for (const auto& name : names) {
        if (plugins.kind(name) != kind) {
            continue;
        }
        known.push_back(name);
        cases.push_back(
            {{"if",
              {{"properties", {{"plugin", {{"const", name}}}}},
               {"required", json::array({"plugin"})}}},
             {"then", {{"properties", {{"options", options_schema(kind, name, plugins)}}}}}});
    }
    if (!known.empty()) {
        instance["properties"]["plugin"]["examples"] = std::move(known);
        instance["allOf"] = std::move(cases);
    }
}

}  // namespace

json schema(const known_plugins& plugins) {
    configuration defaults;
    json out = schema_of(fields_of(defaults));
    out["$schema"] = "https://json-schema.org/draft/2020-12/schema";
    out["title"] = "Selat's configuration";
    auto& properties = out["properties"];
    add_plugins(properties["channels"]["items"], "channel", plugins);
    add_plugins(properties["bots"]["items"], "bot", plugins);
    add_plugins(properties["flows"]["properties"]["items"]["items"], "flow", plugins);
    return out;
}

}  // namespace selat::config
