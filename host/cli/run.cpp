#include <memory>

#include "host/cli/commands.hpp"
#include "host/gateway/gateway.hpp"

namespace selat::cli {

void add_run(CLI::App& program, int& exit) {
    auto* command = program.add_subcommand("run", "Serve in the foreground until SIGTERM");
    auto options = std::make_shared<gateway::run_options>();
    add_config_option(*command, options->config_file, need::required);
    command->callback([options, &exit] { exit = gateway::run(*options); });
}

}  // namespace selat::cli
