#pragma once
// Telegram's answers → how a call ended.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <selat/plugin.hpp>

namespace telegram {

// What Telegram took: the messages, by their ids here.
struct accepted {
    std::vector<std::string> ids;
    bool understood = false;  // it is Telegram's word that it was done
};
accepted read_accepted(std::string_view body);

struct refused {
    selat::code code = selat::code::internal;
    std::uint64_t retry_after_ms = 0;
    std::string text;      // Telegram's description
    std::string moved_to;  // the chat's new id
    bool blocked = false;  // we cannot write there until they undo it
    bool done = false;     // it is as was wished already
    bool no_file = false;  // Telegram could not fetch the file behind a URL
};
refused read_refused(const selat::http_reply& reply);

}  // namespace telegram
