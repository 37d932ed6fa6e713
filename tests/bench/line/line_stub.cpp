// LINE's side at its fastest: takes every message at once and knows everybody's name. Checks
// nothing; tests/emulators is the strict one.
//     line_stub [PORT]
// GET /quiet: answered once no message has come for a second: how many were taken, and how many
// seconds ago the last one.

#include "tests/bench/stub/tally.hpp"

#include <csignal>
#include <cstdlib>
#include <memory>
#include <string>

#include "host/net/server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

namespace {

class stub {
public:
    explicit stub(boost::asio::io_context& context) : taken_(context) {}

    void answer(selat::net::exchange asked) {
        const auto path = asked.request().path;
        selat::net::response response;
        if (path.ends_with("/message/reply") || path.ends_with("/message/push")) {
            const auto number = taken_.add();
            response.body = fmt::format(
                R"({{"sentMessages":[{{"id":"{:018}","quoteToken":"q{:040}"}}]}})", number, number);
        } else if (path == "/quiet") {
            return taken_.answer_when_quiet(
                std::make_shared<selat::net::exchange>(std::move(asked)));
        } else if (path.find("/profile/") != std::string_view::npos) {
            response.body = R"({"displayName":"Aminah binti Ali","language":"ms"})";
        } else {
            response.body = "{}";
        }
        asked.respond(std::move(response));
    }

private:
    bench::tally taken_;
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
