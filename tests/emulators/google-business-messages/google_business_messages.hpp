#pragma once
// Google Business Messages as one of the emulated providers.

#include "tests/emulators/google/provider.hpp"

namespace emulators::google {

class business_messages_provider final : public google_provider {
public:
    explicit business_messages_provider(std::size_t lanes)
        : google_provider(business_messages, lanes) {}
};

}  // namespace emulators::google
