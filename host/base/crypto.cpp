#include "host/base/crypto.hpp"

#include <cstdlib>
#include <memory>
#include <vector>

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <unistd.h>

namespace selat::crypto {
namespace {

using key_pointer = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using context_pointer = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

digest32 sha256(std::string_view data) {
    digest32 out{};
    SHA256(bytes(data), data.size(), out.data());
    return out;
}

std::string sha256_hex(std::string_view data) { return hex(sha256(data)); }

result<std::string> sha256_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return fail(code::not_found, path + " cannot be read");
    }
    const context_pointer context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    bool good = EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1;
    std::vector<char> buffer(std::size_t{1} << 18);
    ssize_t count = 0;
    while (good && (count = ::read(file, buffer.data(), buffer.size())) > 0) {
        good = EVP_DigestUpdate(context.get(), buffer.data(), static_cast<std::size_t>(count)) == 1;
    }
    ::close(file);
    digest32 out{};
    if (!good || count < 0 || EVP_DigestFinal_ex(context.get(), out.data(), nullptr) != 1) {
        return fail(code::unavailable, path + " cannot be read to its end");
    }
    return hex(out);
}

digest32 hmac_sha256(std::string_view key, std::string_view data) {
    digest32 out{};
    HMAC(EVP_sha256(), key.empty() ? "" : key.data(), static_cast<int>(key.size()), bytes(data),
         data.size(), out.data(), nullptr);
    return out;
}

void random_bytes(std::span<std::uint8_t> out) {
    if (RAND_bytes(out.data(), static_cast<int>(out.size())) != 1) {
        std::abort();  // going on with predictable keys would be worse
    }
}

std::string random_bytes(std::size_t count) {
    std::string out(count, '\0');
    random_bytes({reinterpret_cast<std::uint8_t*>(out.data()), out.size()});
    return out;
}

bool equal(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool ed25519_verify(std::string_view public_key, std::string_view data,
                    std::string_view signature) {
    if (public_key.size() != 32 || signature.size() != 64) {
        return false;
    }
    const key_pointer key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes(public_key),
                                                      public_key.size()),
                          EVP_PKEY_free);
    const context_pointer context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    return key != nullptr && context != nullptr &&
           EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(data),
                            data.size()) == 1;
}

result<std::string> read_ed25519_key(std::string_view text) {
    if (text.find("-----BEGIN") != text.npos) {
        const std::unique_ptr<BIO, decltype(&BIO_free)> source(
            BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
        const key_pointer key(PEM_read_bio_PUBKEY(source.get(), nullptr, nullptr, nullptr),
                              EVP_PKEY_free);
        std::string raw(32, '\0');
        std::size_t size = raw.size();
        if (key != nullptr && EVP_PKEY_get_id(key.get()) == EVP_PKEY_ED25519 &&
            EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char*>(raw.data()),
                                        &size) == 1 &&
            size == raw.size()) {
            return raw;
        }
        return fail(code::config, "the PEM text holds no Ed25519 public key");
    }
    const auto first = text.find_first_not_of(" \t\r\n");
    const auto last = text.find_last_not_of(" \t\r\n");
    const auto word =
        first == text.npos ? std::string_view{} : text.substr(first, last - first + 1);
    for (const auto& raw : {from_hex(word), from_base64(word)}) {
        if (raw && raw->size() == 32) {
            return *raw;
        }
    }
    return fail(code::config, "an Ed25519 public key is 32 bytes in PEM, base64 or hex");
}

}  // namespace selat::crypto
