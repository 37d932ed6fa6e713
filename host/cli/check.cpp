#include <memory>

#include "host/cli/commands.hpp"
#include "host/gateway/gateway.hpp"

namespace selat::cli {

void add_check(CLI::App& program, int& exit) {
    auto* command = program.add_subcommand(
        "check", "Read the configuration and all it names without serving; every fault on stderr");
    auto options = std::make_shared<gateway::run_options>();
    add_config_option(*command, options->config_file, need::required);
    command->callback([options, &exit] { exit = gateway::check(*options); });
}

}  // namespace selat::cli
