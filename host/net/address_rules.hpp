#pragma once
// Which addresses are trusted, and which are nobody's business to call.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"

#include <boost/asio/ip/address.hpp>

namespace selat::net {

// An address as a proxy writes it: with or without a port, brackets or a zone. A v4 address that is
// mapped into v6 becomes plain v4. Null when it is none.
std::optional<boost::asio::ip::address> parse_address(std::string_view text);

boost::asio::ip::address unmapped(const boost::asio::ip::address& address);

// This machine, private networks, link-local, shared and reserved ranges, multicast: everything
// that is not a unicast address of the public internet, in v4, v6 and v4 carried in v6.
bool is_private(const boost::asio::ip::address& address);

// A set of networks, read once.
class networks {
public:
    networks() = default;
    // "10.0.0.0/8", "::1", …; `config` names the entry that is none.
    static result<networks> parse(const std::vector<std::string>& entries);

    [[nodiscard]] bool contains(const boost::asio::ip::address& address) const;
    [[nodiscard]] bool empty() const { return entries_.empty(); }

private:
    struct network {
        boost::asio::ip::address base;
        unsigned bits = 0;
    };
    std::vector<network> entries_;
};

// Where a request came from, after the trusted proxies were unwrapped.
struct origin {
    std::string remote;
    bool secure = false;
};

// `forwarded_for` and `forwarded_proto` are the headers' values, joined by commas; they count only
// as far as trusted proxies wrote them.
origin unwrap(const networks& trusted, const boost::asio::ip::address& peer, bool secure,
              std::string_view forwarded_for, std::string_view forwarded_proto);

}  // namespace selat::net
