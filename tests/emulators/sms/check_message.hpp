#pragma once
// What Twilio refuses of a message that is to be sent.

#include "tests/emulators/sms/state.hpp"

#include <optional>
#include <string>

#include <httplib.h>

namespace emulators::sms {

struct refusal {
    int status = 400;
    int code = 0;
    std::string text;
};

// A refusal with the words for this error.
refusal refusal_of(int code);

// The message that a form describes, ready to be sent; nothing and `wrong` when it is refused.
std::optional<message> read_send(const httplib::Request& request, const account& account,
                                 const state& state, refusal& wrong);

}  // namespace emulators::sms
