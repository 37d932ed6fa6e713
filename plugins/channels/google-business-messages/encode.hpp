#pragma once
// Content → the bodies of Google Business Messages' calls. Pure.

#include "plugins/shared/google/json_read.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace google_business_messages {

// Who speaks, as Google shows it.
struct representative {
    bool human = false;
    std::string name{};
    std::string avatar{};
};

struct wrapping {
    const representative& by;
    std::string fallback{};  // for devices that show no cards; empty: the words of each
    bool live_agent_chip = false;
};

// What of it is said, one message a body, without their ids. Throws selat::refusal when it cannot
// be carried.
std::vector<google::json> encode_messages(std::string_view content, const wrapping& with);

// "TYPING_STARTED", "REPRESENTATIVE_JOINED" …
std::string encode_event(std::string_view type, const representative& by);

}  // namespace google_business_messages
