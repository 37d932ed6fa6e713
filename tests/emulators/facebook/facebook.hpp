#pragma once
// Facebook Messenger as one of the emulated providers.

#include "tests/emulators/meta/messaging_provider.hpp"

namespace emulators::facebook {

class facebook_provider final : public meta::messaging_provider {
public:
    explicit facebook_provider(std::size_t lanes);
};

}  // namespace emulators::facebook
