#pragma once
// What the two sides of option schemas share.

#include <string>

namespace selat::plugins {

// Deeper schemas and options are not looked at.
inline constexpr int deepest = 16;

// A member's name as a part of a JSON pointer.
inline std::string pointer_token(const std::string& name) {
    std::string out;
    for (const char each : name) {
        out += each == '~' ? "~0" : each == '/' ? "~1" : std::string(1, each);
    }
    return out;
}

}  // namespace selat::plugins
