#pragma once
// Who asks: tokens of the configuration, and sessions of people. Only digests of tokens are kept.

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "host/api/api.hpp"
#include "host/api/caller.hpp"
#include "host/base/crypto.hpp"
#include "host/net/server.hpp"

namespace selat::api {

enum class proof : std::uint8_t { none, header, cookie, query };

// What a request shows for itself.
struct credential {
    proof by = proof::none;
    std::string token;
};

// An Authorization header counts before a cookie. `query` allows ?token=.
credential credential_of(const net::request& request, std::string_view cookie, bool query);

// Whether a browser sent it from a page of ours: by what it says of the page, else by its address.
bool from_our_pages(const net::request& request, std::string_view public_url);

// The session's cookie: only a secure one may have the prefix that pins it to this host.
std::string cookie_name(const options& options);
std::string set_cookie(const options& options, std::string_view token);
std::string clear_cookie(const options& options);

// Compared with when there is no other: an unknown e-mail takes as long as a wrong password.
inline constexpr std::string_view nobodys_hash =
    "$argon2id$v=19$m=19456,t=2,p=1$c2VsYXQ6IG5vIHBlcnNvbg$"
    "80IHzWNBHxCBRiIkdI1r/Gv2EmH2PrtOQWJ6RF9I9Rs";  // of "nobody"

struct fresh_session {
    std::string token;
    model::time expires{};
};

// [any-thread]
class auth {
public:
    auth(services& gateway, const std::vector<fixed_token>& tokens);

    void reconfigure(const std::vector<fixed_token>& tokens);
    // Whether somebody who was identified would still be, as the same.
    [[nodiscard]] bool still(const caller& who) const;
    // Ends all sessions of these agents. When `done` is called nobody is known by one any more.
    void log_out(const std::vector<std::string>& agents, reply<void> done);
    // `done` gets nobody for a token that is none. At once, or on a thread of the store.
    void identify(std::string_view token, reply<std::optional<caller>> done);
    void begin(const model::agent& agent, model::duration life, reply<fresh_session> done);
    // When `done` is called nobody is known by it any more.
    void end(const std::string& session, reply<void> done);

private:
    struct known_token {
        crypto::digest32 digest{};
        caller who;
    };
    struct known_session {
        std::string agent;
        model::time expires{};
        model::time read{};
    };

    std::optional<caller> fixed(const crypto::digest32& digest) const;
    std::optional<caller> person(const std::string& agent, const std::string& session) const;
    std::optional<known_session> cached(const std::string& session);
    void keep(const std::string& session, known_session known, std::uint64_t ended_before);

    services& gateway_;
    mutable std::mutex mutex_;  // guards what follows
    std::vector<known_token> tokens_;
    std::unordered_map<std::string, known_session> sessions_;  // by digest
    std::uint64_t ended_ = 0;  // sessions ended so far: what was read before an end is not kept
};

}  // namespace selat::api
