#include <cstdio>
#include <cstring>
#include <exception>

#include "host/cli/commands.hpp"
#include "host/cli/exit_codes.hpp"
#include "host/conformance/kit.hpp"
#include "host/plugins/probe.hpp"

namespace selat::cli {

void add_config_option(CLI::App& command, std::string& file, need need) {
    auto* option = command.add_option("-c,--config", file, "The configuration file");
    option->type_name("FILE")->required(need == need::required);
}

namespace {

int run_program(int argc, char** argv) {
    int exit = fine;
    CLI::App program("Selat, a self-hosted omnichannel contact-centre gateway", "selat");
    program.require_subcommand(1);
    add_run(program, exit);
    add_check(program, exit);
    add_preview(program, exit);
    auto* plugin = program.add_subcommand("plugin", "Look at plugins, check them, begin one");
    plugin->require_subcommand(1);
    add_plugin_list(*plugin, exit);
    add_plugin_inspect(*plugin, exit);
    add_plugin_check(*plugin, exit);
    add_plugin_new(*plugin, exit);
    add_schema(program, exit);
    add_status(program, exit);
    add_reload(program, exit);
    add_version(program, exit);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? fine : usage;
    }
    return exit;
}

}  // namespace
}  // namespace selat::cli

int main(int argc, char** argv) {
    // Children that open one plugin to see whether it can be, or try one thing with it: nothing
    // else may run.
    if (argc > 1 && std::strcmp(argv[1], selat::plugins::probe_argument) == 0) {
        return selat::plugins::probe_main(argc, argv);
    }
    if (argc > 1 && std::strcmp(argv[1], selat::conformance::step_argument) == 0) {
        return selat::conformance::step_main(argc, argv);
    }
    try {
        return selat::cli::run_program(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "selat: %s\n", error.what());
        return selat::cli::cannot_run;
    }
}
