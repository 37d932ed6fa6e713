// LINE's side at its fastest: takes every message at once and knows everybody's name. Checks
// nothing; tests/emulators is the strict one.
//     line_stub [PORT]
// GET /quiet: answered once no message has come for a second: how many were taken, and how many
// seconds ago the last one.

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <string>

#include "host/net/server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

namespace {

using clock = std::chrono::steady_clock;
constexpr std::chrono::seconds quiet{1};

class stub {
public:
    explicit stub(boost::asio::io_context& context) : timer_(context) {}

    void answer(selat::net::exchange asked) {
        const auto path = asked.request().path;
        selat::net::response response;
        if (path.ends_with("/message/reply") || path.ends_with("/message/push")) {
            ++taken_;
            last_ = clock::now();
            response.body = fmt::format(
                R"({{"sentMessages":[{{"id":"{:018}","quoteToken":"q{:040}"}}]}})", taken_, taken_);
        } else if (path == "/quiet") {
            return when_quiet(std::make_shared<selat::net::exchange>(std::move(asked)));
        } else if (path.find("/profile/") != std::string_view::npos) {
            response.body = R"({"displayName":"Aminah binti Ali","language":"ms"})";
        } else {
            response.body = "{}";
        }
        asked.respond(std::move(response));
    }

private:
    void when_quiet(const std::shared_ptr<selat::net::exchange>& asked) {
        timer_.expires_at(last_ + quiet);
        timer_.async_wait([this, asked](const boost::system::error_code& error) {
            if (error) {
                return;
            }
            const std::chrono::duration<double> ago = clock::now() - last_;
            if (ago < quiet) {
                return when_quiet(asked);
            }
            selat::net::response response;
            response.body = fmt::format("{} {}", taken_, ago.count());
            asked->respond(std::move(response));
        });
    }

    // One thread.
    boost::asio::steady_timer timer_;
    std::uint64_t taken_ = 0;
    clock::time_point last_ = clock::now();
};

}  // namespace

int main(int count, char** arguments) {
    boost::asio::io_context context(1);
    stub line(context);
    selat::net::server_options options;
    options.port = count > 1 ? static_cast<std::uint16_t>(std::atoi(arguments[1])) : 0;
    auto server = selat::net::server::listen(
        options, {context.get_executor()},
        [&line](selat::net::exchange asked) { line.answer(std::move(asked)); });
    if (!server) {
        fmt::print(stderr, "{}\n", server.error().text);
        return 3;
    }
    fmt::print("line_stub: ready on http://127.0.0.1:{}\n", (*server)->port());
    std::fflush(stdout);
    boost::asio::signal_set signals(context, SIGINT, SIGTERM);
    signals.async_wait([&context](const boost::system::error_code&, int) { context.stop(); });
    context.run();
    return 0;
}
