#pragma once
// libcurl's multi interface on an io_context: Asio waits for its sockets and its one timer.

#include <functional>
#include <memory>
#include <unordered_map>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <curl/curl.h>

namespace selat::net {

// Everything on the one thread that runs `context`, or when no thread does.
class curl_driver {
public:
    // `finished` may add and remove handles.
    using finished_function = std::function<void(CURL* easy, CURLcode outcome)>;

    curl_driver(boost::asio::io_context& context, long connections, long connections_per_host,
                finished_function finished);
    // Every handle must have been removed.
    ~curl_driver();
    curl_driver(const curl_driver&) = delete;
    curl_driver& operator=(const curl_driver&) = delete;

    [[nodiscard]] bool add(CURL* easy);
    void remove(CURL* easy);

private:
    struct watch;

    static int on_socket(CURL* easy, curl_socket_t socket, int what, void* self, void*);
    static int on_timer(CURLM* multi, long milliseconds, void* self);
    void wait(const std::shared_ptr<watch>& watch);
    void wait_for(const std::shared_ptr<watch>& watch, int direction);
    void act(curl_socket_t socket, int events);
    void collect();

    boost::asio::io_context& context_;
    boost::asio::steady_timer timer_;
    finished_function finished_;
    CURLM* multi_;
    std::unordered_map<curl_socket_t, std::shared_ptr<watch>> watches_;
};

}  // namespace selat::net
