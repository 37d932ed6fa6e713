#pragma once
// Google's webhooks: after the handshake, signed, again until one is answered 200, each time twice
// as late.

#include "tests/emulators/common/webhook_carrier.hpp"
#include "tests/emulators/google/agents.hpp"

#include <cstddef>
#include <string>

namespace emulators::google {

struct hook : webhook {
    std::string agent;
    std::string event;          // the document that is signed
    bool as_it_stands = false;  // never in an envelope
};

struct handshake {
    int status = 0;
    bool passed = false;  // the bare secret came back
};

// [any-thread]
class hooks : public webhook_carrier<hook> {
public:
    hooks(const agent_list& agents, const product& of, fault_list& faults, std::size_t lanes);

    // Registers the webhook, with `token` in place of the right one when not empty.
    handshake shake(const agent& of, const std::string& token);
};

}  // namespace emulators::google
