#pragma once
// Every provider that is emulated here.

#include "tests/emulators/common/provider.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace emulators {

// `senders`: how many webhooks each has under way at a time.
std::vector<std::unique_ptr<provider>> everybody(std::size_t senders);

}  // namespace emulators
