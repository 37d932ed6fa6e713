#pragma once
// From an accepted upgrade to a WebSocket that keeps nothing of the HTTP session.

#include <functional>
#include <memory>
#include <string>

#include "host/net/server_context.hpp"
#include "host/net/websocket.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

namespace selat::net {

struct upgrade {
    std::shared_ptr<server_context> context;
    std::shared_ptr<net::lane> lane;
    std::string remote;
    std::string key;  // Sec-WebSocket-Key
    websocket_options options;
    websocket_events events;
    std::function<void(std::shared_ptr<websocket>)> opened;
};

// On the lane's executor. Answers 101 and calls `opened`: with null when the client was gone by
// then.
void start_websocket(boost::asio::ip::tcp::socket stream, upgrade upgrade);
void start_websocket(boost::beast::ssl_stream<boost::asio::ip::tcp::socket> stream,
                     upgrade upgrade);

}  // namespace selat::net
