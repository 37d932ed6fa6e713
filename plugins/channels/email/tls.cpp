#include "tls.hpp"

#include <algorithm>
#include <array>

#include <selat/plugin.hpp>

#include <arpa/inet.h>
#include <climits>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace email {
namespace {

[[noreturn]] void unusable(const std::string& text) {
    throw selat::refusal{selat::code::config, text};
}

std::size_t trust(SSL_CTX* context, const std::string& pem) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> source(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    auto* const store = SSL_CTX_get_cert_store(context);
    std::size_t found = 0;
    for (;;) {
        const std::unique_ptr<X509, decltype(&X509_free)> each(
            PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr), X509_free);
        if (!each) {
            break;
        }
        found += X509_STORE_add_cert(store, each.get()) == 1 ? 1 : 0;
    }
    ERR_clear_error();  // the end of the text is one
    return found;
}

bool is_number(const std::string& host) {
    std::array<unsigned char, 16> address{};
    return ::inet_pton(AF_INET, host.c_str(), address.data()) == 1 ||
           ::inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
}

std::string reason() {
    const auto* const words = ERR_reason_error_string(ERR_peek_last_error());
    return words == nullptr ? "the connection is no TLS" : words;
}

}  // namespace

authorities::authorities(const std::string& pem)
    : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
    if (!context_) {
        unusable("TLS cannot be used: " + reason());
    }
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION);
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    if (pem.empty()) {
        SSL_CTX_set_default_verify_paths(context_.get());
    } else if (trust(context_.get(), pem) == 0) {
        unusable("ca: there is no certificate in it; a PEM file is wanted");
    }
}

tls::tls(const authorities& trusted, const std::string& host)
    : connection_(SSL_new(trusted.context_.get()), SSL_free) {
    auto* const own = connection_.get();
    SSL_set_bio(own, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(own);
    if (is_number(host)) {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(own), host.c_str());
    } else {
        SSL_set_tlsext_host_name(own, host.c_str());
        SSL_set1_host(own, host.c_str());
    }
    shake();
}

bool tls::shake() {
    ERR_clear_error();
    const int result = SSL_do_handshake(connection_.get());
    if (result != 1) {
        return SSL_get_error(connection_.get(), result) == SSL_ERROR_WANT_READ ||
               fail("TLS could not be agreed on");
    }
    secured_ = true;
    const auto before = std::move(waiting_);
    waiting_.clear();
    send(before);
    return true;
}

bool tls::receive(std::string_view bytes, std::string& clear) {
    if (!why_.empty()) {
        return false;
    }
    auto* const own = connection_.get();
    while (!bytes.empty()) {
        const auto size = std::min<std::size_t>(bytes.size(), INT_MAX);
        BIO_write(SSL_get_rbio(own), bytes.data(), static_cast<int>(size));
        bytes.remove_prefix(size);
    }
    if (!secured_ && (!shake() || !secured_)) {
        return why_.empty();
    }
    std::array<char, 16 * 1024> block{};
    for (;;) {
        ERR_clear_error();
        const int size = SSL_read(own, block.data(), static_cast<int>(block.size()));
        if (size <= 0) {
            const int error = SSL_get_error(own, size);
            // At its end the peer closes the connection too: that is told by itself.
            return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_ZERO_RETURN ||
                   fail("TLS broke");
        }
        clear.append(block.data(), static_cast<std::size_t>(size));
    }
}

void tls::send(std::string_view clear) {
    if (!secured_) {
        waiting_ += clear;
        return;
    }
    while (!clear.empty() && why_.empty()) {
        const auto size = std::min<std::size_t>(clear.size(), INT_MAX);
        ERR_clear_error();
        const int written = SSL_write(connection_.get(), clear.data(), static_cast<int>(size));
        if (written <= 0) {
            fail("TLS broke");
            return;
        }
        clear.remove_prefix(static_cast<std::size_t>(written));
    }
}

void tls::end() {
    if (secured_ && why_.empty()) {
        SSL_shutdown(connection_.get());
    }
}

std::string tls::take() {
    char* data = nullptr;
    auto* const out = SSL_get_wbio(connection_.get());
    const auto size = BIO_get_mem_data(out, &data);
    std::string bytes(data, static_cast<std::size_t>(size));
    static_cast<void>(BIO_reset(out));
    return bytes;
}

bool tls::fail(std::string_view doing) {
    const auto verdict = SSL_get_verify_result(connection_.get());
    distrusts_ = !secured_ && verdict != X509_V_OK;
    why_ = distrusts_ ? std::string("its certificate is not accepted: ") +
                            X509_verify_cert_error_string(verdict)
                      : std::string(doing) + ": " + reason();
    return false;
}

}  // namespace email
