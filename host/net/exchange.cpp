#include <utility>

#include "host/net/exchange_state.hpp"
#include "host/net/response_head.hpp"

namespace selat::net {

std::string_view request::get(std::string_view name) const {
    for (const auto& header : headers) {
        if (header.name == name) {
            return header.value;
        }
    }
    return {};
}

exchange::exchange(std::shared_ptr<state> state) : state_(std::move(state)) {}

exchange::exchange(exchange&&) noexcept = default;

exchange& exchange::operator=(exchange&& other) noexcept {
    exchange before(std::exchange(state_, std::move(other.state_)));
    return *this;
}

exchange::~exchange() {
    if (state_) {
        respond(refusal(500));
    }
}

const net::request& exchange::request() const { return state_->request; }

boost::asio::any_io_executor exchange::executor() const { return state_->executor; }

void exchange::respond(response response) {
    if (const auto state = std::exchange(state_, nullptr)) {
        state->respond(std::move(response));
    }
}

void exchange::accept(websocket_options options, websocket_events events,
                      std::function<void(std::shared_ptr<websocket>)> opened) {
    if (const auto state = std::exchange(state_, nullptr)) {
        state->accept(std::move(options), std::move(events), std::move(opened));
    }
}

}  // namespace selat::net
