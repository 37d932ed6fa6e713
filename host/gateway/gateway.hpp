#pragma once
// The gateway: the parts put together, their start and their end.

#include <string>

namespace selat::gateway {

struct run_options {
    std::string config_file;
};

// Serves until SIGTERM or SIGINT, then drains. SIGHUP reads the configuration again. Prints
// "selat: ready on http://ADDR:PORT" on standard output once it serves. 0 after an orderly end, 1
// when the configuration is wrong (faults on standard error), 3 when it cannot run.
int run(const run_options& options);

// Everything `run` would refuse, told on standard error without serving. 0 or 1.
int check(const run_options& options);

}  // namespace selat::gateway
