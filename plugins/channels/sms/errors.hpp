#pragma once
// What Twilio's error codes mean for us.

#include <optional>
#include <string_view>

#include <selat/plugin.hpp>

namespace sms {

// Nothing for a code that is unknown here.
std::optional<selat::code> meaning_of(int error);

// A few words for people, where Twilio sends the number alone; may be empty.
std::string_view explanation_of(int error);

}  // namespace sms
