#include "host/config/schema.hpp"

#include <cstdio>
#include <memory>

#include "host/cli/commands.hpp"
#include "host/cli/exit_codes.hpp"
#include "host/cli/found_plugins.hpp"
#include "host/gateway/catalog_knowledge.hpp"

#include <nlohmann/json.hpp>

namespace selat::cli {
namespace {

int print_schema(const std::string& config_file) {
    const auto catalog = find_plugins(config_file);
    if (!catalog) {
        std::fprintf(stderr, "%s\n", catalog.error().text.c_str());
        return cannot_run;
    }
    const gateway::catalog_knowledge known(*catalog);
    std::puts(config::schema(known).dump(2).c_str());
    return fine;
}

}  // namespace

void add_schema(CLI::App& program, int& exit) {
    auto* command = program.add_subcommand(
        "schema", "JSON Schema of the configuration, with the options of the plugins found");
    auto file = std::make_shared<std::string>();
    add_config_option(*command, *file, need::optional);
    command->callback([file, &exit] { exit = print_schema(*file); });
}

}  // namespace selat::cli
