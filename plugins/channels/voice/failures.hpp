#pragma once
// How a message fails: here, or by what became of the request that was made of it.

#include "answer.hpp"

#include <string_view>

#include <selat/plugin.hpp>

namespace voice {

inline void refuse(const selat::outgoing& message, selat::code code, std::string_view why,
                   selat::actions out) {
    out.failed({.op = message.op, .code = code, .detail = why});
}

// `creates`: as read_refused() has it.
inline void fail(const selat::http_reply& reply, bool creates, selat::actions out) {
    if (reply.failed()) {
        return out.failed({.op = reply.op, .code = reply.failure, .detail = reply.detail});
    }
    const auto why = read_refused(reply, creates);
    out.failed({.op = reply.op,
                .code = why.code,
                .retry_after_ms = why.retry_after_ms,
                .provider_code = why.provider_code,
                .detail = why.text});
}

}  // namespace voice
