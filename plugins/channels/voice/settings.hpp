#pragma once
// How a channel speaks, and where it is asked.

#include <string>

namespace voice {

struct settings {
    std::string language;  // of what is said and heard, BCP 47; empty: Twilio's own
    std::string voice;     // empty: Twilio's own
    std::string music;     // URL of what is played to who waits; empty: silence
    std::string waiting;   // words before it, with {position}; empty: none
    std::string base;      // our own URL, which Twilio asks
};

}  // namespace voice
