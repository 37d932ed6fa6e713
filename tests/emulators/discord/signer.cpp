#include "tests/emulators/discord/signer.hpp"

#include "tests/emulators/common/signatures.hpp"

namespace emulators::discord {

std::string public_key() { return hex(ed25519_public_key()); }

std::string signature_of(std::string_view timestamp, std::string_view body) {
    return hex(ed25519_signature(std::string(timestamp) + std::string(body)));
}

}  // namespace emulators::discord
