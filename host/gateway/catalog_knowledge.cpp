#include "host/gateway/catalog_knowledge.hpp"

#include <filesystem>

#include "host/gateway/trust.hpp"
#include "host/plugins/option_schema.hpp"

namespace selat::gateway {

std::vector<std::string> catalog_knowledge::names() const {
    std::vector<std::string> out;
    for (const auto& each : catalog_.all()) {
        if (each.manifest && each.unfit.empty()) {
            out.push_back(each.manifest->name);
        }
    }
    return out;
}

std::string catalog_knowledge::kind(std::string_view name) const {
    const auto* found = catalog_.by_name(name);
    return found == nullptr ? std::string{} : plugins::name_of(found->manifest->kind);
}

std::string catalog_knowledge::unfit(std::string_view name) const {
    if (catalog_.by_name(name) != nullptr) {
        return {};
    }
    for (const auto& each : catalog_.all()) {
        const bool same = each.manifest ? each.manifest->name == name
                                        : std::filesystem::path(each.path).stem() == name;
        if (same && !each.unfit.empty()) {
            return each.unfit;
        }
    }
    return {};
}

const nlohmann::json* catalog_knowledge::options_schema(std::string_view name) const {
    const auto* found = catalog_.by_name(name);
    return found == nullptr || !found->manifest->options.is_object() ||
                   found->manifest->options.empty()
               ? nullptr
               : &found->manifest->options;
}

std::vector<config::known_plugins::option_fault>
catalog_knowledge::check(const nlohmann::json& schema, const nlohmann::json& options) const {
    std::vector<option_fault> out;
    for (auto& each : plugins::check_options(schema, options)) {
        out.push_back({std::move(each.pointer), std::move(each.text), std::move(each.unknown),
                       std::move(each.known)});
    }
    return out;
}

plugins::catalog open_catalog(const config::plugins& plugins, const config::store& store) {
    const auto beside = std::filesystem::path(store.path).parent_path() / "plugins";
    return {plugins.paths, beside.string(), trust_of(plugins)};
}

}  // namespace selat::gateway
