#pragma once
// TLS for what the gateway's own does not do: begun later on a connection (STARTTLS), or with
// authorities of the operator's. The peer has to prove its name, always. Bytes in, bytes out: pure.

#include <memory>
#include <string>
#include <string_view>

#include <openssl/types.h>

namespace email {

/// Whom certificates must lead to.
class authorities {
public:
    /// PEM; empty: the system's. Throws a refusal when it holds no certificate.
    explicit authorities(const std::string& pem);

private:
    friend class tls;
    std::shared_ptr<SSL_CTX> context_;
};

/// Our side of one connection.
class tls {
public:
    tls(const authorities& trusted, const std::string& host);

    /// Bytes of the peer's; what they say is added to `clear`. False: it is over, for why().
    bool receive(std::string_view bytes, std::string& clear);
    /// What is said before the peer has proved its name waits until it has.
    void send(std::string_view clear);
    /// Tells the peer that nothing follows.
    void end();
    /// What is to go to the peer now.
    std::string take();

    [[nodiscard]] const std::string& why() const { return why_; }
    /// Whether it ended because the peer could not prove its name.
    [[nodiscard]] bool distrusts() const { return distrusts_; }

private:
    bool shake();
    bool fail(std::string_view doing);

    std::shared_ptr<SSL> connection_;
    bool secured_ = false;
    bool distrusts_ = false;
    std::string waiting_;
    std::string why_;
};

}  // namespace email
