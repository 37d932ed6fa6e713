#include "tests/emulators/facebook/facebook.hpp"

namespace emulators::facebook {

facebook_provider::facebook_provider(std::size_t lanes)
    : messaging_provider(meta::messenger, lanes) {}

}  // namespace emulators::facebook
