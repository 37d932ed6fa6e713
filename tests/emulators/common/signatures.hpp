#pragma once
// What webhooks are signed with. Everything is bytes; `hex` makes them digits.

#include <string>
#include <string_view>

namespace emulators {

std::string hex(std::string_view bytes);

std::string hmac_sha256(std::string_view key, std::string_view data);

// Always the same key, its seed the bytes 0 to 31, so that configurations may be written before
// anything runs.
std::string ed25519_public_key();
std::string ed25519_signature(std::string_view data);

}  // namespace emulators
