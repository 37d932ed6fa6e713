#pragma once
// Session tokens: the payload and its HMAC by a secret of the instance. Nothing is kept on the
// server, so a restart ends no session; a token that was handed out is good until it expires.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <selat/plugin.hpp>

namespace webchat {

constexpr std::int64_t session_lifetime_s = 30LL * 24 * 3600;
constexpr std::int64_t session_renewal_s = 24LL * 3600;

struct session {
    std::string address;         ///< the customer's address on this channel
    std::string id;              ///< tells one browser's session from another's of the same user
    std::int64_t issued_s = 0;   ///< seconds since 1970
    std::int64_t expires_s = 0;  ///< seconds since 1970
    bool verified = false;       ///< a signed identity stands behind it
    std::string identity;        ///< fingerprint of the identity that was reported to the host
    std::vector<std::string> known;  ///< what was asked and has been answered, by id
    std::string phone;               ///< a number that was given; may be empty
    bool confirmed = false;          ///< by a code that was sent to it
};

/// Seals and opens tokens. Immutable; any thread.
class sessions {
public:
    explicit sessions(const selat::crypto& crypto) : crypto_(crypto) {}

    [[nodiscard]] std::string seal(const session& session) const;
    /// Nothing when the token was not sealed here as it stands, or has expired.
    [[nodiscard]] std::optional<session> open(std::string_view token, std::int64_t now_ms) const;

private:
    [[nodiscard]] std::string signature(std::string_view payload) const;

    selat::crypto crypto_;
};

}  // namespace webchat
