#pragma once
// The other side of TLS, as a mail server has it: bytes in, bytes out.

#include "tests/support/certificate.hpp"

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

namespace email_test {

class tls_server {
public:
    explicit tls_server(const selat::test::certificate& own)
        : context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free) {
        const auto read = [](const std::string& pem) {
            return std::unique_ptr<BIO, decltype(&BIO_free)>(
                BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
        };
        const std::unique_ptr<X509, decltype(&X509_free)> certificate(
            PEM_read_bio_X509(read(own.certificate).get(), nullptr, nullptr, nullptr), X509_free);
        const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
            PEM_read_bio_PrivateKey(read(own.key).get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
        SSL_CTX_use_certificate(context_.get(), certificate.get());
        SSL_CTX_use_PrivateKey(context_.get(), key.get());
        connection_.reset(SSL_new(context_.get()));
        SSL_set_bio(connection_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
        SSL_set_accept_state(connection_.get());
    }

    /// What the client sends; what that says in clear.
    std::string receive(std::string_view bytes) {
        BIO_write(SSL_get_rbio(connection_.get()), bytes.data(), static_cast<int>(bytes.size()));
        std::string clear;
        std::array<char, 4096> block{};
        for (;;) {
            const int size =
                SSL_read(connection_.get(), block.data(), static_cast<int>(block.size()));
            if (size <= 0) {
                return clear;
            }
            clear.append(block.data(), static_cast<std::size_t>(size));
        }
    }
    /// The words as they cross the wire, behind what else is due.
    std::string say(std::string_view clear) {
        if (!clear.empty()) {
            SSL_write(connection_.get(), clear.data(), static_cast<int>(clear.size()));
        }
        char* data = nullptr;
        auto* const out = SSL_get_wbio(connection_.get());
        const auto size = BIO_get_mem_data(out, &data);
        std::string bytes(data, static_cast<std::size_t>(size));
        static_cast<void>(BIO_reset(out));
        return bytes;
    }

private:
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    std::unique_ptr<SSL, decltype(&SSL_free)> connection_{nullptr, SSL_free};
};

}  // namespace email_test
