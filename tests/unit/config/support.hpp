#pragma once
// A folder of files, an environment and a few plugins, all made up.

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "host/config/read.hpp"

#include <nlohmann/json.hpp>

namespace selat::config::testing {

// Removed with all that is in it.
class folder {
public:
    folder() {
        std::string name =
            (std::filesystem::temp_directory_path() / "selat-config-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;
    ~folder() { std::filesystem::remove_all(path_); }

    std::string write(const std::string& name, const std::string& text) const {
        const auto path = std::filesystem::path(path_) / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
        return path.string();
    }
    [[nodiscard]] std::string operator/(const std::string& name) const {
        return path_ + "/" + name;
    }

private:
    std::string path_;
};

class some_plugins : public known_plugins {
public:
    some_plugins() {
        using json = nlohmann::json;
        const json text = {{"type", "string"}};
        const json secret = {{"type", "string"}, {"secret", true}};
        kinds_ = {{"line", "channel"},          {"faq", "bot"},         {"studio", "flow"},
                  {"longest-idle", "strategy"}, {"skills", "strategy"}, {"sms", "channel"}};
        schemas_["line"] = {
            {"type", "object"},
            {"additionalProperties", false},
            {"required", {"channel_secret", "access_token"}},
            {"properties",
             {{"channel_secret", secret},
              {"access_token", secret},
              {"page_id", text},
              {"limit", {{"type", "integer"}}},
              {"rules",
               {{"type", {"string", "object"}},
                {"file", true},
                {"additionalProperties", false},
                {"properties", {{"name", text}, {"limit", {{"type", "integer"}}}}}}},
              {"verify", {{"type", "string"}, {"channel", true}}},
              {"others", {{"type", "array"}, {"items", {{"type", "string"}, {"channel", true}}}}},
              {"keys",
               {{"type", "object"},
                {"additionalProperties", {{"type", "array"}, {"items", secret}}}}},
              {"imap",
               {{"type", "object"},
                {"additionalProperties", false},
                {"properties", {{"host", text}, {"password", secret}}}}}}}};
        schemas_["faq"] = {{"type", "object"},
                           {"additionalProperties", false},
                           {"required", {"file"}},
                           {"properties", {{"file", {{"type", "string"}, {"file", true}}}}}};
    }

    [[nodiscard]] std::vector<std::string> names() const override {
        std::vector<std::string> out;
        for (const auto& [name, kind] : kinds_) {
            out.push_back(name);
        }
        return out;
    }
    [[nodiscard]] std::string kind(std::string_view name) const override {
        const auto found = kinds_.find(name);
        return found == kinds_.end() ? "" : found->second;
    }
    [[nodiscard]] std::string unfit(std::string_view name) const override {
        return name == "old" ? "it was made for SDK 0" : "";
    }
    [[nodiscard]] const nlohmann::json* options_schema(std::string_view name) const override {
        const auto found = schemas_.find(name);
        return found == schemas_.end() ? nullptr : &found->second;
    }
    [[nodiscard]] std::vector<option_fault> check(const nlohmann::json& schema,
                                                  const nlohmann::json& options) const override {
        std::vector<option_fault> faults;
        check_object(schema, options, "", faults);
        return faults;
    }

private:
    static void check_object(const nlohmann::json& schema, const nlohmann::json& value,
                             const std::string& at, std::vector<option_fault>& faults) {
        for (const auto& name : schema.value("required", nlohmann::json::array())) {
            if (!value.contains(name.get<std::string>())) {
                faults.push_back({at, name.get<std::string>() + " is required", "", {}});
            }
        }
        const auto properties = schema.value("properties", nlohmann::json::object());
        for (const auto& [key, each] : value.items()) {
            const auto where = at + "/" + key;
            if (!properties.contains(key)) {
                std::vector<std::string> known;
                for (const auto& [name, unused] : properties.items()) {
                    known.push_back(name);
                }
                if (schema.value("additionalProperties", nlohmann::json(true)) == false) {
                    faults.push_back({where, key + " is no option here", key, known});
                }
                continue;
            }
            const auto types = properties.at(key).value("type", nlohmann::json());
            const auto type = types.is_string() ? types.get<std::string>() : std::string();
            if (type == "object" && each.is_object()) {
                check_object(properties.at(key), each, where, faults);
            } else if ((type == "string" && !each.is_string()) ||
                       (type == "integer" && !each.is_number_integer()) ||
                       (type == "object" && !each.is_object())) {
                faults.push_back({where, "must be a " + type, "", {}});
            }
        }
    }

    std::map<std::string, std::string, std::less<>> kinds_;
    std::map<std::string, nlohmann::json, std::less<>> schemas_;
};

inline environment variables(std::map<std::string, std::string> values) {
    return [values = std::move(values)](const std::string& name) -> std::optional<std::string> {
        const auto found = values.find(name);
        return found == values.end() ? std::nullopt : std::optional(found->second);
    };
}

// Faults as "LINE:COL: TEXT", those of other files with their name in front.
inline std::vector<std::string> lines_of(const read_result& result, const std::string& file) {
    std::vector<std::string> out;
    for (const auto& each : result.faults) {
        const auto name = each.at.file == file
                              ? std::string()
                              : std::filesystem::path(each.at.file).filename().string() + ":";
        out.push_back(name + std::to_string(each.at.line) + ":" + std::to_string(each.at.column) +
                      ": " + each.text);
    }
    return out;
}

}  // namespace selat::config::testing
