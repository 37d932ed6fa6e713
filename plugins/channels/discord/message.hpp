#pragma once
// A message as Discord tells it → content.

#include "json_read.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace discord {

struct read_message {
    std::string content;             // content JSON
    std::vector<std::string> files;  // where the content's attachments are; empty: not to fetch
    std::string reply_to;
};

/// Whether somebody says something: no bot, no webhook, no notice of Discord's.
bool is_said_by_a_person(const json& message, const std::string& own_user);

read_message read(const json& message);

/// A button or list entry that was chosen: content JSON, or empty for any other interaction.
std::string read_choice(const json& interaction);

}  // namespace discord
