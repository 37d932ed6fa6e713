#pragma once
// The parts of a URL that a connection needs.

#include <cstdint>
#include <string>

#include "host/base/result.hpp"

namespace selat::net {

struct url_parts {
    std::string scheme;  // lower case
    std::string host;    // without brackets
    std::uint16_t port = 0;
    std::string target;       // path and query, "/" at least
    std::string authority;    // as a Host header says it: the port left out when it is the default
    std::string credentials;  // "user:password", decoded; empty: none
};

// `invalid` when it is no URL, has no host, or no port where the scheme has no default.
result<url_parts> parse_url(const std::string& url);

}  // namespace selat::net
