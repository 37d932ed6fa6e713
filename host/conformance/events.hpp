#pragma once
// Events as the gateway makes them: ordinary ones to begin with, views into what the caller keeps.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <selat/plugin.h>

namespace selat::conformance {

inline selat_str text(std::string_view given) {
    return {given.empty() ? nullptr : given.data(), given.size()};
}

// A customer's message of the contract, with this content.
std::string message_json(std::string_view content);

// A POST with this body.
selat_http_request request(std::string_view body);
// An agent's message to "ann".
selat_outgoing outgoing(std::uint64_t op, std::string_view content);
// The answer to a CALL.
selat_http_reply reply(std::uint64_t op, std::string_view context, std::uint32_t status,
                       std::string_view body);
selat_flow_event flow_event(std::uint32_t what);
// A customer's message to a bot.
selat_bot_event bot_event(std::uint64_t op, std::string_view message);

// The same with the head's size and kind set, all else zero.
template <class Event>
Event event_of(std::uint32_t kind) {
    Event out{};
    out.event = {sizeof out, kind, 1'700'000'000'000, {}};
    for (auto& each : out.event.random) {
        each = 0x5e;
    }
    return out;
}

// A text from outside, and what is strange about it.
struct strange {
    const char* what;
    std::string text;
};
// Any bytes: what a provider, or somebody who plays one, may put into a body.
const std::vector<strange>& strange_bytes();
// UTF-8 of what a person may write.
const std::vector<strange>& strange_words();

}  // namespace selat::conformance
