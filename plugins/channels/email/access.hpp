#pragma once
// Access tokens (OAuth 2): asked for with the refresh token, kept until shortly before their end.

#include "options.hpp"

#include <cstdint>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace email {

class access {
public:
    access(const options& options, const selat::setup& setup);

    /// Whether there is a token that will do for a login now.
    [[nodiscard]] bool good(std::int64_t now_ms) const { return now_ms < good_until_ms_; }
    /// Asks for one, unless that is under way.
    void ask(selat::actions out);
    /// Whether it is the answer to that; good() and why() say what it came to.
    bool take(const selat::http_reply& reply, selat::actions out);
    /// A server refuses the token. True: it was not new, and another may do.
    bool spoil(std::int64_t now_ms);

    [[nodiscard]] const std::string& why() const { return why_; }
    /// Whether asking again is of no use: the refresh token or the client is refused.
    [[nodiscard]] bool refused() const { return refused_; }

    /// What a server with one of these mechanisms is told, in base64.
    [[nodiscard]] std::string xoauth2(const server& server) const;
    [[nodiscard]] std::string oauthbearer(const server& server) const;

private:
    void granted(const selat::http_reply& reply, selat::actions out);
    void replace_refresh_token(const std::string& newer, selat::actions out);

    const grant& grant_;
    std::string configured_;     // print of the refresh token in the configuration
    std::string refresh_token_;  // the newest
    std::string token_;
    std::int64_t granted_ms_ = 0;
    std::int64_t good_until_ms_ = 0;
    bool asking_ = false;
    bool refused_ = false;
    std::string why_;
};

/// A server that refuses a token asks once more, and says so when it has this.
inline constexpr std::string_view xoauth2_dismissal = "";
inline constexpr std::string_view oauthbearer_dismissal = "AQ==";

std::string base64_of(std::string_view text);

}  // namespace email
