#pragma once
// Everything this Telegram remembers.

#include "tests/emulators/common/faults.hpp"
#include "tests/emulators/telegram/ledger.hpp"
#include "tests/emulators/telegram/updates.hpp"
#include "tests/emulators/telegram/world.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>

namespace emulators::telegram {

struct state {
    explicit state(std::size_t lanes) : out(faults, lanes) {}

    mutable std::mutex mutex;  // guards `all`, `sent_ms` and `webhook_set_ms`
    world all;
    std::deque<std::int64_t> sent_ms;  // the bot's messages, for its limit
    std::int64_t webhook_set_ms = 0;
    ledger sent;      // messages
    ledger activity;  // everything else
    fault_list faults;
    updates out;  // last: its threads use the rest
};

}  // namespace emulators::telegram
