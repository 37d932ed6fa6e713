#pragma once
// Expected failures as values. One vocabulary of codes from the plugin ABI to the API's problems.

#include <cstdint>
#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace selat {

// Values equal SELAT_… of <selat/abi/base.h>; gateway asserts it.
enum class code : std::int32_t {
    ok = 0,
    cancelled = 1,
    invalid = 3,
    timeout = 4,
    not_found = 5,
    denied = 7,
    throttled = 8,
    wrong_state = 9,
    unsupported = 12,
    internal = 13,
    unavailable = 14,
    opted_out = 64,
    config = 65,
    uncertain = 66,
    outside_window = 67,
    quiet_hours = 68,
};

// The code's name as logs, metrics and message errors write it: "opted_out".
constexpr const char* name_of(code value) {
    switch (value) {
    case code::ok: return "ok";
    case code::cancelled: return "cancelled";
    case code::invalid: return "invalid";
    case code::timeout: return "timeout";
    case code::not_found: return "not_found";
    case code::denied: return "denied";
    case code::throttled: return "throttled";
    case code::wrong_state: return "wrong_state";
    case code::unsupported: return "unsupported";
    case code::internal: return "internal";
    case code::unavailable: return "unavailable";
    case code::opted_out: return "opted_out";
    case code::config: return "config";
    case code::uncertain: return "uncertain";
    case code::outside_window: return "outside_window";
    case code::quiet_hours: return "quiet_hours";
    }
    return "internal";
}

// What was attempted, on what, what happened, what to do: one sentence in `text`.
struct failure {
    selat::code code = code::internal;
    std::string text;

    friend bool operator==(const failure&, const failure&) = default;
};

template <class T>
using result = tl::expected<T, failure>;

inline tl::unexpected<failure> fail(code code, std::string text) {
    return tl::unexpected<failure>(failure{code, std::move(text)});
}

}  // namespace selat
