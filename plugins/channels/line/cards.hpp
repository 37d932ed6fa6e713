#pragma once
// Choices and cards as LINE's actions, templates and flex messages. For encode.cpp.

#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace line {

using json = nlohmann::json;

// Members of content, tolerant of what is absent: "", an empty list, false.
std::string text_of(const json& object, const char* name);
std::span<const json> list_in(const json& object, const char* name);
bool number_in(const json& object, const char* name);

// What tapping a choice does: open its link, send its payload, or say its title.
json action_for(const json& choice);

// "Yes / No": what is said where choices stand alone.
std::string titles(std::span<const json> choices);

// Text over buttons: a template where it fits, else flex.
json buttons_message(const std::string& text, std::span<const json> choices);

// One card or several: a template where its rules allow (all alike, texts short), else flex.
json cards_message(std::span<const json> cards);

}  // namespace line
