#pragma once
// What goes before a body.

#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

#include "host/net/server.hpp"

namespace selat::net {

// "Date: …\r\n" of this second, made again only when the second has passed. One thread's.
class date_line {
public:
    std::string_view now();

private:
    std::time_t second_ = 0;
    std::string text_;
};

enum class after_response { keep_open, keep_open_1_0, close };

// Status line and headers, up to the empty line, into `out`, which keeps its capacity. Headers that
// the server writes itself, and those that would break the head, are left out.
void write_head(std::string& out, const response& response, std::string_view date,
                after_response then);

// Whether a response of this status has a body and says its length.
bool has_body(std::uint32_t status);

// The refusal that the server itself makes of a request, as application/problem+json.
response refusal(std::uint32_t status);

// What a handler said about the connection.
bool asks_to_close(const response& response);

}  // namespace selat::net
