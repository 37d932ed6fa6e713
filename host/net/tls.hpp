#pragma once
// TLS as we speak it: 1.2 and up, HTTP/1.1 by ALPN, peers of ours verified by name.

#include <memory>
#include <string>

#include "host/base/result.hpp"

#include <boost/asio/ssl/context.hpp>

namespace selat::net {

// A server's context from PEM files; `config` when they cannot be used.
result<std::shared_ptr<boost::asio::ssl::context>> server_tls(const std::string& certificate,
                                                              const std::string& private_key);

// A client's context that verifies; `ca_file` empty: the system's authorities.
result<std::shared_ptr<boost::asio::ssl::context>> client_tls(const std::string& ca_file);

// Asks for and checks the certificate of `host` on a connection that is about to be made.
// `websocket` offers http/1.1 by ALPN.
result<void> expect_host(SSL* connection, const std::string& host, bool websocket);

}  // namespace selat::net
