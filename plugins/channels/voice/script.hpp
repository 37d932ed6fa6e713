#pragma once
// What a call does next, as TwiML. Pure.

#include "calls.hpp"
#include "settings.hpp"

#include <string>
#include <string_view>

namespace voice {

// The first answer to a call: it is taken, and asks again at once.
std::string greeting(const settings& with);
// What there is to say, and what follows from it.
std::string next_step(const calls::turn& turn, const settings& with);
// An agent's leg joins the call's conference.
std::string join(const call& with_customer, const settings& with);
// For who waits in a queue of Twilio's.
std::string music(const settings& with);
// A call that begins with words.
std::string first_words(std::string_view content, const settings& with);

// Nothing, and the end.
std::string hang_up();

}  // namespace voice
