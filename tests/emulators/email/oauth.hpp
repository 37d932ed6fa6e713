#pragma once
// The token server of the mailboxes' host (RFC 6749, 6750).

#include "tests/emulators/common/json_answer.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include <httplib.h>

namespace emulators::email {

// What the owner of a mailbox has granted to a client.
struct grant {
    std::string address, client_id, client_secret;
    std::int64_t life_s = 3'600;
    bool rotates = false;  // a refresh token is good for once; the next comes with the access token
};

// [any-thread]
class token_server {
public:
    // Makes or replaces one. Empty when it was fine, else what is wrong.
    std::string put(const json& description);
    // POST with a form, as the standard has it.
    void serve(const httplib::Request& request, httplib::Response& response);
    // Whose mailbox the token is for; empty: it is void.
    [[nodiscard]] std::string address_of(std::string_view token) const;
    // Ends all access tokens; how many were given so far.
    std::size_t revoke();
    void clear();

private:
    struct given {
        std::string address;
        std::int64_t until_ms = 0;
    };

    mutable std::mutex mutex_;
    std::map<std::string, grant, std::less<>> grants_;  // by refresh token
    std::map<std::string, given, std::less<>> tokens_;
    std::size_t count_ = 0;
};

}  // namespace emulators::email
