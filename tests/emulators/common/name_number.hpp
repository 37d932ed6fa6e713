#pragma once
// The same name is the same person, also after a restart.

#include <cstdint>
#include <string_view>

namespace emulators {

// FNV-1a.
inline std::uint64_t name_number(std::string_view name) {
    std::uint64_t hash = 14695981039346656037u;
    for (const char c : name) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
    }
    return hash;
}

}  // namespace emulators
