#include "host/plugins/services.hpp"

#include <memory>

#include "host/base/crypto.hpp"
#include "host/plugins/view.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

namespace selat::plugins {
namespace {

using key_pointer = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using context_pointer = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const services& of(const selat_host* host) { return *static_cast<const services*>(host->context); }

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

const EVP_MD* algorithm_of(std::uint32_t algorithm) {
    switch (algorithm) {
    case SELAT_SHA1: return EVP_sha1();
    case SELAT_SHA256: return EVP_sha256();
    case SELAT_SHA512: return EVP_sha512();
    case SELAT_MD5: return EVP_md5();
    default: return nullptr;
    }
}

// Nothing may be thrown through a plugin's frames.
template <class Body>
std::int32_t barrier(Body&& body) noexcept {
    try {
        return body();
    } catch (...) {
        return SELAT_INTERNAL;
    }
}

// Calls `use` with the bytes that a handle stands for, or with the text itself.
template <class Use>
std::int32_t with_bytes(const selat_host* host, selat_str text, Use&& use) {
    const auto given = view(text);
    const auto name = handle_name(given);
    if (!name) {
        return use(given);
    }
    std::int32_t out = SELAT_NOT_FOUND;
    of(host).secrets().with(*name, [&](const auto& secret) { out = use(secret.value); });
    return out;
}

key_pointer read_pem(std::string_view pem, bool is_private) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> text(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    // A protected key would otherwise ask for its password on the terminal.
    const auto no_password = [](char*, int, int, void*) { return -1; };
    return {is_private ? PEM_read_bio_PrivateKey(text.get(), nullptr, no_password, nullptr)
                       : PEM_read_bio_PUBKEY(text.get(), nullptr, no_password, nullptr),
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

std::int32_t digest(const selat_host*, std::uint32_t algorithm, selat_str data, std::uint8_t* out) {
    const auto* kind = algorithm_of(algorithm);
    return kind != nullptr && EVP_Digest(data.data, data.size, out, nullptr, kind, nullptr) == 1
               ? SELAT_OK
               : SELAT_INVALID;
}

std::int32_t hmac(const selat_host* host, std::uint32_t algorithm, selat_str key, selat_str data,
                  std::uint8_t* out) {
    return barrier([&]() -> std::int32_t {
        const auto name = handle_name(view(key));
        if (algorithm == SELAT_SHA256 && name) {
            const bool found = of(host).secrets().with(
                *name, [&](const auto& secret) { secret.hmac.sign(view(data), out); });
            return found ? SELAT_OK : SELAT_NOT_FOUND;
        }
        if (algorithm == SELAT_SHA256) {
            keyed_hmac(view(key)).sign(view(data), out);
            return SELAT_OK;
        }
        const auto* kind = algorithm_of(algorithm);
        return kind == nullptr
                   ? SELAT_INVALID
                   : with_bytes(host, key, [&](std::string_view secret) {
                         return HMAC(kind, secret.empty() ? "" : secret.data(),
                                     static_cast<int>(secret.size()), bytes(view(data)),
                                     static_cast<std::size_t>(data.size), out, nullptr) != nullptr
                                    ? SELAT_OK
                                    : SELAT_INVALID;
                     });
    });
}

std::int32_t equal(const selat_host* host, selat_str expected, selat_str given) {
    return barrier([&] {
        return with_bytes(host, expected, [&](std::string_view secret) {
            return crypto::equal(secret, view(given)) ? SELAT_OK : SELAT_DENIED;
        });
    });
}

std::int32_t ed25519_verify(const selat_host* host, selat_str public_key, selat_str data,
                            selat_str signature) {
    return barrier([&] {
        return with_bytes(host, public_key, [&](std::string_view key) -> std::int32_t {
            if (key.size() != 32) {
                return SELAT_INVALID;
            }
            return crypto::ed25519_verify(key, view(data), view(signature)) ? SELAT_OK
                                                                            : SELAT_DENIED;
        });
    });
}

std::int32_t rs256_sign(const selat_host* host, selat_str private_key, selat_str data,
                        std::uint8_t* out, std::uint64_t capacity, std::uint64_t* size) {
    return barrier([&] {
        return with_bytes(host, private_key, [&](std::string_view pem) -> std::int32_t {
            const auto key = read_pem(pem, true);
            const context_pointer context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
            auto written = static_cast<std::size_t>(capacity);
            if (key == nullptr || EVP_PKEY_get_id(key.get()) != EVP_PKEY_RSA ||
                EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1 ||
                EVP_DigestSign(context.get(), out, &written, bytes(view(data)),
                               static_cast<std::size_t>(data.size)) != 1) {
                return SELAT_INVALID;
            }
            *size = written;
            return SELAT_OK;
        });
    });
}

std::int32_t verify(EVP_PKEY* key, std::string_view data, std::string_view signature) {
    const context_pointer context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    std::string der;
    if (EVP_PKEY_get_id(key) == EVP_PKEY_EC && signature.size() == 64) {
        der = der_of(signature);
        signature = der;
    }
    const auto* kind = EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 ? nullptr : EVP_sha256();
    return EVP_DigestVerifyInit(context.get(), nullptr, kind, nullptr, key) == 1 &&
                   EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(data),
                                    data.size()) == 1
               ? SELAT_OK
               : SELAT_DENIED;
}

std::int32_t public_verify(const selat_host* host, selat_str public_key, selat_str data,
                           selat_str signature) {
    return barrier([&] {
        return with_bytes(host, public_key, [&](std::string_view pem) -> std::int32_t {
            const auto key = read_pem(pem, false);
            return key == nullptr ? SELAT_INVALID : verify(key.get(), view(data), view(signature));
        });
    });
}

std::int32_t post_bytes(const selat_host* host, selat_str bytes) {
    return barrier(
        [&] { return of(host).hand_on(std::string(view(bytes))) ? SELAT_OK : SELAT_THROTTLED; });
}

constexpr selat_crypto_v1 crypto_table = {digest,         hmac,       equal,
                                          ed25519_verify, rs256_sign, public_verify};
constexpr selat_post_v1 post_table = {post_bytes};

}  // namespace

services::services(const secret_box& secrets, post post)
    : secrets_(secrets), post_(std::move(post)),
      raw_{sizeof(selat_host), SELAT_ABI_MINOR, this, &services::table} {}

const void* services::table(const selat_host* self, selat_str id) {
    if (view(id) == SELAT_CRYPTO_ID) {
        return &crypto_table;
    }
    if (view(id) == SELAT_POST_ID && of(self).post_) {
        return &post_table;
    }
    return nullptr;
}

}  // namespace selat::plugins
