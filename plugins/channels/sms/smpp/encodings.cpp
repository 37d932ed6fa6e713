#include "encodings.hpp"

#include "plugins/channels/sms/gsm_alphabet.hpp"
#include "plugins/shared/code_points/code_points.hpp"

#include <cstddef>

namespace smpp {
namespace {

constexpr char32_t unreadable_character = U'\uFFFD';

// What a part of several holds.
constexpr std::size_t full_part_bits = 152 * 7;

std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint8_t>(bytes[at]);
}

// GSM 03.38, section 4: what SMPP passes through of 0x10 and more.
coding gsm_coding(std::uint8_t data_coding, default_alphabet usual) {
    const auto septets = usual == default_alphabet::gsm_packed ? coding::gsm_packed : coding::gsm;
    const auto group = data_coding >> 4;
    const auto alphabet = data_coding >> 2 & 3;
    if (group < 4) {  // 0x20: compressed
        if ((data_coding & 0x20) != 0) {
            return coding::unknown;
        }
        return alphabet == 0   ? septets
               : alphabet == 1 ? coding::binary
               : alphabet == 2 ? coding::ucs2
                               : coding::unknown;
    }
    switch (group) {
    case 0xC:
    case 0xD: return septets;  // somebody has mail
    case 0xE: return coding::ucs2;
    case 0xF: return (data_coding & 4) != 0 ? coding::binary : septets;
    default: return coding::unknown;
    }
}

char32_t cyrillic_of(std::uint8_t byte) {
    if (byte < 0xA1 || byte == 0xAD) {
        return byte;
    }
    return byte == 0xF0 ? U'№' : byte == 0xFD ? U'§' : char32_t{0x400} + byte - 0xA0u;
}

char32_t hebrew_of(std::uint8_t byte) {
    if (byte >= 0xE0 && byte <= 0xFA) {
        return char32_t{0x5D0} + byte - 0xE0u;
    }
    return byte == 0xAA   ? U'×'
           : byte == 0xBA ? U'÷'
           : byte == 0xDF ? U'‗'
           : byte == 0xFD ? U'\u200E'
           : byte == 0xFE ? U'\u200F'
           : byte < 0xBF  ? byte
                          : unreadable_character;
}

std::string gsm_text(std::string_view septets) {
    std::string out;
    bool escaped = false;
    for (const char each : septets) {
        const auto septet = static_cast<std::uint8_t>(each);
        if (!escaped && septet == sms::gsm_escape) {
            escaped = true;
            continue;
        }
        append_utf8(out, escaped ? sms::gsm_extension(septet) : sms::gsm_character(septet));
        escaped = false;
    }
    return out;
}

std::string ucs2_text(std::string_view bytes) {
    std::string out;
    const auto unit_at = [bytes](std::size_t at) {
        return static_cast<char32_t>(byte_at(bytes, at) << 8 | byte_at(bytes, at + 1));
    };
    for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
        const auto unit = unit_at(at);
        const bool high = unit >= 0xD800 && unit < 0xDC00;
        const bool low = unit >= 0xDC00 && unit < 0xE000;
        const auto next = high && at + 3 < bytes.size() ? unit_at(at + 2) : U'\0';
        if (next >= 0xDC00 && next < 0xE000) {
            append_utf8(out, 0x10000u + ((unit - 0xD800u) << 10) + (next - 0xDC00u));
            at += 2;
        } else {
            append_utf8(out, high || low ? unreadable_character : unit);
        }
    }
    if (bytes.size() % 2 != 0) {
        append_utf8(out, unreadable_character);
    }
    return out;
}

template <class Convert>
std::string bytewise(std::string_view bytes, Convert&& convert) {
    std::string out;
    for (const char each : bytes) {
        append_utf8(out, convert(static_cast<std::uint8_t>(each)));
    }
    return out;
}

}  // namespace

coding coding_of(std::uint8_t data_coding, default_alphabet usual) {
    switch (data_coding) {
    case 0:
        return usual == default_alphabet::latin1       ? coding::latin1
               : usual == default_alphabet::gsm_packed ? coding::gsm_packed
                                                       : coding::gsm;
    case 1: return coding::ascii;
    case 2:
    case 4: return coding::binary;
    case 3: return coding::latin1;
    case 6: return coding::cyrillic;
    case 7: return coding::hebrew;
    case 8: return coding::ucs2;
    default: return data_coding < 0x10 ? coding::unknown : gsm_coding(data_coding, usual);
    }
}

std::string text_of(std::string_view bytes, coding how, unsigned fill) {
    switch (how) {
    case coding::gsm: return gsm_text(bytes);
    case coding::gsm_packed: return gsm_text(unpacked(bytes, fill));
    case coding::ascii:
    case coding::latin1: return bytewise(bytes, [](std::uint8_t byte) { return char32_t{byte}; });
    case coding::cyrillic: return bytewise(bytes, cyrillic_of);
    case coding::hebrew: return bytewise(bytes, hebrew_of);
    case coding::ucs2: return ucs2_text(bytes);
    case coding::binary:
    case coding::unknown: break;
    }
    return {};
}

std::optional<std::string> gsm_of(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto coded = sms::septets_of(code_points::take(text, at));
        if (!coded) {
            return std::nullopt;
        }
        for (std::size_t n = 0; n < coded->count; ++n) {
            out += static_cast<char>(coded->codes[n]);
        }
    }
    return out;
}

std::optional<std::string> latin1_of(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto point = code_points::take(text, at);
        if (point > 0xFF) {
            return std::nullopt;
        }
        out += static_cast<char>(point);
    }
    return out;
}

std::string ucs2_of(std::string_view text) {
    std::string out;
    const auto unit = [&out](char32_t value) {
        out += static_cast<char>(value >> 8 & 0xFF);
        out += static_cast<char>(value & 0xFF);
    };
    for (std::size_t at = 0; at < text.size();) {
        const auto point = code_points::take(text, at);
        if (point > 0xFFFF) {
            unit(0xD800 + ((point - 0x10000) >> 10));
            unit(0xDC00 + ((point - 0x10000) & 0x3FF));
        } else {
            unit(point);
        }
    }
    return out;
}

std::string packed(std::string_view septets, unsigned fill) {
    std::string out((septets.size() * 7 + fill + 7) / 8, '\0');
    auto bit = std::size_t{fill};
    const auto put = [&](unsigned septet) {
        const auto value = septet << (bit % 8);
        const auto add = [&out](std::size_t at, unsigned bits) {
            out[at] = static_cast<char>(static_cast<unsigned char>(out[at]) | bits);
        };
        add(bit / 8, value & 0xFF);
        if (value > 0xFF) {
            add(bit / 8 + 1, value >> 8);
        }
        bit += 7;
    };
    for (const char each : septets) {
        put(static_cast<unsigned>(each & 0x7F));
    }
    if (out.size() * 8 - bit == 7) {
        put('\r');
    }
    return out;
}

std::string unpacked(std::string_view bytes, unsigned fill) {
    std::string out;
    const auto bits = bytes.size() * 8;
    auto bit = std::size_t{fill};
    for (; bit + 7 <= bits; bit += 7) {
        auto value = static_cast<unsigned>(byte_at(bytes, bit / 8)) >> (bit % 8);
        if (bit % 8 > 1) {
            value |= static_cast<unsigned>(byte_at(bytes, bit / 8 + 1)) << (8 - bit % 8);
        }
        out += static_cast<char>(value & 0x7F);
    }
    // Whether the last seven bits were left over is not said; a part that is as long as can be has
    // none. Some senders leave them 0.
    const bool may_be_left = bit == bits && !out.empty() && bits - fill < full_part_bits;
    if (may_be_left && (out.back() == '\r' || out.back() == '\0')) {
        out.pop_back();
    }
    return out;
}

std::string printable(std::string_view bytes) {
    return bytewise(bytes, [](std::uint8_t byte) {
        return byte < 0x20 || (byte >= 0x7F && byte < 0xA0) ? U'?' : char32_t{byte};
    });
}

void append_utf8(std::string& out, char32_t point) {
    if (point == 0) {
        return;
    }
    const auto put = [&out](char32_t byte) { out += static_cast<char>(byte); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0 | point >> 6);
        put(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        put(0xE0 | point >> 12);
        put(0x80 | (point >> 6 & 0x3F));
        put(0x80 | (point & 0x3F));
    } else {
        put(0xF0 | point >> 18);
        put(0x80 | (point >> 12 & 0x3F));
        put(0x80 | (point >> 6 & 0x3F));
        put(0x80 | (point & 0x3F));
    }
}

}  // namespace smpp
