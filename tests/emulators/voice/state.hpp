#pragma once
// Everything this Twilio remembers. Each part locks for itself.

#include "tests/emulators/common/faults.hpp"
#include "tests/emulators/sms/accounts.hpp"
#include "tests/emulators/sms/hooks.hpp"
#include "tests/emulators/voice/exchange.hpp"

#include <cstddef>

namespace emulators::voice {

struct state {
    explicit state(std::size_t lanes) : out(accounts, faults, lanes) {}

    sms::account_list accounts;
    fault_list faults;
    sms::hooks out;
    exchange calls{out};  // last: its threads use the rest
};

}  // namespace emulators::voice
