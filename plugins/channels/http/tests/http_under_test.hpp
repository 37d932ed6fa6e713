#pragma once
// The plugin as its tests drive it: a recipe of the test's own, or one of those that come with
// Selat.

#include <string>

#include <selat/testing/drive.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace http_test {

namespace drive = selat::testing;
using json = nlohmann::json;

// The least that a recipe has.
inline json recipe() {
    return {
        {"api", "https://api.example"},
        {"verify", "none"},
        {"receive", {{"messages", {{"id", "id"}, {"from", "from"}, {"text", "text"}}}}},
        {"send", {{"text", {{"url", "/send"}, {"json", {{"to", "{to}"}, {"text", "{text}"}}}}}}}};
}

inline drive::given given(const json& recipe, const json& values = json::object(),
                          const json& secrets = json::object(), const std::string& api_base = {}) {
    drive::given out;
    json options = {{"recipe", recipe}, {"values", values}, {"secrets", json::object()}};
    for (const auto& [name, value] : secrets.items()) {
        options["secrets"][name] = "{{secret:secrets." + name + "}}";
        out.secrets["secrets." + name] = value;
    }
    if (!api_base.empty()) {
        options["api_base"] = api_base;
    }
    out.options = options.dump();
    return out;
}

inline drive::request post(const json& body, const std::string& path = {}) {
    return {.path = path, .headers = {{"content-type", "application/json"}}, .body = body.dump()};
}

}  // namespace http_test
