#pragma once
// What the content of a message asks of a call. Pure.

#include "json_read.hpp"

#include <string_view>

namespace voice {

// Its `call`; an empty object where there is none.
json call_in(std::string_view content);

// Whether a `call.state` is something to do with the call, and nothing to say or ask on it.
bool steers(std::string_view state);

// A line that asks for something is given to Twilio until its answer comes; what is said after it
// waits.
bool is_asking(std::string_view content);
// Words and nothing else: who hears them may answer.
bool is_words(std::string_view content);

}  // namespace voice
