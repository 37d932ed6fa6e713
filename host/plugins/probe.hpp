#pragma once
// The first opening of a plugin file happens in a child: what crashes, hangs or upsets the process
// there cannot hurt the gateway.

#include <chrono>
#include <string>

#include "host/base/result.hpp"

namespace selat::plugins {

// The program's hidden argument: selat --probe-plugin FILE.
inline constexpr const char* probe_argument = "--probe-plugin";

// Opens FILE in a child of `program` (empty: this program itself) and shakes hands with it. The
// failure says what happened. Safe while other threads run. [any-thread]
result<void> probe(const std::string& file, const std::string& program = {},
                   std::chrono::milliseconds limit = std::chrono::seconds{10});

// What the child does; main() calls it when argv[1] is probe_argument and returns what it returns.
int probe_main(int argc, char** argv);

}  // namespace selat::plugins
