#pragma once
// One HTTP server for all providers. Blocking, a thread per connection.

#include "tests/emulators/common/provider.hpp"
#include "tests/emulators/common/wire_log.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <httplib.h>

namespace emulators {

struct server_options {
    std::string address = "127.0.0.1";
    int port = 0;               // 0: any free one
    std::size_t threads = 256;  // as many connections are served at a time
    // What the playground shows beside the phones: {"desktop": URL, "say": [texts to begin with]}.
    nlohmann::json playground = nlohmann::json::object();
};

class server {
public:
    // Binds. `port()` is -1 when that failed.
    server(const server_options& options, std::vector<std::unique_ptr<provider>> providers);

    [[nodiscard]] int port() const { return port_; }
    // Serves until stop().
    void run();
    // [any-thread]
    void stop();

private:
    void dispatch(const httplib::Request& request, httplib::Response& response);
    void control(std::string_view path, const httplib::Request& request,
                 httplib::Response& response);
    bool serve(provider& by, std::string_view path, const httplib::Request& request,
               httplib::Response& response);
    [[nodiscard]] nlohmann::json phones() const;

    wire_log wire_;
    std::int64_t begun_ms_;
    nlohmann::json playground_;
    std::vector<std::unique_ptr<provider>> providers_;
    httplib::Server http_;
    int port_ = -1;
};

}  // namespace emulators
