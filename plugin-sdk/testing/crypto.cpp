// SPDX-License-Identifier: MIT
// selat.crypto/1 for plugin tests, with OpenSSL.

#include <memory>

#include <selat/testing/drive.hpp>

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

namespace selat::testing {
namespace {

using key_pointer = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using context_pointer = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const EVP_MD* algorithm_of(std::uint32_t algorithm) {
    switch (algorithm) {
    case SELAT_SHA1: return EVP_sha1();
    case SELAT_SHA256: return EVP_sha256();
    case SELAT_SHA512: return EVP_sha512();
    case SELAT_MD5: return EVP_md5();
    default: return nullptr;
    }
}

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

// The bytes a handle or a plain key stands for; false for an unknown handle.
bool resolve(const selat_host* host, selat_str raw, std::string_view& out) {
    out = view(raw);
    if (!out.starts_with("{{secret:") || !out.ends_with("}}")) {
        return true;
    }
    const auto& secrets = *static_cast<const std::map<std::string, std::string>*>(host->context);
    const auto found = secrets.find(std::string(out.substr(9, out.size() - 11)));
    if (found == secrets.end()) {
        return false;
    }
    out = found->second;
    return true;
}

key_pointer read_pem(std::string_view pem, bool is_private) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> text(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    return {is_private ? PEM_read_bio_PrivateKey(text.get(), nullptr, nullptr, nullptr)
                       : PEM_read_bio_PUBKEY(text.get(), nullptr, nullptr, nullptr),
            EVP_PKEY_free};
}

// ES256 signatures travel as two numbers of 32 bytes; OpenSSL reads DER.
std::string der_of(std::string_view signature) {
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair(ECDSA_SIG_new(),
                                                                     ECDSA_SIG_free);
    ECDSA_SIG_set0(pair.get(), BN_bin2bn(bytes(signature), 32, nullptr),
                   BN_bin2bn(bytes(signature) + 32, 32, nullptr));
    unsigned char* der = nullptr;
    const int size = i2d_ECDSA_SIG(pair.get(), &der);
    std::string out(reinterpret_cast<char*>(der), size < 0 ? 0 : static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return out;
}

std::int32_t verify(EVP_PKEY* key, std::string_view data, std::string_view signature) {
    if (key == nullptr) {
        return SELAT_INVALID;
    }
    const context_pointer context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    std::string der;
    if (EVP_PKEY_get_id(key) == EVP_PKEY_EC && signature.size() == 64) {
        der = der_of(signature);
        signature = der;
    }
    const auto* digest = EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 ? nullptr : EVP_sha256();
    const bool good = EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) == 1 &&
                      EVP_DigestVerify(context.get(), bytes(signature), signature.size(),
                                       bytes(data), data.size()) == 1;
    return good ? SELAT_OK : SELAT_DENIED;
}

std::int32_t digest(const selat_host*, std::uint32_t algorithm, selat_str data, std::uint8_t* out) {
    const auto* kind = algorithm_of(algorithm);
    return kind != nullptr && EVP_Digest(data.data, data.size, out, nullptr, kind, nullptr) == 1
               ? SELAT_OK
               : SELAT_INVALID;
}

std::int32_t hmac(const selat_host* host, std::uint32_t algorithm, selat_str key, selat_str data,
                  std::uint8_t* out) {
    const auto* kind = algorithm_of(algorithm);
    std::string_view secret;
    if (!resolve(host, key, secret)) {
        return SELAT_NOT_FOUND;
    }
    return kind != nullptr && HMAC(kind, secret.empty() ? "" : secret.data(),
                                   static_cast<int>(secret.size()), bytes(view(data)),
                                   static_cast<std::size_t>(data.size), out, nullptr) != nullptr
               ? SELAT_OK
               : SELAT_INVALID;
}

std::int32_t equal(const selat_host* host, selat_str expected, selat_str given) {
    std::string_view left;
    if (!resolve(host, expected, left)) {
        return SELAT_NOT_FOUND;
    }
    const auto right = view(given);
    return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0
               ? SELAT_OK
               : SELAT_DENIED;
}

std::int32_t ed25519_verify(const selat_host* host, selat_str public_key, selat_str data,
                            selat_str signature) {
    std::string_view key;
    if (!resolve(host, public_key, key)) {
        return SELAT_NOT_FOUND;
    }
    const key_pointer read(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes(key), key.size()),
        EVP_PKEY_free);
    return verify(read.get(), view(data), view(signature));
}

std::int32_t rs256_sign(const selat_host* host, selat_str private_key, selat_str data,
                        std::uint8_t* out, std::uint64_t capacity, std::uint64_t* size) {
    std::string_view pem;
    if (!resolve(host, private_key, pem)) {
        return SELAT_NOT_FOUND;
    }
    const auto key = read_pem(pem, true);
    const context_pointer context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    std::size_t written = static_cast<std::size_t>(capacity);
    if (key == nullptr || EVP_PKEY_get_id(key.get()) != EVP_PKEY_RSA ||
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1 ||
        EVP_DigestSign(context.get(), out, &written, bytes(view(data)),
                       static_cast<std::size_t>(data.size)) != 1) {
        return SELAT_INVALID;
    }
    *size = written;
    return SELAT_OK;
}

std::int32_t public_verify(const selat_host* host, selat_str public_key, selat_str data,
                           selat_str signature) {
    std::string_view pem;
    if (!resolve(host, public_key, pem)) {
        return SELAT_NOT_FOUND;
    }
    return verify(read_pem(pem, false).get(), view(data), view(signature));
}

}  // namespace

const selat_crypto_v1& crypto_table() {
    static constexpr selat_crypto_v1 table = {digest,         hmac,       equal,
                                              ed25519_verify, rs256_sign, public_verify};
    return table;
}

}  // namespace selat::testing
