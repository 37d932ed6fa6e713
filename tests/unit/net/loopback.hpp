#pragma once
// Real sockets on 127.0.0.1: servers of ours on their own threads, and peers that speak bytes.

#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "host/net/server.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

namespace selat::test {

using namespace std::chrono_literals;

// How long anything may take before a test gives up on it.
constexpr auto patience = 30s;

// Threads with an io_context each, as shards are.
class shards {
public:
    explicit shards(std::size_t count = 1);
    ~shards();

    [[nodiscard]] std::vector<boost::asio::any_io_executor> executors() const;
    [[nodiscard]] boost::asio::any_io_executor first() const { return executors().front(); }
    void stop();

private:
    struct shard {
        boost::asio::io_context context{1};
        boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
            context.get_executor()};
        std::thread thread;
    };
    std::vector<std::unique_ptr<shard>> shards_;
};

// A server on a free port of 127.0.0.1.
class served {
public:
    served(std::function<void(net::exchange)> handler, net::server_options options = {},
           std::size_t threads = 1);

    [[nodiscard]] std::uint16_t port() const { return server->port(); }
    [[nodiscard]] std::string url(const std::string& scheme, const std::string& path = "/") const;
    [[nodiscard]] boost::asio::any_io_executor executor() const { return threads_.first(); }
    // Nothing of it runs any more; what lives on its executors may still be destroyed.
    void stop() {
        server.reset();
        threads_.stop();
    }

private:
    shards threads_;

public:
    std::unique_ptr<net::server> server;  // goes before its threads
};

// A blocking connection; no wait is longer than our patience.
class peer {
public:
    explicit peer(std::uint16_t port, int receive_buffer = 0);
    explicit peer(int connected) : socket_(connected) { limit_waits(); }
    ~peer();
    peer(peer&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}

    // False when the other side is gone.
    bool send(std::string_view bytes) const;
    // What comes until the end, or until the wait is over.
    [[nodiscard]] std::string read_all() const;
    // One response with its body, as Content-Length says; without a body after HEAD.
    std::string read_response(bool body = true);
    // At least `size` bytes, unless the end comes first.
    std::string read(std::size_t size);
    void finish_sending() const;
    // Closes with a reset.
    void reset();

private:
    void limit_waits() const;
    bool fill();

    int socket_ = -1;
    std::string unread_;
};

// A listener whose connections are handled one by one by a script.
class scripted {
public:
    explicit scripted(std::function<void(peer)> script);
    ~scripted();
    [[nodiscard]] std::uint16_t port() const { return port_; }

private:
    int socket_ = -1;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

// Values from other threads, waited for.
template <class T>
class mailbox {
public:
    void put(T value) {
        const std::lock_guard lock(mutex_);
        values_.push_back(std::move(value));
        changed_.notify_all();
    }
    // The next one; throws when none comes in time.
    T take() {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_for(lock, patience, [this] { return !values_.empty(); })) {
            throw std::runtime_error("nothing came");
        }
        T value = std::move(values_.front());
        values_.erase(values_.begin());
        return value;
    }
    [[nodiscard]] std::size_t waiting() const {
        const std::lock_guard lock(mutex_);
        return values_.size();
    }

    void clear() {
        const std::lock_guard lock(mutex_);
        values_.clear();
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<T> values_;
};

// Comes back when the work that `executor` had is done.
void settle(const boost::asio::any_io_executor& executor);

std::string status_line(const std::string& response);
std::string body_of(const std::string& response);
// True when `condition` holds in time.
bool eventually(const std::function<bool()>& condition);

net::response text(std::string body, std::uint32_t status = 200);

}  // namespace selat::test
