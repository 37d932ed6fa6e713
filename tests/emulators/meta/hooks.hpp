#pragma once
// Meta's webhooks: after the handshake, signed over the bytes as they go out, again as often as the
// business wants.

#include "tests/emulators/common/webhook_carrier.hpp"
#include "tests/emulators/meta/businesses.hpp"

#include <cstddef>
#include <functional>
#include <string>

namespace emulators::meta {

struct hook : webhook {
    std::string business;
    std::string body;           // as it is sent; see as_meta_writes
    std::function<bool()> due;  // called first of all: whether it goes out; may be empty
};

// JSON in ASCII, with the escapes that Meta writes.
std::string as_meta_writes(const nlohmann::json& body);

struct handshake {
    int status = 0;
    bool passed = false;
};

// [any-thread]
class hooks : public webhook_carrier<hook> {
public:
    hooks(const business_list& businesses, fault_list& faults, std::size_t lanes);

    // Asks the webhook for the challenge, with `token` in place of the right one when not empty.
    handshake shake(const business& of, const std::string& token);
};

}  // namespace emulators::meta
