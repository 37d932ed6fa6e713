#include "host/config/read.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "host/config/field.hpp"
#include "host/config/files.hpp"
#include "host/config/people.hpp"
#include "host/config/read_yaml.hpp"
#include "host/config/sections.hpp"

#include <nlohmann/json.hpp>

namespace selat::config {
namespace {

// Nothing is known, and nothing is asked.
class no_plugins final : public known_plugins {
public:
    [[nodiscard]] std::vector<std::string> names() const override { return {}; }
    [[nodiscard]] std::string kind(std::string_view) const override { return {}; }
    [[nodiscard]] std::string unfit(std::string_view) const override { return {}; }
    [[nodiscard]] const nlohmann::json* options_schema(std::string_view) const override {
        return nullptr;
    }
    [[nodiscard]] std::vector<option_fault> check(const nlohmann::json&,
                                                  const nlohmann::json&) const override {
        return {};
    }
};

void set_defaults(configuration& all, const std::string& path) {
    all.file = path;
    all.store.path = beside(path, all.store.path);
    all.media.path = beside(path, all.media.path);
}

fault unreadable(const std::string& path, const failure& why) {
    return {{path, 1, 1}, "cannot read the configuration: " + why.text, true};
}

void sort(std::vector<fault>& faults, const std::string& file) {
    const auto rank = [&](const fault& each) {
        return std::tuple(each.at.file != file, std::string_view(each.at.file), each.at.line,
                          each.at.column, std::string_view(each.text));
    };
    std::sort(faults.begin(), faults.end(),
              [&](const fault& a, const fault& b) { return rank(a) < rank(b); });
}

void read_tree(const node& tree, configuration& all, reading& reading) {
    read_fields(tree, fields_of(all), {}, reading);
    finish_server(all.server);
    finish_routing(all.routing, tree.find("routing"), reading);
    if (all.plugins.paths.empty()) {
        all.plugins.paths = default_plugin_folders();
    }
    reading.check_references();
}

}  // namespace

read_result read_text(std::string_view text, const std::string& path,
                      const environment& environment, const known_plugins& plugins) {
    read_result out;
    auto tree = read_yaml(text, path, out.faults);
    if (tree) {
        if (tree->line == 0) {
            tree->line = tree->column = 1;
        }
        interpolate(*tree, path, environment, out.faults);
        configuration all;
        set_defaults(all, path);
        reading reading(path, plugins, out.faults);
        read_tree(*tree, all, reading);
        out.value = std::move(all);
    }
    sort(out.faults, path);
    if (std::any_of(out.faults.begin(), out.faults.end(),
                    [](const fault& each) { return each.error; })) {
        out.wrong = std::exchange(out.value, std::nullopt);
    }
    return out;
}

read_result read(const std::string& path, const environment& environment,
                 const known_plugins& plugins) {
    const auto text = read_file(path);
    if (!text) {
        read_result out;
        out.faults.push_back(unreadable(path, text.error()));
        return out;
    }
    return read_text(*text, path, environment, plugins);
}

outline read_outline(const std::string& path, const environment& environment) {
    configuration all;
    set_defaults(all, path);
    outline out;
    std::vector<fault> faults;
    const auto text = read_file(path);
    if (!text) {
        faults.push_back(unreadable(path, text.error()));
    }
    auto tree = text ? read_yaml(*text, path, faults) : std::nullopt;
    if (!tree) {
        out.unread = std::move(faults);
    } else {
        interpolate(*tree, path, environment, faults);
        const no_plugins plugins;
        reading reading(path, plugins, faults);
        for (const auto& field : fields_of(all)) {
            const auto* part = tree->find(field.key);
            if (part != nullptr && (field.key == "server" || field.key == "store" ||
                                    field.key == "plugins" || field.key == "api")) {
                field.read(*part, reading);
            }
        }
    }
    finish_server(all.server);
    if (all.plugins.paths.empty()) {
        all.plugins.paths = default_plugin_folders();
    }
    out.server = std::move(all.server);
    out.store = std::move(all.store);
    out.plugins = std::move(all.plugins);
    out.tokens = std::move(all.tokens);
    return out;
}

}  // namespace selat::config
