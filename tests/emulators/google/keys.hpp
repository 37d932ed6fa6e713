#pragma once
// Signatures: HMACs of webhooks, and the keys of service accounts.

#include <string>
#include <string_view>

namespace emulators::google {

// base64 of HMAC-SHA512.
std::string signature_of(const std::string& key, std::string_view bytes);

std::string to_base64(std::string_view bytes);
// Of either alphabet; empty when it is none.
std::string from_base64(std::string text);

struct key_pair {
    std::string private_pem;
    std::string public_pem;
};
// An RSA key of 2048 bits, made when it is first asked for.
const key_pair& own_keys();
// Whether `signature` is RS256 of `data` by that public key.
bool is_signed_by(const std::string& public_pem, std::string_view data, std::string_view signature);

}  // namespace emulators::google
