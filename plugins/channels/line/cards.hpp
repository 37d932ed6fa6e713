#pragma once
// Choices and cards as LINE's actions, templates and flex messages. For encode.cpp.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace line {

using json = nlohmann::json;

// Members of content, tolerant of what is absent: "", an empty list, false.
std::string text_of(const json& object, const char* name);
std::span<const json> list_in(const json& object, const char* name);
bool number_in(const json& object, const char* name);

// What tapping a choice does: open its link, send its payload, or say its title.
json action_for(const json& choice);

// What LINE makes buttons of, and the rest written out: links that no button of LINE's opens.
struct split_choices {
    std::vector<json> buttons;
    std::string links;  // "title\nurl", one below the other; may be empty
};
split_choices split(std::span<const json> choices);

// The longest text, in UTF-16 units, that a flex component takes.
inline constexpr std::size_t flex_text_max = 2000;

// "Yes / No": what is said where choices stand alone.
std::string titles(std::span<const json> choices);

// Text over buttons: a template where it fits, else flex. `text` of what flex takes at most.
json buttons_message(const std::string& text, std::span<const json> choices);

// One card or several: a template where its rules allow (all alike, texts short), else flex.
json cards_message(std::span<const json> cards);

}  // namespace line
