#pragma once
// Outgoing HTTP calls: libcurl's multi interface driven by Asio on a thread of its own. Pools,
// HTTP/2, proxies (the usual environment variables), limits.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/result.hpp"

namespace selat::net {

struct http_call {
    std::string method = "GET";
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::chrono::milliseconds timeout{10'000};
    std::uint64_t max_response = 4 * 1024 * 1024;
    // Addresses of this machine and of private networks are refused unless this is set; checked on
    // the address that is connected to, so a name cannot lead around it. Redirects are not
    // followed.
    bool allow_private = false;
    std::string trace;  // for logs: the message or job this is for
};

struct http_result {
    // ok: an answer came. unavailable: nothing was sent. uncertain: sent in part or whole, no whole
    // answer. denied: refused by the rules above. invalid: the URL cannot be used.
    selat::code code = selat::code::ok;
    std::string detail;
    std::uint32_t status = 0;
    std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
    std::string body;
    bool too_large = false;  // the answer was longer than max_response, and cut off
    std::chrono::microseconds took{0};
};

// A header of the answer; empty when it has none of the name, which is in lower case.
std::string_view header_of(const http_result& result, std::string_view name);
// How long a busy server asks to be left alone, in seconds as such servers say it (the other form
// is a date, and rare); at most `longest`.
std::chrono::milliseconds retry_after(const http_result& result, std::chrono::milliseconds longest);

struct http_client_options {
    std::uint32_t connections = 256;
    std::uint32_t connections_per_host = 64;
    std::string user_agent = "Selat";
    std::string ca_file;  // empty: the system's
};

class http_client {
public:
    explicit http_client(http_client_options options = {});
    // Cancels what is under way: their `done` is called with `cancelled` as code.
    ~http_client();

    // [any-thread] `done` is called once, on the client's thread; it must be short.
    void start(http_call call, std::function<void(http_result)> done);
    [[nodiscard]] std::uint64_t under_way() const;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace selat::net
