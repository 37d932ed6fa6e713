#include <cstdio>

#include "host/cli/commands.hpp"
#include "host/cli/exit_codes.hpp"
#include <selat/plugin.h>

namespace selat::cli {

void add_version(CLI::App& program, int& exit) {
    auto* command = program.add_subcommand("version", "Program, SDK and build");
    command->callback([&exit] {
        std::printf("selat %s, SDK %u.%u, %s, %s\n", SELAT_PROGRAM_VERSION, SELAT_ABI_MAJOR,
                    SELAT_ABI_MINOR, SELAT_BUILD_TYPE, __VERSION__);
        exit = fine;
    });
}

}  // namespace selat::cli
