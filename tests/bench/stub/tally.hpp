#pragma once
// How many messages a provider's side has taken, told once none comes any more.

#include <chrono>
#include <cstdint>
#include <memory>

#include "host/net/server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

namespace bench {

// One thread, the context's.
class tally {
public:
    explicit tally(boost::asio::io_context& context) : timer_(context) {}

    // One more; how many with it.
    std::uint64_t add() {
        last_ = clock::now();
        return ++taken_;
    }
    // Answers once none has come for a second: how many, and how many seconds ago the last one.
    void answer_when_quiet(const std::shared_ptr<selat::net::exchange>& asked) {
        timer_.expires_at(last_ + quiet);
        timer_.async_wait([this, asked](const boost::system::error_code& error) {
            if (error) {
                return;
            }
            const std::chrono::duration<double> ago = clock::now() - last_;
            if (ago < quiet) {
                return answer_when_quiet(asked);
            }
            selat::net::response response;
            response.body = fmt::format("{} {}", taken_, ago.count());
            asked->respond(std::move(response));
        });
    }

private:
    using clock = std::chrono::steady_clock;
    static constexpr std::chrono::seconds quiet{1};

    boost::asio::steady_timer timer_;
    std::uint64_t taken_ = 0;
    clock::time_point last_ = clock::now();
};

}  // namespace bench
