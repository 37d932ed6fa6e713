#pragma once
// The time as providers write it.

#include <chrono>
#include <cstdint>

namespace emulators {

// Milliseconds since 1970.
inline std::int64_t now_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace emulators
