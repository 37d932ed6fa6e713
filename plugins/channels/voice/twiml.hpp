#pragma once
// TwiML under construction: one <Response>, its verbs and nouns, everything escaped.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace voice {

// In the order they are given; an empty value is written as such.
using attributes = std::vector<std::pair<std::string, std::string>>;

class twiml {
public:
    // Opens an element; what follows is in it until end().
    twiml& begin(std::string_view name, const attributes& with = {});
    twiml& text(std::string_view words);
    twiml& end();
    // An element with nothing but words in it, or nothing at all.
    twiml& add(std::string_view name, std::string_view words, const attributes& with = {});
    // The document. Everything still open is closed.
    [[nodiscard]] std::string finish();

private:
    void close_tag();

    std::string text_ = R"(<?xml version="1.0" encoding="UTF-8"?><Response>)";
    std::vector<std::string> open_;
    bool in_tag_ = false;  // the last element's '>' is not written yet
};

}  // namespace voice
