#pragma once
// The length of text, counted code point by code point in the unit a channel names.

#include <cstddef>
#include <string_view>

#include "host/model/capabilities.hpp"

namespace selat::delivery {

// Counts what is added to it. The length never shrinks.
class text_counter {
public:
    explicit text_counter(model::text_unit unit) : unit_(unit) {}

    void add(std::string_view text);

    // Under gsm7 the septets of an SMS. One character outside that alphabet makes the whole message
    // UCS-2, of which 70 units take the room of 160 septets.
    [[nodiscard]] std::size_t length() const;

private:
    model::text_unit unit_;
    std::size_t bytes_ = 0;
    std::size_t points_ = 0;
    std::size_t utf16_ = 0;
    std::size_t septets_ = 0;
    bool wide_ = false;  // holds what GSM 7-bit has not
};

}  // namespace selat::delivery
