#pragma once
// What a control request says somebody does → the update that Telegram would tell. Its owner locks.

#include "tests/emulators/telegram/world.hpp"

#include <cstdint>
#include <string>

namespace emulators::telegram {

struct deed {
    std::string wrong;  // not empty: what the description lacks; the rest is then empty
    std::string type;   // of the update
    json about;
    std::string chat;  // updates of the same come one after the other
    std::int64_t life_ms = 86'400'000;
    std::int64_t chat_id = 0;
    std::int64_t message_id = 0;
};

// See README.md for the description's members.
deed make_deed(world& world, const json& description);

}  // namespace emulators::telegram
