// An SMSC at its fastest: lets everybody bind and takes every message at once. Checks nothing;
// tests/emulators is the strict one.
//     smsc_stub
// Over HTTP, GET /quiet: answered once no message has come for a second: how many were taken, and
// how many seconds ago the last one.

#include "plugins/channels/sms/smpp/pdu.hpp"
#include "tests/bench/stub/tally.hpp"

#include <array>
#include <csignal>
#include <cstdint>
#include <memory>
#include <string>

#include "host/net/server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

namespace {

using tcp = boost::asio::ip::tcp;

class link : public std::enable_shared_from_this<link> {
public:
    link(tcp::socket socket, bench::tally& counted)
        : socket_(std::move(socket)), counted_(counted) {
        socket_.set_option(tcp::no_delay(true));
    }

    void read() {
        socket_.async_read_some(
            boost::asio::buffer(buffer_),
            [self = shared_from_this()](const boost::system::error_code& error, std::size_t count) {
                if (!error) {
                    self->take(std::string_view(self->buffer_.data(), count));
                }
            });
    }

private:
    void take(std::string_view bytes) {
        in_.add(bytes);
        while (const auto next = in_.next()) {
            const auto got = smpp::read(*next);
            if (const auto* pdu = std::get_if<smpp::pdu>(&got)) {
                answer(*pdu);
            }
        }
        if (out_.empty()) {
            return read();
        }
        boost::asio::async_write(
            socket_, boost::asio::buffer(out_),
            [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
                self->out_.clear();
                if (!error) {
                    self->read();
                }
            });
    }
    void answer(const smpp::pdu& asked) {
        if (smpp::is_response(asked.id)) {
            return;
        }
        smpp::pdu answer{.id = smpp::response_to(asked.id), .sequence = asked.sequence};
        if (asked.id == smpp::command::submit_sm) {
            answer.body = smpp::message_answer{std::to_string(counted_.add())};
        } else if (std::holds_alternative<smpp::bind>(asked.body)) {
            answer.body = smpp::bind_answer{"smsc"};
        }
        out_ += smpp::write(answer);
    }

    tcp::socket socket_;
    bench::tally& counted_;
    smpp::framer in_;
    std::string out_;
    std::array<char, 64UL * 1024> buffer_{};
};

// One thread.
class stub {
public:
    explicit stub(boost::asio::io_context& context)
        : acceptor_(context, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)),
          counted_(context) {
        accept();
    }

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    void when_quiet(selat::net::exchange asked) {
        counted_.answer_when_quiet(std::make_shared<selat::net::exchange>(std::move(asked)));
    }

private:
    void accept() {
        acceptor_.async_accept([this](const boost::system::error_code& error, tcp::socket socket) {
            if (!error) {
                std::make_shared<link>(std::move(socket), counted_)->read();
                accept();
            }
        });
    }

    tcp::acceptor acceptor_;
    bench::tally counted_;
};

}  // namespace

int main() {
    boost::asio::io_context context(1);
    stub smsc(context);
    selat::net::server_options options;
    options.port = 0;
    auto server = selat::net::server::listen(
        options, {context.get_executor()},
        [&smsc](selat::net::exchange asked) { smsc.when_quiet(std::move(asked)); });
    if (!server) {
        fmt::print(stderr, "{}\n", server.error().text);
        return 3;
    }
    fmt::print("smsc_stub: ready on http://127.0.0.1:{} smpp {}\n", (*server)->port(), smsc.port());
    std::fflush(stdout);
    boost::asio::signal_set signals(context, SIGINT, SIGTERM);
    signals.async_wait([&context](const boost::system::error_code&, int) { context.stop(); });
    context.run();
    return 0;
}
