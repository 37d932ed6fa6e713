#pragma once
// Links that somebody wrote, as calls lead there.

#include <string>
#include <string_view>

namespace links {

// The gateway fills in a secret wherever a URL that it calls holds its handle: {{secret:NAME}}. Who
// writes a link must have none sent to a place of their own.
inline std::string without_handles(std::string_view url) {
    std::string out;
    for (const char each : url) {
        if (each == '{') {
            out += "%7B";
        } else {
            out += each;
        }
    }
    return out;
}

}  // namespace links
