#pragma once
// A WebSocket, server's or client's, or a TCP/TLS stream: something that sends and is sent to.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"

#include <boost/asio/any_io_executor.hpp>

namespace selat::net {

// What `closed` tells, as unavailable, of a peer that did not read fast enough.
constexpr std::uint32_t slow_peer = 4503;

struct websocket_options {
    std::string protocol;  // subprotocol agreed to; empty: none
    std::uint64_t max_message = 64 * 1024;
    std::chrono::milliseconds idle{
        60'000};                            // without anything from the peer; pings are sent before
    std::uint64_t max_queue = 1024 * 1024;  // bytes waiting to be sent; more closes it
};

// Called one at a time on the socket's executor. Nothing comes after closed.
struct websocket_events {
    std::function<void(std::string_view data, bool binary)> message;
    // code 1006 and a failure when it broke.
    std::function<void(std::uint32_t code, std::string reason, selat::code failure)> closed;
};

// [any-thread]
class websocket {
public:
    virtual ~websocket() = default;
    // False when the socket is closed, or `droppable` and the peer is slow.
    virtual bool send(std::string data, bool binary, bool droppable) = 0;
    virtual void close(std::uint32_t code, std::string reason) = 0;
    [[nodiscard]] virtual const std::string& remote() const = 0;
    [[nodiscard]] virtual std::uint64_t queued() const = 0;  // bytes
    // As send, of text that many sockets send.
    virtual bool send_shared(std::shared_ptr<const std::string> text, bool droppable) {
        return send(*text, false, droppable);
    }
    // While held nothing more is read, so that the peer waits; what was read by then still comes.
    // Its silence is no reason to give it up then, but neither are its pings answered nor its end
    // seen: a peer that is held for long may give us up.
    virtual void hold(bool) {}
};

struct connect_options {
    std::string url;  // ws, wss, tcp, tls
    std::vector<std::pair<std::string, std::string>> headers;
    std::string protocol;
    std::uint64_t max_message = 1024 * 1024;
    std::chrono::milliseconds deadline{10'000};
    std::uint64_t max_queue = 1024 * 1024;
    bool allow_private = false;  // addresses of this machine and private networks
    std::string ca_file;         // PEM; empty: the system's authorities
};

// Opens a client connection. `opened` is called on `executor`, with the failure when it could not
// be opened (then no event follows).
void connect(boost::asio::any_io_executor executor, connect_options options,
             websocket_events events,
             std::function<void(result<std::shared_ptr<websocket>>)> opened);

}  // namespace selat::net
