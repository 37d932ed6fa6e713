#pragma once
// Discord's answers → how a send ended.

#include <cstdint>
#include <string>

#include <selat/plugin.hpp>

namespace discord {

struct refused {
    selat::code code = selat::code::internal;
    std::uint64_t retry_after_ms = 0;
    std::string provider_code;  // Discord's, or the HTTP status
    std::string text;           // for the operator
};

/// Of an answer that is no success.
refused read_refused(const selat::http_reply& reply);
/// Whether a message would be taken without its files: they are too large, or the bot may attach
/// none.
bool refuses_files(const selat::http_reply& reply);
/// Of a call that got no answer. Discord takes a message of the same nonce once, so that a call
/// whose end is unknown may be made again.
refused unanswered(const selat::http_reply& reply);

}  // namespace discord
