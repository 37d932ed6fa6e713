#include "parts.hpp"

#include "plugins/channels/sms/gsm_alphabet.hpp"
#include "plugins/shared/code_points/code_points.hpp"

#include <algorithm>
#include <cstddef>

namespace smpp {
namespace {

constexpr std::size_t most_parts = 255;
constexpr std::uint8_t wide_coding = 8;

constexpr std::uint8_t concatenated_8 = 0x00;
constexpr std::uint8_t concatenated_16 = 0x08;

// How many units one part holds, alone and among others.
struct room {
    std::size_t alone;
    std::size_t among_others;
};

room room_of(bool wide, split_as how) {
    if (wide) {
        return {70, how == split_as::udh16 ? 66u : 67u};
    }
    return {160, how == split_as::udh16 ? 152u : 153u};
}

// Units on the air of the character at `at`, which moves behind it.
std::size_t units_at(std::string_view text, std::size_t& at, bool wide) {
    const auto point = code_points::take(text, at);
    if (wide) {
        return point > 0xFFFF ? 2 : 1;
    }
    const auto coded = sms::septets_of(point);
    return coded ? coded->count : 1;
}

// Cuts in front of the character that does not fit any more: no pair is torn.
std::vector<std::string_view> cut(std::string_view text, bool wide, room room) {
    std::vector<std::string_view> out;
    std::size_t begin = 0;
    std::size_t used = 0;
    std::size_t units = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto before = at;
        const auto size = units_at(text, at, wide);
        units += size;
        if (used + size > room.among_others) {
            out.push_back(text.substr(begin, before - begin));
            begin = before;
            used = 0;
        }
        used += size;
    }
    if (units <= room.alone) {
        return {text};
    }
    out.push_back(text.substr(begin));
    return out;
}

std::string header_of(const place& place) {
    std::string out;
    if (place.how == place::by::udh16) {
        out = {6, concatenated_16, 4};
        out += number_text(place.reference, 2);
    } else {
        out = {5, concatenated_8, 3};
        out += number_text(place.reference & 0xFFu, 1);
    }
    out += static_cast<char>(place.total);
    out += static_cast<char>(place.number);
    return out;
}

std::string narrow(std::string_view text, default_alphabet alphabet, unsigned fill) {
    if (alphabet == default_alphabet::latin1) {
        return latin1_of(text).value_or(std::string());
    }
    auto septets = gsm_of(text).value_or(std::string());
    return alphabet == default_alphabet::gsm_packed ? packed(septets, fill) : septets;
}

void put_place(part& part, const place& place) {
    if (place.how == place::by::sar) {
        part.parameters = {{tag::sar_reference, number_text(place.reference, 2)},
                           {tag::sar_total, number_text(place.total, 1)},
                           {tag::sar_number, number_text(place.number, 1)}};
        return;
    }
    part.esm_class |= esm::user_data_header;
    part.short_message = header_of(place);
}

bool is_narrow(std::string_view text, default_alphabet alphabet) {
    return alphabet == default_alphabet::latin1 ? latin1_of(text).has_value()
                                                : gsm_of(text).has_value();
}

}  // namespace

std::optional<std::vector<part>> split(std::string_view text, default_alphabet alphabet,
                                       split_as how, std::uint16_t reference) {
    const bool wide = !is_narrow(text, alphabet);
    const auto pieces = cut(text, wide, room_of(wide, how));
    if (pieces.size() > most_parts) {
        return std::nullopt;
    }
    std::vector<part> out;
    const bool whole = pieces.size() > 1 && how == split_as::payload;
    if (whole) {
        part one;
        one.data_coding = wide ? wide_coding : 0;
        one.parameters = {{tag::message_payload, wide ? ucs2_of(text) : narrow(text, alphabet, 0)}};
        out.push_back(std::move(one));
        return out;
    }
    place place{how == split_as::udh16 ? place::by::udh16
                : how == split_as::sar ? place::by::sar
                                       : place::by::udh,
                reference, static_cast<std::uint8_t>(pieces.size()), 0};
    for (const auto piece : pieces) {
        part one;
        one.data_coding = wide ? wide_coding : 0;
        ++place.number;
        if (pieces.size() > 1) {
            put_place(one, place);
        }
        const auto fill = static_cast<unsigned>((7 - one.short_message.size() * 8 % 7) % 7);
        one.short_message += wide ? ucs2_of(piece) : narrow(piece, alphabet, fill);
        out.push_back(std::move(one));
    }
    return out;
}

std::optional<received> open(std::string_view bytes, bool has_header) {
    received out{bytes, 0, std::nullopt};
    if (!has_header) {
        return out;
    }
    const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
    if (bytes.empty() || bytes.size() <= byte(0)) {
        return std::nullopt;
    }
    const auto end = std::size_t{1} + byte(0);
    out.payload = bytes.substr(end);
    out.fill = static_cast<unsigned>((7 - end * 8 % 7) % 7);
    for (std::size_t at = 1; at + 2 <= end;) {
        const auto element = byte(at);
        const std::size_t size = byte(at + 1);
        at += 2;
        if (at + size > end) {
            return std::nullopt;
        }
        if (element == concatenated_8 && size == 3) {
            out.place = {place::by::udh, byte(at), byte(at + 1), byte(at + 2)};
        } else if (element == concatenated_16 && size == 4) {
            out.place = {place::by::udh16, static_cast<std::uint16_t>(byte(at) << 8 | byte(at + 1)),
                         byte(at + 2), byte(at + 3)};
        }
        at += size;
    }
    // A number that cannot be is no place: the text is worth more than its header.
    if (out.place &&
        (out.place->number == 0 || out.place->number > out.place->total || out.place->total == 1)) {
        out.place.reset();
    }
    return out;
}

std::optional<place> sar_place(const pdu& pdu) {
    const auto reference = pdu.number(tag::sar_reference, 2);
    const auto total = pdu.number(tag::sar_total, 1);
    const auto number = pdu.number(tag::sar_number, 1);
    if (!reference || !total || !number || *number == 0 || *number > *total || *total == 1) {
        return std::nullopt;
    }
    return place{place::by::sar, static_cast<std::uint16_t>(*reference),
                 static_cast<std::uint8_t>(*total), static_cast<std::uint8_t>(*number)};
}

}  // namespace smpp
