#pragma once
// Where the session at Discord stands: what a new connection needs to be given all that the last
// one missed. Kept over restarts.

#include <cstdint>
#include <string>
#include <string_view>

namespace discord {

struct resume_point {
    static constexpr std::string_view key = "session";

    static resume_point read(std::string_view kept);
    [[nodiscard]] std::string write() const;

    [[nodiscard]] bool usable() const { return !session.empty() && sequence > 0; }

    std::string session;
    std::string url;            // where Discord wants it resumed
    std::string own_user;       // the bot's id: what it wrote itself is no customer's
    std::int64_t sequence = 0;  // of the last event that was taken
    std::int64_t at_ms = 0;     // when that was
};

}  // namespace discord
