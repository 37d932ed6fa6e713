#include "legacy.hpp"

#include <map>
#include <string>

#include <nlohmann/json.hpp>

namespace studio {
namespace {

using json = nlohmann::json;

const std::map<std::string, std::string> types = {
    {"InitialState", "trigger"},       {"Branch", "split-based-on"},
    {"Message", "send-message"},       {"MessagePrompt", "send-and-wait-for-reply"},
    {"SetVariables", "set-variables"}, {"Function", "run-function"},
    {"SendToFlex", "send-to-flex"},    {"Gather", "gather-input-on-call"},
    {"SayPlay", "say-play"},           {"EnqueueCall", "enqueue-call"},
};

std::string text_of(const json& object, const char* key) {
    const auto found = object.is_object() ? object.find(key) : object.end();
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

void point_to_names(json& state, const std::map<std::string, std::string>& names) {
    if (!state.contains("transitions") || !state["transitions"].is_array()) {
        return;
    }
    for (auto& each : state["transitions"]) {
        if (const auto known = names.find(text_of(each, "next")); known != names.end()) {
            each["next"] = known->second;
        }
    }
}

}  // namespace

bool is_legacy(const json& document) {
    if (document.contains("initial_state") || !document.contains("states") ||
        !document["states"].is_array()) {
        return false;
    }
    for (const auto& each : document["states"]) {
        if (types.contains(text_of(each, "type"))) {
            return true;
        }
    }
    return false;
}

json from_legacy(json document) {
    std::map<std::string, std::string> names;
    for (auto& each : document["states"]) {
        if (!each.is_object()) {
            continue;
        }
        const auto type = types.find(text_of(each, "type"));
        if (type != types.end()) {
            each["type"] = type->second;
        }
        if (text_of(each, "type") == "trigger" && !document.contains("initial_state")) {
            document["initial_state"] = text_of(each, "name");
        }
        names.emplace(text_of(each, "sid"), text_of(each, "name"));
    }
    names.erase("");
    for (auto& each : document["states"]) {
        point_to_names(each, names);
    }
    return document;
}

}  // namespace studio
