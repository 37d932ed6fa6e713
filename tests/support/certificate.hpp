#pragma once
// A certificate authority of a test's own, and servers that it vouches for.

#include <cstddef>
#include <memory>
#include <string>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace selat::test {

/// PEM.
struct certificate {
    std::string certificate;
    std::string key;
};

class authority {
public:
    authority() : key_(new_key()), own_(X509_new(), X509_free) {
        describe(own_.get(), "Test authority", key_.get());
        extend(own_.get(), NID_basic_constraints, "critical,CA:TRUE");
        extend(own_.get(), NID_key_usage, "critical,keyCertSign");
        X509_set_issuer_name(own_.get(), X509_get_subject_name(own_.get()));
        X509_sign(own_.get(), key_.get(), EVP_sha256());
    }

    /// What those who trust it are given; PEM.
    [[nodiscard]] std::string pem() const {
        return written([&](BIO* out) { PEM_write_bio_X509(out, own_.get()); });
    }
    /// For a server of these names: "IP:127.0.0.1,DNS:mail.example".
    [[nodiscard]] certificate vouch_for(const std::string& names) const {
        const auto key = new_key();
        const std::unique_ptr<X509, decltype(&X509_free)> made(X509_new(), X509_free);
        describe(made.get(), "Test server", key.get());
        extend(made.get(), NID_subject_alt_name, names.c_str());
        X509_set_issuer_name(made.get(), X509_get_subject_name(own_.get()));
        X509_sign(made.get(), key_.get(), EVP_sha256());
        return {written([&](BIO* out) { PEM_write_bio_X509(out, made.get()); }),
                written([&](BIO* out) {
                    PEM_write_bio_PKCS8PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr,
                                                  nullptr);
                })};
    }

private:
    using key_pointer = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

    static key_pointer new_key() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }

    static void describe(X509* made, const char* name, EVP_PKEY* key) {
        constexpr long hour = 3'600;
        X509_set_version(made, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(made), 1);
        X509_gmtime_adj(X509_getm_notBefore(made), -hour);
        X509_gmtime_adj(X509_getm_notAfter(made), 24 * hour);
        X509_set_pubkey(made, key);
        X509_NAME_add_entry_by_txt(X509_get_subject_name(made), "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
    }

    static void extend(X509* made, int what, const char* value) {
        const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
            X509V3_EXT_conf_nid(nullptr, nullptr, what, value), X509_EXTENSION_free);
        X509_add_ext(made, extension.get(), -1);
    }

    template <class Write>
    static std::string written(Write write) {
        const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
        write(out.get());
        char* data = nullptr;
        const auto size = BIO_get_mem_data(out.get(), &data);
        return {data, static_cast<std::size_t>(size)};
    }

    key_pointer key_;
    std::unique_ptr<X509, decltype(&X509_free)> own_;
};

}  // namespace selat::test
