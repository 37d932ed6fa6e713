#pragma once
// LINE's webhooks as they come over the wire, signed, each with an id of its own: what the
// benchmarks send. All requests of one source have the same length.

#include <cstdint>
#include <string>
#include <string_view>

namespace bench {

class webhooks {
public:
    // Number n is written by user n % users. `host` is 127.0.0.1:PORT, `channel` the instance's id.
    webhooks(std::string secret, std::string_view host, std::string_view channel,
             std::uint64_t users);

    // A whole HTTP request, valid until the next one is made. Numbers are below 10^18.
    const std::string& make(std::uint64_t number, std::int64_t now_ms);

private:
    std::string secret_;
    std::string head_;
    std::uint64_t users_;
    std::string body_;
    std::string request_;
};

// "now" in the milliseconds that webhooks carry.
std::int64_t now_ms();

// The user that number n of a source is written by.
std::string user_of(std::uint64_t number);

}  // namespace bench
