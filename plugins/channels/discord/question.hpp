#pragma once
// One page of what was missed in a channel, to be asked for.

#include <cstdint>
#include <string>
#include <string_view>

namespace discord {

struct question {
    /// The first line of the contexts of the CALLs that ask.
    static constexpr std::string_view asking = "missed";

    std::string channel;
    std::string guild;  // empty: direct messages
    std::int64_t channel_type = 0;
    std::string after;  // the newest message that is known
    std::uint32_t pages = 0;
    std::uint32_t tries = 0;
    std::uint32_t session = 0;  // that asks; a later one asks anew
    std::int64_t due_ms = 0;    // not before

    /// What the answer comes back with.
    [[nodiscard]] std::string context() const;
    static question read(std::string_view context);
};

}  // namespace discord
