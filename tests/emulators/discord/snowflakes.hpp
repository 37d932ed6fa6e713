#pragma once
// Discord's ids: strings of numbers that grow with time.

#include "tests/emulators/common/clock.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace emulators::discord {

// ISO 8601, as Discord writes times.
std::string timestamp(std::int64_t ms);

// A fresh id. [any-thread]
std::string next_id();
// Who is named by a test is somebody: an id stands for itself, any other name for always the same
// id. Ids of different `kind` differ.
std::string id_of(char kind, std::string_view name);

}  // namespace emulators::discord
