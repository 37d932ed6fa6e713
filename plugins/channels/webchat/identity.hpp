#pragma once
// Who the website says the visitor is. What the site's own server signed is proved; everything else
// is only claimed.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <selat/plugin.hpp>

#include <nlohmann/json_fwd.hpp>

namespace webchat {

struct person {
    std::string user;        ///< the site's user id that a signature names; may be empty
    bool proved = false;     ///< by a signature that expires; without an end it may be a copy
    std::string name;        ///< proved display name; may be empty
    std::string attributes;  ///< JSON object for the customer's attributes
    std::vector<std::string> known;  ///< what of the customer it tells: name, email, attributes
    std::string phone;               ///< a number of the customer's; may be empty
    std::string fingerprint;         ///< changes when anything above does
};

/// Checks identities. Immutable; any thread.
class identities {
public:
    /// `secrets`: the options' handles, none when the site signs nothing. `audience`: what a
    /// token's `aud` must name, the instance id.
    identities(std::vector<std::string> secrets, std::string_view audience,
               const selat::crypto& crypto)
        : secrets_(std::move(secrets)), audience_(audience), crypto_(crypto) {}

    /// Whether signed identities can be checked at all.
    [[nodiscard]] bool configured() const { return !secrets_.empty(); }

    /// Reads an identity object: {token} (JWT, HS256), {user_id, user_hash, …} (legacy), or fields
    /// without a signature. Nothing when a signature is there and wrong.
    [[nodiscard]] std::optional<person> read(const nlohmann::json& identity,
                                             std::string_view origin, std::int64_t now_ms) const;

private:
    [[nodiscard]] std::optional<person> from_token(std::string_view token, std::string_view origin,
                                                   std::int64_t now_ms) const;
    [[nodiscard]] bool claims_hold(const nlohmann::json& claims, std::string_view origin,
                                   std::int64_t now_ms) const;
    [[nodiscard]] person describe(std::string user, std::string name, nlohmann::json attributes,
                                  bool proved) const;
    /// Whether `signature` is by one of the secrets, as `write` writes signatures.
    template <class Write>
    [[nodiscard]] bool signs(std::string_view data, std::string_view signature,
                             Write&& write) const {
        return std::any_of(secrets_.begin(), secrets_.end(), [&](const std::string& each) {
            return crypto_.equal(write(crypto_.hmac_sha256(each, data)), signature);
        });
    }

    std::vector<std::string> secrets_;
    std::string audience_;
    selat::crypto crypto_;
};

}  // namespace webchat
