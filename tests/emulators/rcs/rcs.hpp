#pragma once
// RCS Business Messaging as one of the emulated providers.

#include "tests/emulators/google/provider.hpp"

namespace emulators::google {

class rcs_provider final : public google_provider {
public:
    explicit rcs_provider(std::size_t lanes) : google_provider(rcs, lanes) {}
};

}  // namespace emulators::google
