#pragma once
// Both ends of a WebSocket, with what was told to each.

#include "loopback.hpp"

#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "host/net/websocket.hpp"

#include <boost/asio/post.hpp>

namespace selat::test {

struct message {
    std::string data;
    bool binary = false;
    friend bool operator==(const message&, const message&) = default;
};

struct ending {
    std::uint32_t code = 0;
    std::string reason;
    selat::code failure = code::ok;
    friend bool operator==(const ending&, const ending&) = default;
};

inline std::ostream& operator<<(std::ostream& out, const ending& one) {
    return out << one.code << ' ' << one.reason << ' ' << name_of(one.failure);
}

// Accepts every upgrade and sends back what comes.
class echo_server {
public:
    explicit echo_server(net::websocket_options options = {}, net::server_options server = {})
        : options_(std::move(options)),
          here_([this](net::exchange asked) { accept(std::move(asked)); }, std::move(server)) {}
    // A socket must not outlive the executor that it lives on, and its timer keeps that running.
    ~echo_server() {
        here_.server.reset();
        boost::asio::post(here_.executor(), [this] { sockets.clear(); });
        here_.stop();
        sockets.clear();
    }
    echo_server(const echo_server&) = delete;
    echo_server& operator=(const echo_server&) = delete;

    [[nodiscard]] std::uint16_t port() const { return here_.port(); }
    [[nodiscard]] std::string url(const std::string& scheme, const std::string& path = "/") const {
        return here_.url(scheme, path);
    }
    [[nodiscard]] net::server_counts counts() const { return here_.server->counts(); }
    void drain(std::chrono::milliseconds deadline, std::function<void()> done) {
        here_.server->drain(deadline, std::move(done));
    }

    mailbox<std::shared_ptr<net::websocket>> sockets;
    mailbox<ending> closed;

private:
    void accept(net::exchange asked) {
        auto socket = std::make_shared<std::shared_ptr<net::websocket>>();
        net::websocket_events events;
        events.message = [socket](std::string_view data, bool binary) {
            (*socket)->send(std::string(data), binary, false);
        };
        events.closed = [this, socket](std::uint32_t code, std::string reason,
                                       selat::code failure) {
            closed.put({code, std::move(reason), failure});
            socket->reset();
        };
        asked.accept(options_, std::move(events), [this, socket](auto opened) {
            *socket = opened;
            sockets.put(std::move(opened));
        });
    }

    net::websocket_options options_;
    served here_;
};

// A connection of ours to somewhere; closed when it goes.
class caller {
    using outcome = result<std::shared_ptr<net::websocket>>;
    // Shared with the events, which may come when the caller has gone.
    struct heard {
        mailbox<message> messages;
        mailbox<ending> closed;
        mailbox<outcome> outcomes;
    };
    std::shared_ptr<heard> heard_ = std::make_shared<heard>();
    std::optional<outcome> opened_;

public:
    caller(const boost::asio::any_io_executor& executor, std::string url,
           net::connect_options options = {}) {
        options.url = std::move(url);
        options.allow_private = true;
        start(executor, std::move(options));
    }
    struct as_given {};
    caller(const boost::asio::any_io_executor& executor, net::connect_options options, as_given) {
        start(executor, std::move(options));
    }
    ~caller() {
        if (opened_ && *opened_) {
            (**opened_)->close(1000, "");
        }
    }
    caller(const caller&) = delete;
    caller& operator=(const caller&) = delete;

    // Null when it could not be opened.
    std::shared_ptr<net::websocket> socket() {
        wait();
        return *opened_ ? **opened_ : nullptr;
    }
    selat::failure failure() {
        wait();
        return *opened_ ? selat::failure{code::ok, {}} : opened_->error();
    }

    mailbox<message>& messages = heard_->messages;
    mailbox<ending>& closed = heard_->closed;

private:
    void start(const boost::asio::any_io_executor& executor, net::connect_options options) {
        net::websocket_events events;
        events.message = [heard = heard_](std::string_view data, bool binary) {
            heard->messages.put({std::string(data), binary});
        };
        events.closed = [heard = heard_](std::uint32_t code, std::string reason,
                                         selat::code failure) {
            heard->closed.put({code, std::move(reason), failure});
        };
        net::connect(executor, std::move(options), std::move(events),
                     [heard = heard_](outcome opened) { heard->outcomes.put(std::move(opened)); });
    }

    void wait() {
        if (!opened_) {
            opened_ = heard_->outcomes.take();
        }
    }
};

inline std::string upgrade_request(const std::string& path = "/") {
    return "GET " + path +
           " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

// A client's frame, masked with zeros.
inline std::string frame(unsigned char first, const std::string& payload) {
    std::string out(1, static_cast<char>(first));
    if (payload.size() < 126) {
        out += static_cast<char>(0x80U | payload.size());
    } else {
        out += static_cast<char>(0x80U | 126U);
        out += static_cast<char>(payload.size() >> 8U);
        out += static_cast<char>(payload.size() & 0xFFU);
    }
    return out + std::string(4, '\0') + payload;
}

}  // namespace selat::test
