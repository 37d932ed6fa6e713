#pragma once
// The HTTP/1.1 and WebSocket server. One coroutine a connection on the shard thread it was given
// to; limits and deadlines everywhere. Handlers never block.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/net/websocket.hpp"

#include <boost/asio/any_io_executor.hpp>

namespace selat::net {

struct header {
    std::string_view name;  // lower case
    std::string_view value;
};

// A whole request. Views are valid until the exchange is answered or destroyed.
struct request {
    std::string_view method;
    std::string_view target;  // as received
    std::string_view path;    // target before '?', not decoded
    std::string_view query;
    std::vector<header> headers;
    std::string_view body;
    std::string remote;    // client address, trusted proxies unwrapped
    bool secure = false;   // TLS here or at a trusted proxy
    bool upgrade = false;  // a well-formed WebSocket upgrade

    [[nodiscard]] std::string_view get(std::string_view name) const;  // first value or empty
};

struct response {
    std::uint32_t status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::string content_type = "application/json";  // left out when empty
    // In place of `body` when `keeps` is set: bytes that stay where they are as long as it lives.
    std::string_view lent{};
    std::shared_ptr<const void> keeps{};

    [[nodiscard]] std::string_view bytes() const { return keeps ? lent : std::string_view(body); }
};

// One request waiting for its answer. Movable; answered exactly once, from any thread; destroyed
// unanswered it answers 500. The connection reads no further request before.
class exchange {
public:
    struct state;
    explicit exchange(std::shared_ptr<state> state);
    exchange(exchange&&) noexcept;
    exchange& operator=(exchange&&) noexcept;
    ~exchange();

    [[nodiscard]] const net::request& request() const;
    // Where this connection lives; handlers run there.
    [[nodiscard]] boost::asio::any_io_executor executor() const;
    void respond(response response);
    // Takes the upgrade. `events` are called on executor(). The socket may be used from any thread.
    // `opened` is called on executor(), with null when there is no upgrade to take or the client
    // has gone; then no event follows.
    void accept(websocket_options options, websocket_events events,
                std::function<void(std::shared_ptr<websocket>)> opened);

private:
    std::shared_ptr<state> state_;
};

// Where bodies go that are too large for memory.
struct spool_options {
    std::string folder;                           // empty: all stay in memory
    boost::asio::any_io_executor blocking;        // for files
    std::uint64_t above = 1024 * 1024;            // bytes of one body in memory
    std::uint64_t most = std::uint64_t{1} << 30;  // bytes of all bodies in files of one room
    std::uint32_t most_each = 8;                  // bodies of one client there
};

// How large the body of a request may be.
struct body_allowance {
    std::uint64_t most = 0;  // bytes; 0: max_body
    bool apart = false;      // in a room of its own, which other bodies do not fill
};

struct server_options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;  // 0: any free one
    std::string certificate;    // PEM files; empty: no TLS
    std::string private_key;
    std::vector<std::string> trusted_proxies;  // CIDR
    std::uint64_t max_header = 16 * 1024;
    std::uint64_t max_body = 1024 * 1024;  // a request may be allowed more, see allow
    std::uint32_t max_connections = 65'536;
    std::chrono::milliseconds idle{75'000};  // between requests
    std::chrono::milliseconds header_deadline{10'000};
    std::chrono::milliseconds body_deadline{30'000};  // and for each further piece in a file
    std::chrono::milliseconds write_deadline{30'000};
    spool_options spool;
    // Asked with everything of a request but its body, on that connection's executor.
    std::function<body_allowance(const net::request& head)> allow;
    // Told of what the server itself refuses (400, 413, …, 503 with why there is no place for the
    // body) and of deadlines passed (408), with as much of the request as has come; on that
    // connection's executor.
    std::function<void(std::uint32_t status, const net::request& request, std::string_view why)>
        refused;
    // Told of an exception that escaped a handler or a connection; on that connection's executor.
    std::function<void(std::string_view task, std::string_view what)> escaped;
};

// Counted for /metrics. Relaxed atomics behind; a snapshot.
struct server_counts {
    std::uint64_t connections = 0;  // open now
    std::uint64_t accepted = 0;
    std::uint64_t requests = 0;
    std::uint64_t malformed = 0;  // answered 400
    std::uint64_t oversized = 0;  // answered 413 or 431
    std::uint64_t timed_out = 0;
    std::uint64_t unplaced = 0;  // answered 503: no place for a large body
};

class server {
public:
    // Binds at once; fails with `unavailable` (port taken, no such address) or `config`
    // (certificate). Connections are dealt to `executors` in turn.
    static result<std::unique_ptr<server>>
    listen(server_options options, std::vector<boost::asio::any_io_executor> executors,
           std::function<void(exchange)> handler);
    ~server();

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] server_counts counts() const;
    // Stops accepting, answers what is under way with "connection: close", closes WebSockets with
    // 1001, calls `done` when all are gone or at the deadline.
    void drain(std::chrono::milliseconds deadline, std::function<void()> done);

private:
    struct impl;
    explicit server(std::shared_ptr<impl> impl);
    std::shared_ptr<impl> impl_;
};

}  // namespace selat::net
