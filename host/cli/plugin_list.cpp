#include <cstdio>
#include <memory>

#include "host/cli/commands.hpp"
#include "host/cli/exit_codes.hpp"
#include "host/cli/found_plugins.hpp"
#include "host/cli/table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace selat::cli {
namespace {

struct arguments {
    std::string config;
    bool json = false;
};

nlohmann::json as_json(const plugins::found& each) {
    nlohmann::json out = {{"path", each.path},
                          {"sha256", each.sha256},
                          {"fit", each.unfit.empty()},
                          {"reason", nullptr}};
    if (!each.unfit.empty()) {
        out["reason"] = each.unfit;
    }
    if (each.manifest) {
        out["name"] = each.manifest->name;
        out["version"] = each.manifest->version;
        out["kind"] = plugins::name_of(each.manifest->kind);
        out["sdk"] = each.manifest->sdk;
        out["discloses"] = each.manifest->discloses;
    }
    return out;
}

std::string state_of(const plugins::found& each) {
    if (!each.unfit.empty()) {
        return "no: " + each.unfit;
    }
    if (each.manifest && !each.manifest->discloses.empty()) {
        return fmt::format("yes; sees in clear: {}", fmt::join(each.manifest->discloses, ", "));
    }
    return "yes";
}

std::vector<std::string> as_row(const plugins::found& each) {
    if (!each.manifest) {
        return {"-", "-", "-", "-", each.path, state_of(each)};
    }
    const auto& manifest = *each.manifest;
    return {manifest.name, manifest.version, plugins::name_of(manifest.kind),
            manifest.sdk,  each.path,        state_of(each)};
}

int list(const arguments& arguments) {
    const auto catalog = find_plugins(arguments.config);
    if (!catalog) {
        std::fprintf(stderr, "%s\n", catalog.error().text.c_str());
        return cannot_run;
    }
    auto json = nlohmann::json::array();
    std::vector<std::vector<std::string>> rows{{"NAME", "VERSION", "KIND", "SDK", "PATH", "FIT"}};
    for (const auto& each : catalog->all()) {
        json.push_back(as_json(each));
        rows.push_back(as_row(each));
    }
    const auto text = arguments.json ? json.dump(2) + "\n" : table(rows);
    std::fputs(text.c_str(), stdout);
    return fine;
}

}  // namespace

void add_plugin_list(CLI::App& plugin, int& exit) {
    auto* command = plugin.add_subcommand("list", "The plugins found, and whether they fit");
    auto given = std::make_shared<arguments>();
    add_config_option(*command, given->config, need::optional);
    command->add_flag("--json", given->json, "As JSON");
    command->callback([given, &exit] { exit = list(*given); });
}

}  // namespace selat::cli
