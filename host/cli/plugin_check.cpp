#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <memory>

#include "host/cli/commands.hpp"
#include "host/cli/exit_codes.hpp"
#include "host/config/read.hpp"
#include "host/conformance/kit.hpp"
#include "host/gateway/catalog_knowledge.hpp"
#include "host/gateway/trust.hpp"

#include <fmt/format.h>

namespace selat::cli {
namespace {

struct arguments {
    std::string file;
    std::string config;
};

// The first instance of the plugin among some; null: there is none.
template <class Item>
const Item* instance_of(const std::vector<Item>& items, const std::string& plugin) {
    const auto found = std::ranges::find(items, plugin, &Item::plugin);
    return found == items.end() ? nullptr : &*found;
}

template <class Item>
std::vector<std::string> ids_of(const std::vector<Item>& items) {
    std::vector<std::string> out;
    std::ranges::transform(items, std::back_inserter(out), &Item::id);
    return out;
}

// What the configuration says of the plugin. The failure: it cannot be read, or its words on that
// plugin are wrong.
result<void> configure(conformance::subject& subject, const arguments& given) {
    auto outline = config::read_outline(given.config, config::process_environment());
    outline.plugins.paths.push_back(std::filesystem::path(subject.file).parent_path().string());
    subject.trust = gateway::trust_of(outline.plugins);
    const auto catalog = gateway::open_catalog(outline.plugins, outline.store);
    const auto same = std::ranges::find_if(catalog.all(), [&](const auto& each) {
        return each.path == subject.file && each.manifest;
    });
    if (same == catalog.all().end()) {
        return {};  // the examination says why
    }
    const gateway::catalog_knowledge known(catalog);
    const auto read = config::read(given.config, config::process_environment(), known);
    // A plugin that does not fit is a fault wherever it is used; the examination says why it does
    // not.
    const auto& all = read.value || same->unfit.empty() ? read.value : read.wrong;
    if (!all) {
        std::string faults;
        for (const auto& each : read.faults) {
            faults += (faults.empty() ? "" : "\n") + config::to_string(each);
        }
        return fail(code::config, faults);
    }
    const auto& name = same->manifest->name;
    if (const auto* channel = instance_of(all->channels, name)) {
        subject.options = channel->options;
    } else if (const auto* bot = instance_of(all->bots, name)) {
        subject.options = bot->options;
    } else if (const auto* flow = instance_of(all->flows, name)) {
        subject.options = flow->options;
        subject.definition.text = flow->definition;
        subject.definition.bindings = flow->bindings;
    }
    subject.definition.workflows = ids_of(all->routing.workflows);
    subject.definition.bots = ids_of(all->bots);
    subject.definition.flows = ids_of(all->flows);
    return {};
}

int check(const arguments& given) {
    std::error_code missing;
    conformance::subject subject;
    subject.file = std::filesystem::canonical(given.file, missing).string();
    if (missing) {
        std::fprintf(stderr, "selat: %s cannot be read: %s\n", given.file.c_str(),
                     missing.message().c_str());
        return cannot_run;
    }
    if (!given.config.empty()) {
        if (const auto done = configure(subject, given); !done) {
            std::fprintf(stderr, "%s\n", done.error().text.c_str());
            return cannot_run;
        }
    }
    std::size_t steps = 0;
    std::size_t failed = 0;
    const auto well = conformance::examine(subject, [&](const conformance::step& step) {
        ++steps;
        failed += step.well ? 0 : 1;
        const auto* colon = step.text.empty() ? "" : ": ";
        std::printf("%-6s  %s%s%s\n", step.well ? "ok" : "FAILED", step.title.c_str(), colon,
                    step.text.c_str());
        std::fflush(stdout);  // the next step may take long
    });
    if (!well) {
        std::fprintf(stderr, "selat: %s\n", well.error().text.c_str());
        return cannot_run;
    }
    if (!*well) {
        std::fprintf(stderr, "%s: error: %zu of %zu steps failed\n", given.file.c_str(), failed,
                     steps);
        return wrong;
    }
    std::printf("%s passes: %zu steps\n", given.file.c_str(), steps);
    return fine;
}

}  // namespace

void add_plugin_check(CLI::App& plugin, int& exit) {
    auto* command = plugin.add_subcommand(
        "check", "Whether a built plugin keeps to the ABI: calls it with what is usual, empty and "
                 "hostile, in children of this program");
    auto given = std::make_shared<arguments>();
    command->add_option("FILE", given->file, "The plugin, a *.so")->required();
    add_config_option(*command, given->config, need::optional);
    command->get_option("--config")
        ->description("A configuration: its first instance of the plugin gives the options and the "
                      "definition, "
                      "its plugins.trust what is demanded of the file");
    command->callback([given, &exit] { exit = check(*given); });
}

}  // namespace selat::cli
