#pragma once
// Everything this Twilio remembers. Each part locks for itself.

#include "tests/emulators/common/faults.hpp"
#include "tests/emulators/sms/accounts.hpp"
#include "tests/emulators/sms/consent.hpp"
#include "tests/emulators/sms/hooks.hpp"
#include "tests/emulators/sms/messages.hpp"
#include "tests/emulators/sms/traffic.hpp"

#include <cstddef>

namespace emulators::sms {

struct state {
    explicit state(std::size_t lanes) : out(accounts, faults, lanes) {}

    account_list accounts;
    message_store messages;
    people known;
    fault_list faults;
    traffic moving{messages, known, out};
    hooks out;  // last: its threads use the rest
};

}  // namespace emulators::sms
