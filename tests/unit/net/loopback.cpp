#include "loopback.hpp"

#include <algorithm>
#include <stdexcept>

#include <arpa/inet.h>
#include <boost/asio/post.hpp>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace selat::test {
namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

}  // namespace

shards::shards(std::size_t count) {
    for (std::size_t index = 0; index < count; ++index) {
        shards_.push_back(std::make_unique<shard>());
        auto& own = *shards_.back();
        own.thread = std::thread([&own] { own.context.run(); });
    }
}

shards::~shards() { stop(); }

// What is still to be done is done: everything must have been told to end.
void shards::stop() {
    for (const auto& one : shards_) {
        one->work.reset();
    }
    for (const auto& one : shards_) {
        if (one->thread.joinable()) {
            one->thread.join();
        }
    }
}

std::vector<boost::asio::any_io_executor> shards::executors() const {
    std::vector<boost::asio::any_io_executor> all;
    for (const auto& one : shards_) {
        all.emplace_back(one->context.get_executor());
    }
    return all;
}

served::served(std::function<void(net::exchange)> handler, net::server_options options,
               std::size_t threads)
    : threads_(threads) {
    options.port = 0;
    auto listening =
        net::server::listen(std::move(options), threads_.executors(), std::move(handler));
    if (!listening) {
        throw std::runtime_error(listening.error().text);
    }
    server = std::move(*listening);
}

std::string served::url(const std::string& scheme, const std::string& path) const {
    return scheme + "://127.0.0.1:" + std::to_string(port()) + path;
}

peer::peer(std::uint16_t port, int receive_buffer) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer > 0) {
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    limit_waits();
    const auto address = loopback(port);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        throw std::runtime_error("cannot connect");
    }
}

peer::~peer() {
    if (socket_ >= 0) {
        ::close(socket_);
    }
}

void peer::limit_waits() const {
    const timeval limit{std::chrono::seconds(patience).count(), 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

bool peer::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool peer::fill() {
    char buffer[65536];
    const auto size = ::recv(socket_, buffer, sizeof buffer, 0);
    if (size <= 0) {
        return false;
    }
    unread_.append(buffer, static_cast<std::size_t>(size));
    return true;
}

std::string peer::read_all() const {
    std::string all = unread_;
    char buffer[65536];
    for (;;) {
        const auto size = ::recv(socket_, buffer, sizeof buffer, 0);
        if (size <= 0) {
            return all;
        }
        all.append(buffer, static_cast<std::size_t>(size));
    }
}

std::string peer::read_response(bool body) {
    while (unread_.find("\r\n\r\n") == std::string::npos) {
        if (!fill()) {
            return std::exchange(unread_, {});
        }
    }
    const auto head = unread_.find("\r\n\r\n") + 4;
    const std::string name = "Content-Length: ";
    const auto length = unread_.substr(0, head).find(name);
    const std::size_t rest =
        !body || length == std::string::npos ? 0 : std::stoul(unread_.substr(length + name.size()));
    return read(head + rest);
}

std::string peer::read(std::size_t size) {
    while (unread_.size() < size && fill()) {
    }
    auto taken = unread_.substr(0, size);
    unread_.erase(0, taken.size());
    return taken;
}

void peer::finish_sending() const { ::shutdown(socket_, SHUT_WR); }

void peer::reset() {
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(std::exchange(socket_, -1));
}

scripted::scripted(std::function<void(peer)> script) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    auto address = loopback(0);
    socklen_t size = sizeof address;
    const bool bound =
        ::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
        ::listen(socket_, 64) == 0 &&
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    if (!bound) {
        throw std::runtime_error("cannot listen");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([listener = socket_, script = std::move(script)] {
        for (;;) {
            const int accepted = ::accept(listener, nullptr, nullptr);
            if (accepted < 0) {
                return;
            }
            script(peer(accepted));
        }
    });
}

scripted::~scripted() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
}

void settle(const boost::asio::any_io_executor& executor) {
    std::promise<void> reached;
    boost::asio::post(executor, [&reached] { reached.set_value(); });
    reached.get_future().wait();
}

std::string status_line(const std::string& response) {
    return response.substr(0, response.find("\r\n"));
}

std::string body_of(const std::string& response) {
    const auto head = response.find("\r\n\r\n");
    return head == std::string::npos ? std::string() : response.substr(head + 4);
}

bool eventually(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) {
            return false;
        }
        std::this_thread::yield();
    }
    return true;
}

net::response text(std::string body, std::uint32_t status) {
    net::response response;
    response.status = status;
    response.body = std::move(body);
    response.content_type = "text/plain";
    return response;
}

}  // namespace selat::test
