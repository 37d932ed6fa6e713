#include "host/net/tls.hpp"

#include <array>
#include <cstdlib>

#include <boost/asio/ip/address.hpp>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace selat::net {
namespace {

namespace ssl = boost::asio::ssl;

constexpr std::array<unsigned char, 9> http_1_1{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned offered_size, void*) {
    unsigned char* match = nullptr;
    const int found = SSL_select_next_proto(&match, chosen_size, http_1_1.data(), http_1_1.size(),
                                            offered, offered_size);
    *chosen = match;
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

result<std::shared_ptr<ssl::context>> server_tls(const std::string& certificate,
                                                 const std::string& private_key) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_options(context->native_handle(),
                        SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_select_cb(context->native_handle(), choose_protocol, nullptr);
    boost::system::error_code error;
    context->use_certificate_chain_file(certificate, error);
    if (error) {
        return fail(code::config, "reading the certificate " + certificate + ": " +
                                      error.message() + "; it must be a PEM file, own one first");
    }
    context->use_private_key_file(private_key, ssl::context::pem, error);
    if (error) {
        return fail(code::config, "reading the private key " + private_key + ": " +
                                      error.message() +
                                      "; it must be a PEM file that fits the certificate");
    }
    return context;
}

result<std::shared_ptr<ssl::context>> client_tls(const std::string& ca_file) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
    context->set_verify_mode(ssl::verify_peer);
    boost::system::error_code error;
    if (!ca_file.empty()) {
        context->load_verify_file(ca_file, error);
    } else if (std::getenv("SSL_CERT_FILE") != nullptr) {
        context->set_default_verify_paths(error);
    } else if (SSL_CTX_set_default_verify_dir(context->native_handle()) != 1) {
        // The folder alone: the bundle would be read whole for every connection.
        context->set_default_verify_paths(error);
    }
    if (error) {
        return fail(code::config,
                    "reading certificate authorities " + ca_file + ": " + error.message());
    }
    return context;
}

result<void> expect_host(SSL* connection, const std::string& host, bool websocket) {
    boost::system::error_code not_an_address;
    boost::asio::ip::make_address(host, not_an_address);
    bool good = true;
    if (not_an_address) {
        good = SSL_set_tlsext_host_name(connection, host.c_str()) == 1 &&
               SSL_set1_host(connection, host.c_str()) == 1;
    } else {
        good = X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), host.c_str()) == 1;
    }
    if (websocket) {
        good = good && SSL_set_alpn_protos(connection, http_1_1.data(), http_1_1.size()) == 0;
    }
    if (!good) {
        return fail(code::invalid, "setting up TLS for " + host + ": the name cannot be used");
    }
    return {};
}

}  // namespace selat::net
