#pragma once
// A command, click or form as Discord tells it → content. Pure.

#include "json_read.hpp"
#include "message.hpp"

#include <cstdint>
#include <string>

namespace discord {

/// What Discord tells an application of.
enum interaction_type : std::int64_t {
    ping = 1,
    used_command = 2,
    used_component = 3,
    asks_for_choices = 4,
    sent_form = 5,
};

enum command_type : std::int64_t { typed_command = 1, user_command = 2, message_command = 3 };
enum option_type : std::int64_t {
    subcommand_option = 1,
    group_option = 2,
    text_option = 3,
    attachment_option = 11,
};

/// The names of what our command and our form take.
inline constexpr const char* words_option = "message";
inline constexpr const char* file_option = "file";

/// `command` is ours: of it the words alone count. No content: nothing was said.
read_message read_interaction(const json& interaction, const std::string& command);

}  // namespace discord
