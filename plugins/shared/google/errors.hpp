#pragma once
// What the errors of Google's APIs mean for us.

#include <cstdint>
#include <string>

#include <selat/plugin.hpp>

namespace google {

struct refused {
    selat::code code = selat::code::internal;
    std::uint64_t retry_after_ms = 0;
    std::string provider_code{};  // "RESOURCE_EXHAUSTED"; else the HTTP status
    std::string text{};
    bool of_token = false;               // another token may be taken
    bool done = false;                   // it was done by an earlier try
    bool account_is_in_trouble = false;  // nothing goes out until somebody looks after it
};

inline bool is_success(const selat::http_reply& reply) {
    return reply.status >= 200 && reply.status <= 299;
}

// Of an API.
refused read_refused(const selat::http_reply& reply);
// Of the server that gives tokens.
refused read_token_refused(const selat::http_reply& reply);

}  // namespace google
