#pragma once
// Google's side, as tests of its channels play it: signatures, and a service account with its key.

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <selat/testing/drive.hpp>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

namespace google_test {

// The host's functions, for bytes alone.
inline selat::crypto bare_crypto() {
    static std::map<std::string, std::string> none;
    static const selat_host host{sizeof(selat_host), SELAT_ABI_MINOR, &none,
                                 [](const selat_host*, selat_str) -> const void* {
                                     return &selat::testing::crypto_table();
                                 }};
    return selat::crypto(&host);
}

// base64 of the HMAC-SHA512.
inline std::string signature_of(std::string_view key, std::string_view bytes) {
    return selat::base64(bare_crypto().hmac_sha512(key, bytes));
}

// PEM. An RSA key of a service account, made for this run.
struct key_pair {
    std::string private_pem, public_pem;
};

inline key_pair new_keys() {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_RSA_gen(2048), EVP_PKEY_free);
    const auto written = [](auto write) {
        const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
        write(out.get());
        char* data = nullptr;
        const auto size = BIO_get_mem_data(out.get(), &data);
        return std::string(data, static_cast<std::size_t>(size));
    };
    return {written([&](BIO* out) {
                PEM_write_bio_PKCS8PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr,
                                              nullptr);
            }),
            written([&](BIO* out) { PEM_write_bio_PUBKEY(out, key.get()); })};
}

inline const key_pair keys = new_keys();
inline const std::string& private_key = keys.private_pem;
inline const std::string& public_key = keys.public_pem;

}  // namespace google_test
