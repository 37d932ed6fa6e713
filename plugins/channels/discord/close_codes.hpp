#pragma once
// What to do when Discord closes the gateway connection.

#include <cstdint>
#include <string_view>

namespace discord {

enum class after_close {
    resume,       // go on where the session stands
    resume_once,  // once; a connection that had resumed already begins a new session
    identify,     // the session is lost
    stop,         // nothing but an operator helps
};

struct close_meaning {
    after_close next = after_close::resume;
    std::string_view reason;  // for the operator
};

close_meaning meaning_of_close(std::uint32_t code);

}  // namespace discord
