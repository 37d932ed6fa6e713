#include "tests/emulators/smsc/socket.hpp"

#include <array>
#include <deque>
#include <thread>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

namespace emulators::smsc {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using error_code = boost::system::error_code;

constexpr std::chrono::milliseconds between_ticks{5};

class connection final : public wire, public std::enable_shared_from_this<connection> {
public:
    connection(tcp::socket socket, socket_events& events)
        : socket_(std::move(socket)), events_(events) {}

    void begin() {
        events_.opened(shared_from_this());
        read();
    }
    void send(std::string bytes) override {
        on_thread([bytes = std::move(bytes)](connection& self) mutable {
            self.waiting_.push_back(std::move(bytes));
            self.write();
        });
    }
    void close() override {
        on_thread([](connection& self) {
            self.closing_ = true;
            self.write();
        });
    }
    void cut() override {
        on_thread([](connection& self) {
            error_code ignored;
            self.socket_.set_option(asio::socket_base::linger(true, 0), ignored);
            self.socket_.close(ignored);
        });
    }

private:
    template <class Body>
    void on_thread(Body body) {
        asio::post(socket_.get_executor(),
                   [self = shared_from_this(), body = std::move(body)]() mutable { body(*self); });
    }
    void read() {
        socket_.async_read_some(
            asio::buffer(buffer_),
            [self = shared_from_this()](const error_code& error, std::size_t size) {
                if (error) {
                    return self->events_.closed(self);
                }
                self->events_.heard(self, std::string_view(self->buffer_.data(), size));
                self->read();
            });
    }
    void write() {
        if (writing_) {
            return;
        }
        if (waiting_.empty()) {
            if (closing_) {
                error_code ignored;
                socket_.shutdown(tcp::socket::shutdown_both, ignored);
            }
            return;
        }
        writing_ = true;
        asio::async_write(socket_, asio::buffer(waiting_.front()),
                          [self = shared_from_this()](const error_code& error, std::size_t) {
                              self->writing_ = false;
                              self->waiting_.pop_front();
                              if (!error) {
                                  self->write();
                              }
                          });
    }

    tcp::socket socket_;
    socket_events& events_;
    std::array<char, 16 * 1024> buffer_{};
    std::deque<std::string> waiting_;
    bool writing_ = false;
    bool closing_ = false;
};

}  // namespace

class socket::listener {
public:
    listener(socket_events& events, std::uint16_t port)
        : events_(events), acceptor_(context_, {asio::ip::make_address("127.0.0.1"), port}),
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
    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    void accept() {
        acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
            if (!error) {
                error_code gone;
                socket.set_option(tcp::no_delay(true), gone);
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

    socket_events& events_;
    asio::io_context context_{1};
    tcp::acceptor acceptor_;
    asio::steady_timer timer_;
    std::thread thread_;
};

socket::socket(socket_events& events, std::uint16_t port)
    : listener_(std::make_unique<listener>(events, port)) {}
socket::~socket() = default;
std::uint16_t socket::port() const { return listener_->port(); }
void socket::stop() { listener_->stop(); }

}  // namespace emulators::smsc
