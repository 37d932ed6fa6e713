#pragma once
// TwiML as Twilio reads it: whole XML, verbs and attributes that exist, values that they take.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace emulators::voice {

struct element {
    std::string name;
    std::map<std::string, std::string, std::less<>> attributes;
    std::string text;
    std::vector<element> children;

    [[nodiscard]] std::string get(std::string_view name, std::string_view otherwise = {}) const;
    [[nodiscard]] double number(std::string_view name, double otherwise) const;
    [[nodiscard]] bool flag(std::string_view name, bool otherwise) const;
};

// The words of an attribute that takes several.
std::set<std::string> words_in(const std::string& text);

struct document {
    std::vector<element> verbs;
    int error = 0;      // Twilio's number: 12100 no XML, 12200 not the schema, 12300 no such type
    std::string wrong;  // in words
};

// An answer to a webhook. Empty and 204 are no document: nothing is to be done.
document read_twiml(std::string_view content_type, const std::string& body);

}  // namespace emulators::voice
