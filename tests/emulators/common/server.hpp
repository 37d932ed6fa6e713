#pragma once
// One HTTP server for all providers. Blocking, a thread per connection.

#include "tests/emulators/common/provider.hpp"

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

    std::vector<std::unique_ptr<provider>> providers_;
    httplib::Server http_;
    int port_ = -1;
};

}  // namespace emulators
