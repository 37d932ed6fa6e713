#include "tests/emulators/instagram/instagram.hpp"

namespace emulators::instagram {

instagram_provider::instagram_provider(std::size_t lanes)
    : messaging_provider(meta::direct, lanes) {}

}  // namespace emulators::instagram
