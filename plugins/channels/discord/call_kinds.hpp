#pragma once
// What the sender's calls are for.

#include <string_view>

#include <selat/plugin.hpp>

namespace discord {

// What a call was for: the first line of its context.
inline constexpr std::string_view for_message = "message";
inline constexpr std::string_view for_opening = "open";
inline constexpr std::string_view for_plain = "plain";
inline constexpr std::string_view for_first = "first";  // takes the place of "the bot is thinking"
inline constexpr std::string_view for_follow = "follow";  // stands behind it
inline constexpr std::string_view for_late = "late";      // in a server, after the token has ended

// Of a call that is the message itself, with its files.
inline bool says_it(std::string_view kind) {
    return kind == for_message || kind == for_first || kind == for_follow || kind == for_late;
}

inline std::string_view next_line(std::string_view& text) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    return line;
}

inline bool went_well(const selat::http_reply& reply) {
    return !reply.failed() && reply.status >= 200 && reply.status < 300;
}

}  // namespace discord
