#pragma once
// The other end of an exchange: the connection that waits for its answer.

#include "host/net/server.hpp"

#include <boost/asio/any_io_executor.hpp>

namespace selat::net {

struct exchange::state {
    virtual ~state() = default;
    // Exactly one of the two, once a request, from any thread.
    virtual void respond(response response) = 0;
    virtual void accept(websocket_options options, websocket_events events,
                        std::function<void(std::shared_ptr<websocket>)> opened) = 0;

    net::request request;
    boost::asio::any_io_executor executor;
};

}  // namespace selat::net
