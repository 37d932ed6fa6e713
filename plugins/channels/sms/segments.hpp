#pragma once
// How many parts a text takes on the air, which is what it costs. Pure.

#include <cstddef>
#include <string_view>

namespace sms {

struct segment_count {
    bool wide = false;         // UCS-2: something in it is not in the GSM alphabet
    std::size_t units = 0;     // septets, or UTF-16 units
    std::size_t segments = 0;  // an empty text takes one
};

segment_count count_segments(std::string_view text);

}  // namespace sms
