#pragma once
// What an instance is told to do.

#include <cstdint>
#include <string>

#include <selat/plugin.hpp>

namespace email {

enum class security { none, starttls, implicit };

struct server {
    std::string host;  // empty: there is none
    std::uint16_t port = 0;
    security tls = security::implicit;
    std::string ca;  // PEM of whom its certificate must lead to; empty: the system's
    std::string user, password;
    [[nodiscard]] bool there() const { return !host.empty(); }
    /// The gateway's TLS begins with the first byte and knows the system's authorities alone.
    [[nodiscard]] bool own_tls() const {
        return tls == security::starttls || (tls == security::implicit && !ca.empty());
    }
    [[nodiscard]] std::string url() const;
    /// A password goes to another machine for everybody to read.
    [[nodiscard]] bool tells_in_clear() const;
    [[nodiscard]] bool takes_token() const { return password.empty() && !user.empty(); }
};

/// OAuth 2: what access tokens are asked for with.
struct grant {
    std::string token_url;  // empty: there is none
    std::string client_id, client_secret, refresh_token, scope;
    [[nodiscard]] bool there() const { return !token_url.empty(); }
};

struct options {
    static options read(const selat::setup& setup);

    std::string address;  // ours
    std::string domain;
    std::string name;     // that people see beside it
    std::string subject;  // of what we begin
    std::string instance;
    char separator = '+';
    bool mark_seen = true;
    bool reply_all = false;
    std::uint64_t largest = 25 * 1024 * 1024;  // bytes of a mail that are read
    std::uint64_t hourly = 30;         // mails of one sender that may be answered automatically
    std::string authserv;              // whose Authentication-Results are believed
    std::int64_t timeout_ms = 10'000;  // the gateway waits no longer for what is sent
    server imap, smtp;
    grant oauth;
    std::string folder;
};

}  // namespace email
