#pragma once
// What stands before a webhook of Google's: paths, methods, the handshake, the signature.

#include "json_read.hpp"

#include <optional>
#include <string>
#include <vector>

#include <selat/plugin.hpp>

namespace google {

struct door {
    std::vector<std::string> tokens;  // handles; any of them shakes hands
    std::vector<std::string> keys;    // handles; any of them may sign

    // What a signed webhook tells, an object. Nothing: the request is answered already.
    [[nodiscard]] std::optional<json>
    open(const selat::crypto& crypto, const selat::http_request& request, selat::actions out) const;

private:
    void shake_hands(const selat::crypto& crypto, const json& offered, selat::actions out) const;
    [[nodiscard]] bool is_signed(const selat::crypto& crypto, std::string_view bytes,
                                 std::string_view signature) const;
};

// The bytes in a Pub/Sub envelope, {"message":{"data":"base64"}}; nothing when it is none.
std::optional<std::string> enveloped(const json& body);

}  // namespace google
