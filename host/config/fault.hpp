#pragma once
// What is wrong in a file, and where. All of it, not the first.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace selat::config {

// A place in a file; line and column count from 1, 0 when unknown.
struct place {
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
};

struct fault {
    place at;
    std::string text;
    bool error = true;  // false: a warning
};

// "FILE:LINE:COL: error: TEXT"
std::string to_string(const fault& fault);

// The closest of `known` when it is close enough to be a slip of the finger, else empty.
std::string_view did_you_mean(std::string_view word, const std::vector<std::string_view>& known);

// The place of a JSON pointer's value (its key, for members) in a JSON text; the start when the
// pointer leads nowhere.
place place_of(std::string_view json, std::string_view pointer, std::string_view file);

}  // namespace selat::config
