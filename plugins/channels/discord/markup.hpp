#pragma once
// Discord's markup for mentions, emoji and times, as people read it.

#include "json_read.hpp"

#include <string>
#include <string_view>

namespace discord {

/// `mentions` are the users that the message mentions.
std::string plain(std::string_view text, const json& mentions);

}  // namespace discord
