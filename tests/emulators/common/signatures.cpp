#include "tests/emulators/common/signatures.hpp"

#include <array>
#include <cstdint>
#include <memory>

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace emulators {
namespace {

using key_pointer = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using context_pointer = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const std::uint8_t* bytes_of(std::string_view text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}

std::string text_of(const std::uint8_t* bytes, std::size_t size) {
    return {reinterpret_cast<const char*>(bytes), size};
}

key_pointer private_key() {
    std::array<std::uint8_t, 32> seed{};
    for (std::size_t at = 0; at < seed.size(); ++at) {
        seed[at] = static_cast<std::uint8_t>(at);
    }
    return {EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()),
            EVP_PKEY_free};
}

}  // namespace

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char each : bytes) {
        out += digits[static_cast<unsigned char>(each) >> 4];
        out += digits[static_cast<unsigned char>(each) & 15];
    }
    return out;
}

std::string hmac_sha256(std::string_view key, std::string_view data) {
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> out{};
    unsigned int size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(data), data.size(),
         out.data(), &size);
    return text_of(out.data(), size);
}

std::string ed25519_public_key() {
    std::array<std::uint8_t, 32> out{};
    std::size_t size = out.size();
    EVP_PKEY_get_raw_public_key(private_key().get(), out.data(), &size);
    return text_of(out.data(), size);
}

std::string ed25519_signature(std::string_view data) {
    const auto key = private_key();
    const context_pointer context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    std::array<std::uint8_t, 64> out{};
    std::size_t size = out.size();
    EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get());
    EVP_DigestSign(context.get(), out.data(), &size, bytes_of(data), data.size());
    return text_of(out.data(), size);
}

}  // namespace emulators
