#pragma once
// Receipts in every form that carriers give them.

#include "plugins/channels/sms/smpp/pdu.hpp"
#include "tests/emulators/smsc/accounts.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace emulators::smsc {

// As the answer to submit_sm writes it: hexadecimal, small.
std::string id_text(std::uint64_t number);

// `state`: "DELIVRD", "UNDELIV" …
::smpp::pdu receipt_of(const account& account, const ::smpp::pdu& submit, std::uint64_t number,
                       std::string_view state);

}  // namespace emulators::smsc
