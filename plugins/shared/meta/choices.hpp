#pragma once
// What is offered to a customer, where all of Meta's channels say it alike.

#include "json_read.hpp"

#include <string>

namespace meta {

// What comes back when it is chosen.
inline std::string payload_of(const json& choice) {
    auto payload = text_of(choice, "payload");
    return payload.empty() ? text_of(choice, "title") : payload;
}

// "Yes / No": what is said where choices stand alone, since Meta wants words over them.
template <class Choices>
std::string titles_of(const Choices& choices) {
    std::string out;
    for (const auto& each : choices) {
        out += (out.empty() ? "" : " / ") + text_of(each, "title");
    }
    return out;
}

// A link that is no button, on a line of its own.
inline void write_link(const json& choice, std::string& text) {
    text += (text.empty() ? "" : "\n") + text_of(choice, "title") + ": " + text_of(choice, "url");
}

}  // namespace meta
