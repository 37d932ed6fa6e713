#pragma once
// LINE's answers → how a send ended, and the small texts the host keeps for us between calls.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <selat/plugin.hpp>

namespace line {

// What is kept with a message: INBOUND and SENT give it, replies and read marks get it back.
struct message_context {
    std::string quote;  // quoteToken: lets a reply show what it answers
    std::string read;   // markAsReadToken
};
message_context read_message_context(std::string_view json);

// What is kept with an address: its newest reply token.
struct reply_token {
    std::string_view token;  // empty: none
    std::int64_t given_ms = 0;

    // Tokens work for about a minute after the webhook; a margin is left for the way there.
    [[nodiscard]] bool is_fresh(std::int64_t now_ms) const {
        return !token.empty() && now_ms - given_ms < 50'000;
    }
};
std::string write_reply_token(std::string_view token, std::int64_t now_ms);
reply_token read_reply_token(std::string_view address_context);

// The messages LINE took. `context` is the message_context of the first that can be quoted.
struct accepted {
    std::vector<std::string> ids;
    std::string context;
};
accepted read_accepted(std::string_view body);

// What a refusal means. `text` is LINE's message with the faulty properties.
struct refused {
    selat::code code = selat::code::internal;
    bool bad_reply_token = false;
    std::uint64_t retry_after_ms = 0;
    std::string text;
};
refused read_refused(const selat::http_reply& reply);

}  // namespace line
