#pragma once
// What belongs to the whole process, and a plugin must leave alone.

#include <cstddef>
#include <string>
#include <vector>

#include <sys/types.h>

namespace selat::plugins {

struct process_state {
    std::vector<void (*)(int)> signals;
    std::string locale;
    std::string folder;
    mode_t umask = 0;
    int rounding = 0;
    std::size_t threads = 0;
    std::size_t descriptors = 0;
};

process_state look_at_process();

// What is not as it was, in words ("signal handlers"); empty: nothing.
std::string difference(const process_state& before, const process_state& after);

}  // namespace selat::plugins
