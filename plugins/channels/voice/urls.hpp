#pragma once
// Our own URLs that Twilio asks: what they say of the call comes back with its answer.

#include "calls.hpp"
#include "plugins/shared/forms/forms.hpp"
#include "settings.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace voice {

inline std::string url(const settings& with, std::string_view path, std::uint64_t said,
                       std::uint64_t turn) {
    return with.base + std::string(path) + "?said=" + std::to_string(said) +
           "&turn=" + std::to_string(turn);
}

// Where Twilio asks what comes after a line.
inline std::string next_url(const settings& with, std::uint64_t said, std::uint64_t turn,
                            std::string_view heard = {}) {
    auto out = url(with, "/next", said, turn);
    if (!heard.empty()) {
        out.append("&heard=").append(heard);
    }
    return out;
}

// For what a flow waits for.
inline std::string mark_of(const call& of) { return of.awaited ? "&flow=1" : ""; }

// Whose it is, where what comes later is asked after the call.
inline std::string from_of(const call& of) { return "&from=" + forms::encode(of.address); }

}  // namespace voice
