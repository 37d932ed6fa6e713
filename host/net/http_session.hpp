#pragma once
// A connection that was just accepted, from its first byte to its last.

#include <memory>

#include "host/net/server_context.hpp"

#include <boost/asio/ip/tcp.hpp>

namespace selat::net {

// Runs on `lane`'s executor, which is also the socket's. Counted by the context's tasks.
void start_session(std::shared_ptr<server_context> context, std::shared_ptr<lane> lane,
                   boost::asio::ip::tcp::socket socket);

}  // namespace selat::net
