#pragma once
// A WebSocket of ours, opened or failed when it is made.

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "host/net/websocket.hpp"

#include <boost/asio/io_context.hpp>

namespace selat::testing {

class socket {
public:
    struct options {
        std::string url;  // ws://…
        std::vector<std::pair<std::string, std::string>> headers;
        std::string protocol;
    };

    // `message` and `closed` come one at a time, on a thread of the socket's own; `closed` also
    // when it could not be opened.
    socket(options options, std::function<void(std::string_view)> message,
           std::function<void(std::uint32_t code)> closed);
    socket(const socket&) = delete;
    socket& operator=(const socket&) = delete;
    // Cuts it when it was not closed; nothing comes afterwards.
    ~socket();

    // False when it was not opened or is closed.
    bool send(std::string text);
    void close();

private:
    void opened(result<std::shared_ptr<net::websocket>> outcome);

    boost::asio::io_context context_{1};
    std::mutex mutex_;
    std::condition_variable settled_;
    bool decided_ = false;
    std::shared_ptr<net::websocket> socket_;
    std::function<void(std::string_view)> message_;
    std::function<void(std::uint32_t)> closed_;
    std::thread thread_;
};

}  // namespace selat::testing
