#pragma once
// Discord's signature below a request: Ed25519 over the timestamp and the body.

#include <string>
#include <string_view>

namespace emulators::discord {

// Always the same key, so that configurations may be written before anything runs.
std::string public_key();
// Hexadecimal.
std::string signature_of(std::string_view timestamp, std::string_view body);

}  // namespace emulators::discord
