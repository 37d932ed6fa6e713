#pragma once
// Bytes in, requests out: one flat buffer and one parser for all requests of a connection. Nothing
// is copied: the request's views lead into the buffer, chunked bodies are closed up in place.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "host/net/server.hpp"

namespace selat::net {

struct reader_limits {
    std::uint64_t header = 16 * 1024;
    std::uint64_t body = 1024 * 1024;
    // As server_options::allow; not owned, may be null.
    const std::function<body_allowance(const request& head)>* allow = nullptr;
};

class request_reader {
public:
    enum class progress {
        need_more,  // read into room(), then filled()
        complete,   // `into` is whole; next() goes on
        refused,    // status() says why; nothing more can be read
    };

    // Both outlive the reader.
    request_reader(request& into, const reader_limits& limits);
    ~request_reader();
    request_reader(const request_reader&) = delete;
    request_reader& operator=(const request_reader&) = delete;

    // Free space of the buffer, never empty. Views of a request under way stay right.
    std::span<char> room();
    void filled(std::size_t bytes) { filled_ += bytes; }
    progress parse();
    // What has come of the body and was not taken; taking it makes room for what follows.
    [[nodiscard]] std::string_view body_so_far() const;
    void take_body();
    // Forgets the complete request and keeps what came after it.
    void next();

    [[nodiscard]] std::uint32_t status() const { return status_; }
    // Nothing of a request has come.
    [[nodiscard]] bool untouched() const { return filled_ == 0; }
    [[nodiscard]] bool header_complete() const;
    // The client waits for "100 Continue" and has sent nothing of its body.
    [[nodiscard]] bool awaits_continue() const;
    [[nodiscard]] bool keep_alive() const;
    [[nodiscard]] bool http_1_0() const;
    // Of the request whose header is complete.
    [[nodiscard]] const body_allowance& allowance() const { return allowance_; }
    // Bytes behind the complete request.
    [[nodiscard]] std::size_t pipelined() const { return filled_ - parsed_; }

private:
    struct parser;

    [[nodiscard]] bool inside(const char* at) const;
    void grow(std::size_t capacity);
    void close_up_chunks();
    [[nodiscard]] std::size_t wanted_capacity() const;
    void finish_request();
    void skip_empty_lines();
    progress refuse(std::uint32_t status);

    request& into_;
    const reader_limits& limits_;
    std::unique_ptr<char[]> buffer_;
    std::size_t capacity_ = 0;
    std::size_t filled_ = 0;
    std::size_t parsed_ = 0;
    std::uint32_t status_ = 0;
    bool taken_ = false;  // some of the body
    body_allowance allowance_;
    std::unique_ptr<parser> parser_;
};

}  // namespace selat::net
