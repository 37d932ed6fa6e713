#pragma once
// Handing a message over, once: a repeat with the same Idempotency-Key is answered with the first
// message.

#include "host/api/call.hpp"

namespace selat::api {

// 202 with the message, and where to ask what became of it.
void accepted(const call_pointer& call, const model::message& message);

// With the key of the request, if it has one.
void submit(const call_pointer& call, write_request asked);

}  // namespace selat::api
