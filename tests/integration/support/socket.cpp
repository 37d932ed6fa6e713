#include "tests/integration/support/socket.hpp"

#include "tests/integration/support/child.hpp"

namespace selat::testing {

socket::socket(options options, std::function<void(std::string_view)> message,
               std::function<void(std::uint32_t)> closed)
    : message_(std::move(message)), closed_(std::move(closed)) {
    net::connect_options wish;
    wish.url = std::move(options.url);
    wish.headers = std::move(options.headers);
    wish.protocol = std::move(options.protocol);
    wish.deadline = patience;
    wish.allow_private = true;
    net::websocket_events events;
    events.message = [this](std::string_view text, bool) { message_(text); };
    events.closed = [this](std::uint32_t code, std::string, selat::code) {
        {
            const std::lock_guard lock(mutex_);
            socket_.reset();
        }
        closed_(code);
    };
    net::connect(context_.get_executor(), std::move(wish), std::move(events),
                 [this](auto outcome) { opened(std::move(outcome)); });
    thread_ = std::thread([this] { context_.run(); });
    std::unique_lock lock(mutex_);
    settled_.wait(lock, [this] { return decided_; });
}

socket::~socket() {
    context_.stop();
    thread_.join();
}

void socket::opened(result<std::shared_ptr<net::websocket>> outcome) {
    const bool well = outcome.has_value();
    {
        const std::lock_guard lock(mutex_);
        decided_ = true;
        socket_ = well ? std::move(*outcome) : nullptr;
        settled_.notify_all();
    }
    if (!well) {
        closed_(1006);
    }
}

bool socket::send(std::string text) {
    const std::lock_guard lock(mutex_);
    return socket_ && socket_->send(std::move(text), false, false);
}

void socket::close() {
    const std::lock_guard lock(mutex_);
    if (socket_) {
        socket_->close(1000, "");
    }
}

}  // namespace selat::testing
