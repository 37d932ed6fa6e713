#pragma once
// Twilio's answers to our requests. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <selat/plugin.hpp>

namespace voice {

// A request's context: its first word, which says whose it is, and the rest.
std::pair<std::string_view, std::string_view> cut(std::string_view context);

struct refused {
    selat::code code = selat::code::internal;
    std::uint64_t retry_after_ms = 0;
    std::string provider_code;
    std::string text;
};

// `creates`: a call was to be made, which nothing makes Twilio know again.
refused read_refused(const selat::http_reply& reply, bool creates);

// What an answer tells of a call; empty where it does not.
struct known_call {
    std::string sid;
    std::string status;
    std::string duration;  // seconds
};
known_call read_call(std::string_view body);

// How many are in a conference; nothing when the answer does not say.
std::optional<std::size_t> read_participants(std::string_view body);

}  // namespace voice
