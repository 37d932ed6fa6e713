#pragma once
// Instagram's direct messages as one of the emulated providers.

#include "tests/emulators/meta/messaging_provider.hpp"

namespace emulators::instagram {

class instagram_provider final : public meta::messaging_provider {
public:
    explicit instagram_provider(std::size_t lanes);
};

}  // namespace emulators::instagram
