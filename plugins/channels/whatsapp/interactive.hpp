#pragma once
// Choices and cards as WhatsApp's buttons, lists and links. For encode.cpp.

#include "plugins/shared/meta/json_read.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace whatsapp {

using meta::json;

// Messages without recipient and wrapping: {"type":…, …}.
using parts = std::vector<json>;

json text_part(std::string_view text);

// Text over choices: buttons where there are few, else a list. Links beside others are written out;
// one alone is a button.
void add_choices(std::string text, const json& choices, std::string_view list_button, parts& out);

// A picture, words and buttons.
void add_card(const json& card, std::string_view list_button, parts& out);

}  // namespace whatsapp
