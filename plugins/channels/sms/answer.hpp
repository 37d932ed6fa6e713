#pragma once
// Twilio's answers → how a send ended.

#include <cstdint>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace sms {

// The SID of the message that Twilio took; may be empty.
std::string read_accepted(std::string_view body);

struct refused {
    selat::code code = selat::code::internal;
    std::uint64_t retry_after_ms = 0;
    std::string provider_code;  // Twilio's, or else the HTTP status
    std::string text;
};
refused read_refused(const selat::http_reply& reply);

}  // namespace sms
