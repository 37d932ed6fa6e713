#include "host/config/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include <fmt/format.h>

namespace selat::config {
namespace {

struct unit {
    std::string_view name;
    std::uint64_t worth;
};

constexpr std::array<unit, 5> durations{
    {{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
constexpr std::array<unit, 8> sizes{{{"", 1},
                                     {"B", 1},
                                     {"kB", 1'000},
                                     {"KiB", 1'024},
                                     {"MB", 1'000'000},
                                     {"MiB", 1'024 * 1'024},
                                     {"GB", 1'000'000'000},
                                     {"GiB", 1'024 * 1'024 * 1'024}}};
constexpr std::uint64_t longest = 3'650ULL * 86'400'000ULL;

template <std::size_t Count>
std::optional<std::uint64_t> parse(std::string_view text, const std::array<unit, Count>& units,
                                   std::uint64_t most) {
    std::uint64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{}) {
        return std::nullopt;
    }
    const std::string_view name(stop, static_cast<std::size_t>(end - stop));
    for (const auto& each : units) {
        if (each.name == name) {
            return number <= most / each.worth ? std::optional(number * each.worth) : std::nullopt;
        }
    }
    return std::nullopt;
}

// Bytes that the character beginning with `first` must have; 0: none begins so.
std::size_t length_of(unsigned char first) {
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return 2;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        return 3;
    }
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

// Overlong forms, surrogates and what lies past U+10FFFF show in the second byte.
bool second_fits(unsigned char first, unsigned char second) {
    switch (first) {
    case 0xE0: return second >= 0xA0;
    case 0xED: return second <= 0x9F;
    case 0xF0: return second >= 0x90;
    case 0xF4: return second <= 0x8F;
    default: return true;
    }
}

}  // namespace

std::size_t first_not_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto first = static_cast<unsigned char>(text[i]);
        const auto length = length_of(first);
        if (length == 0 || i + length > text.size()) {
            return i;
        }
        for (std::size_t k = 1; k < length; ++k) {
            if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) {
                return i;
            }
        }
        if (length > 1 && !second_fits(first, static_cast<unsigned char>(text[i + 1]))) {
            return i;
        }
        i += length;
    }
    return std::string_view::npos;
}

place place_at(std::string_view text, std::size_t offset, std::string_view file) {
    const auto before = text.substr(0, std::min(offset, text.size()));
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const auto last = before.rfind('\n');
    const auto column = last == std::string_view::npos ? before.size() : before.size() - last - 1;
    return {std::string(file), static_cast<std::uint32_t>(lines) + 1,
            static_cast<std::uint32_t>(column) + 1};
}

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    const auto parsed = parse(text, durations, longest);
    if (!parsed) {
        return std::nullopt;
    }
    return std::chrono::milliseconds(static_cast<std::int64_t>(*parsed));
}

std::string to_text(std::chrono::milliseconds duration) {
    const auto count = static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
    for (std::size_t i = 3; i > 0; --i) {  // hours first, days never: 24h reads better than 1d
        if (count >= durations[i].worth && count % durations[i].worth == 0) {
            return fmt::format("{}{}", count / durations[i].worth, durations[i].name);
        }
    }
    return fmt::format("{}ms", count);
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    return parse(text, sizes, std::numeric_limits<std::int64_t>::max());
}

std::string size_to_text(std::uint64_t bytes) {
    for (const auto& name : {"GiB", "MiB", "KiB"}) {
        const auto found = std::find_if(sizes.begin(), sizes.end(),
                                        [&](const unit& each) { return each.name == name; });
        if (bytes >= found->worth && bytes % found->worth == 0) {
            return fmt::format("{}{}", bytes / found->worth, name);
        }
    }
    return fmt::format("{}", bytes);
}

}  // namespace selat::config
