#pragma once
// Tokens in our Message-IDs and reply addresses: whoever answers names the mail that is answered,
// also where a program loses the headers of the thread, and nobody can make one up.

#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace email {

class tokens {
public:
    /// `address` is ours; `separator` stands between its name and a token.
    tokens(selat::crypto crypto, std::string address, char separator);

    /// Of a message, by its idempotency key: the same at every try.
    [[nodiscard]] std::string make(std::string_view idempotency_key) const;
    /// Without <>.
    [[nodiscard]] std::string message_id(std::string_view token) const;
    /// Our address with the token; without, when that would be too long.
    [[nodiscard]] std::string reply_address(std::string_view token) const;

    /// The Message-ID that such an address names; empty when it has no token of ours.
    [[nodiscard]] std::string message_of(std::string_view address) const;
    /// Whether we made this Message-ID.
    [[nodiscard]] bool is_ours(std::string_view message_id) const;
    /// Whether it is our address, with or without anything behind the separator.
    [[nodiscard]] bool is_our_address(std::string_view address) const;

private:
    [[nodiscard]] bool holds(std::string_view token) const;
    [[nodiscard]] std::string mark(std::string_view body) const;

    selat::crypto crypto_;
    std::string local_;  // lower case, as the domain
    std::string domain_;
    std::string written_;  // the part before @ as it is configured
    char separator_;
};

}  // namespace email
