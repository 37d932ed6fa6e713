#pragma once
// What a receipt tells of a message of ours, by its parameters or its words. Pure.

#include "pdu.hpp"

#include <optional>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace smpp {

enum class fate {
    under_way,  // nothing that is final
    delivered,
    read,
    failed,
};

struct delivery_receipt {
    std::string message_id;
    smpp::fate fate = fate::under_way;
    selat::code code = selat::code::ok;  // why it failed
    std::string provider_code;           // "UNDELIV:011"
    std::string detail;
};

// Nothing when it names no message. `text` is what the message says; parameters count before it.
std::optional<delivery_receipt> read_receipt(const pdu& pdu, std::string_view text);

// Whether the parameters alone make it one, whatever esm_class says.
bool is_receipt_by_parameters(const pdu& pdu);

}  // namespace smpp
