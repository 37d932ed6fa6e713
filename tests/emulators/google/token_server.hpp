#pragma once
// Access tokens for assertions that a service account's key has signed, and whose they are.

#include "tests/emulators/google/agents.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include <httplib.h>

namespace emulators::google {

// [any-thread]
class token_server {
public:
    token_server(const agent_list& agents, const product& of) : agents_(agents), of_(of) {}

    // POST of the token URL.
    void serve(const httplib::Request& request, httplib::Response& response, std::int64_t now_ms);
    // Whose token a call carries; null: nobody's, or not any more.
    [[nodiscard]] agent_ptr owner(const httplib::Request& request, std::int64_t now_ms) const;
    // All that were given end now.
    void revoke();
    [[nodiscard]] std::uint64_t given() const;
    void clear();

private:
    struct token {
        std::string agent;
        std::int64_t until_ms;
    };
    const agent_list& agents_;
    const product& of_;
    mutable std::mutex mutex_;
    std::map<std::string, token, std::less<>> tokens_;
    std::uint64_t given_ = 0;
};

}  // namespace emulators::google
