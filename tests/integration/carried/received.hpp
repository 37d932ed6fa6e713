#pragma once
// What reached somebody, told alike for all providers.

#include "tests/integration/support/api.hpp"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace selat::testing {

struct received {
    std::vector<std::string> texts;  // words, message by message
    std::string subject;
    std::set<std::string> media;     // URLs of what is shown or played
    std::set<std::string> choices;   // titles of buttons
    std::set<std::string> links;     // URLs that buttons open
    std::set<std::string> parts;     // html, location, contacts, template, reaction
    std::vector<std::string> items;  // each as the provider keeps it

    [[nodiscard]] std::string words() const;  // all texts, a line each
};

// Of one item that the provider's emulator shows: a message, or something else that was done.
using reader = void (*)(const json& item, received& out);

void read_line(const json& item, received& out);
void read_sms(const json& item, received& out);
void read_smsc(const json& item, received& out);
void read_voice(const json& item, received& out);
void read_discord(const json& item, received& out);  // files by their names
void read_viber(const json& item, received& out);
void read_telnyx(const json& item, received& out);
void read_telegram(const json& item, received& out);
void read_whatsapp(const json& item, received& out);
void read_messenger(const json& item, received& out);  // and Instagram
void read_google(const json& item, received& out);     // Business Messages and RCS
void read_email(const json& item, received& out);      // files by their names

}  // namespace selat::testing
