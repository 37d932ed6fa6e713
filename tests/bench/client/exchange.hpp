#pragma once
// HTTP as the generators speak it: the least that works.

#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace bench {

// Sends a whole request and reads the whole answer into `answer`. The status; 0 when the connection
// broke.
boost::asio::awaitable<int> exchange(boost::asio::ip::tcp::socket& socket,
                                     const std::string& request, std::string& answer);

}  // namespace bench
