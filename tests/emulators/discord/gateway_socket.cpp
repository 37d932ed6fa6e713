#include "tests/emulators/discord/gateway_socket.hpp"

#include <chrono>
#include <deque>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

namespace emulators::discord {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using error_code = boost::system::error_code;

constexpr std::chrono::milliseconds between_ticks{50};
constexpr std::size_t largest_text = 64 * 1024;  // what is too large for Discord must arrive first

class connection final : public wire, public std::enable_shared_from_this<connection> {
public:
    connection(tcp::socket socket, gateway_events& events)
        : stream_(std::move(socket)), events_(events) {
        stream_.read_message_max(largest_text);
    }

    void begin() {
        http::async_read(stream_.next_layer(), buffer_, request_,
                         [self = shared_from_this()](const error_code& error, std::size_t) {
                             if (!error && websocket::is_upgrade(self->request_)) {
                                 self->accept();
                             }
                         });
    }
    void send(std::string text) override {
        on_thread([text = std::move(text)](connection& self) mutable {
            self.waiting_.push_back(std::move(text));
            self.write();
        });
    }
    void close(std::uint16_t code, std::string reason) override {
        on_thread([code, reason = std::move(reason)](connection& self) {
            self.goodbye_ =
                websocket::close_reason(static_cast<websocket::close_code>(code), reason);
            self.closing_ = true;
            self.write();
        });
    }
    void cut() override {
        on_thread([](connection& self) {
            error_code ignored;
            beast::get_lowest_layer(self.stream_).close(ignored);
        });
    }

private:
    template <class Body>
    void on_thread(Body body) {
        asio::post(stream_.get_executor(),
                   [self = shared_from_this(), body = std::move(body)]() mutable { body(*self); });
    }
    void accept() {
        stream_.async_accept(request_, [self = shared_from_this()](const error_code& error) {
            if (error) {
                return;
            }
            self->buffer_.clear();
            const auto target = self->request_.target();
            self->events_.opened(self, {target.data(), target.size()});
            self->read();
        });
    }
    void read() {
        stream_.async_read(
            buffer_, [self = shared_from_this()](const error_code& error, std::size_t) {
                if (error) {
                    const auto code = error == websocket::error::closed
                                          ? self->stream_.reason().code
                                          : websocket::close_code::abnormal;
                    return self->events_.closed(self, static_cast<std::uint16_t>(code));
                }
                const auto text = beast::buffers_to_string(self->buffer_.data());
                self->buffer_.clear();
                self->events_.heard(self, text);
                self->read();
            });
    }
    void write() {
        if (writing_) {
            return;
        }
        if (waiting_.empty()) {
            if (std::exchange(closing_, false)) {
                writing_ = true;
                stream_.async_close(goodbye_, [self = shared_from_this()](const error_code&) {});
            }
            return;
        }
        writing_ = true;
        stream_.text(true);
        stream_.async_write(asio::buffer(waiting_.front()),
                            [self = shared_from_this()](const error_code& error, std::size_t) {
                                self->writing_ = false;
                                self->waiting_.pop_front();
                                if (!error) {
                                    self->write();
                                }
                            });
    }

    websocket::stream<tcp::socket> stream_;
    gateway_events& events_;
    beast::flat_buffer buffer_;
    http::request<http::string_body> request_;
    std::deque<std::string> waiting_;
    websocket::close_reason goodbye_;
    bool writing_ = false;
    bool closing_ = false;
};

}  // namespace

class gateway_socket::listener {
public:
    explicit listener(gateway_events& events)
        : events_(events), acceptor_(context_, {asio::ip::make_address("127.0.0.1"), 0}),
          timer_(context_) {
        accept();
        tick();
        thread_ = std::thread([this] { context_.run(); });
    }
    listener(const listener&) = delete;
    listener& operator=(const listener&) = delete;
    ~listener() { stop(); }
    void stop() {
        context_.stop();
        if (thread_.joinable()) {
            thread_.join();
        }
    }
    [[nodiscard]] int port() const { return acceptor_.local_endpoint().port(); }

private:
    void accept() {
        acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
            if (!error) {
                socket.set_option(tcp::no_delay(true));
                std::make_shared<connection>(std::move(socket), events_)->begin();
            }
            accept();
        });
    }
    void tick() {
        timer_.expires_after(between_ticks);
        timer_.async_wait([this](const error_code& error) {
            if (!error) {
                events_.tick();
                tick();
            }
        });
    }

    gateway_events& events_;
    asio::io_context context_{1};
    tcp::acceptor acceptor_;
    asio::steady_timer timer_;
    std::thread thread_;
};

gateway_socket::gateway_socket(gateway_events& events)
    : listener_(std::make_unique<listener>(events)) {}
gateway_socket::~gateway_socket() = default;
int gateway_socket::port() const { return listener_->port(); }
void gateway_socket::stop() { listener_->stop(); }

}  // namespace emulators::discord
