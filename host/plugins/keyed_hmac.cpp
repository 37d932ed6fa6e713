// The low-level SHA-256 of OpenSSL is deprecated for new algorithms' sake, not unsafe; it is the
// one interface whose half-done state is a plain value that can be copied for each call.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "host/plugins/keyed_hmac.hpp"

#include <cstring>

#include <openssl/sha.h>

namespace selat::plugins {

keyed_hmac::keyed_hmac(std::string_view key) {
    static_assert(sizeof(SHA256_CTX) <= sizeof(state));
    std::array<unsigned char, SHA256_CBLOCK> block{};
    if (key.size() > block.size()) {
        SHA256(reinterpret_cast<const unsigned char*>(key.data()), key.size(), block.data());
    } else if (!key.empty()) {
        std::memcpy(block.data(), key.data(), key.size());
    }
    const auto start = [&](unsigned char pad, state& into) {
        auto padded = block;
        for (auto& byte : padded) {
            byte ^= pad;
        }
        SHA256_CTX context;
        SHA256_Init(&context);
        SHA256_Update(&context, padded.data(), padded.size());
        std::memcpy(into.bytes.data(), &context, sizeof context);
    };
    start(0x36, inner_);
    start(0x5c, outer_);
}

void keyed_hmac::sign(std::string_view data, std::uint8_t* out) const {
    SHA256_CTX context;
    unsigned char inner[SHA256_DIGEST_LENGTH];
    std::memcpy(&context, inner_.bytes.data(), sizeof context);
    SHA256_Update(&context, data.data(), data.size());
    SHA256_Final(inner, &context);
    std::memcpy(&context, outer_.bytes.data(), sizeof context);
    SHA256_Update(&context, inner, sizeof inner);
    SHA256_Final(out, &context);
}

}  // namespace selat::plugins
