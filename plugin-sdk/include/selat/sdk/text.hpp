// SPDX-License-Identifier: MIT
// Views between C and C++, and the codes with C++ names.
#pragma once

#include "../plugin.h"

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace selat {

/// The codes of <selat/abi/base.h>.
enum class code : std::int32_t {
    ok = SELAT_OK,
    cancelled = SELAT_CANCELLED,
    invalid = SELAT_INVALID,
    timeout = SELAT_TIMEOUT,
    not_found = SELAT_NOT_FOUND,
    denied = SELAT_DENIED,
    throttled = SELAT_THROTTLED,
    wrong_state = SELAT_WRONG_STATE,
    unsupported = SELAT_UNSUPPORTED,
    internal = SELAT_INTERNAL,
    unavailable = SELAT_UNAVAILABLE,
    opted_out = SELAT_OPTED_OUT,
    config = SELAT_CONFIG,
    uncertain = SELAT_UNCERTAIN,
    outside_window = SELAT_OUTSIDE_WINDOW,
    quiet_hours = SELAT_QUIET_HOURS,
};

/// A borrowed view as C++ sees it.
inline std::string_view view(selat_str text) noexcept {
    return text.size == 0 ? std::string_view{}
                          : std::string_view{text.data, static_cast<std::size_t>(text.size)};
}

/// A C++ view as C sees it. Valid as long as what it points to.
inline selat_str str(std::string_view text) noexcept {
    return {text.empty() ? nullptr : text.data(), text.size()};
}

/// A name and a value; what initializer lists of headers and labels are made of.
struct pair {
    std::string_view name;
    std::string_view value;
};

/// Headers (or any pairs) as they came. Names of headers are in lower case.
class pairs {
public:
    pairs() = default;
    pairs(const selat_pair* first, std::uint64_t count) noexcept
        : first_(first), count_(static_cast<std::size_t>(count)) {}

    /// The first value under `name` (lower case), or empty.
    [[nodiscard]] std::string_view get(std::string_view name) const noexcept {
        for (const auto& each : all()) {
            if (view(each.name) == name) {
                return view(each.value);
            }
        }
        return {};
    }
    [[nodiscard]] bool has(std::string_view name) const noexcept {
        for (const auto& each : all()) {
            if (view(each.name) == name) {
                return true;
            }
        }
        return false;
    }
    [[nodiscard]] std::span<const selat_pair> all() const noexcept { return {first_, count_}; }

private:
    const selat_pair* first_ = nullptr;
    std::size_t count_ = 0;
};

}  // namespace selat
