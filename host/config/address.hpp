#pragma once
// Network addresses as a configuration writes them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace selat::config {

struct endpoint {
    std::string address;  // IPv4 or IPv6, without brackets
    std::uint16_t port = 0;

    friend bool operator==(const endpoint&, const endpoint&) = default;
};

// "127.0.0.1:8080", "[::1]:8080", "localhost:0", ":8080" (every IPv4 address). Names other than
// localhost are refused: what they mean may change between two starts.
std::optional<endpoint> parse_endpoint(std::string_view text);

// "http://127.0.0.1:8080"; an address that means "all" becomes the loopback one.
std::string url_of(const endpoint& endpoint, bool tls);

// "10.0.0.0/8", "::1", "fd00::/8".
bool is_network(std::string_view text);

// An absolute http or https URL with a host and no query, fragment or user.
bool is_web_url(std::string_view text);

}  // namespace selat::config
