#pragma once
// A text as the parts that carry it, and what a part says of the others. Pure.

#include "encodings.hpp"
#include "pdu.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace smpp {

// How what is too long for one part goes out.
enum class split_as {
    udh,      // a header with a reference of 8 bits
    udh16,    // one of 16 bits
    sar,      // the sar_ parameters
    payload,  // whole, in message_payload: the SMSC splits
};

struct part {
    std::uint8_t esm_class = 0;
    std::uint8_t data_coding = 0;
    std::string short_message;
    std::vector<parameter> parameters;
};

// At most 255 parts; nothing when it takes more. `reference` tells its parts from those of others.
std::optional<std::vector<part>> split(std::string_view text, default_alphabet alphabet,
                                       split_as how, std::uint16_t reference);

// What part of what.
struct place {
    enum class by : std::uint8_t { udh, udh16, sar };
    by how = by::udh;
    std::uint16_t reference = 0;
    std::uint8_t total = 0;
    std::uint8_t number = 0;  // from 1
};

// What came: a payload without its header.
struct received {
    std::string_view payload;
    unsigned fill = 0;  // bits between the header and packed septets
    std::optional<smpp::place> place;
};
// Nothing when it begins with a header that is none.
std::optional<received> open(std::string_view bytes, bool has_header);

// The place that the sar_ parameters tell.
std::optional<place> sar_place(const pdu& pdu);

}  // namespace smpp
