#include "host/net/websocket_session.hpp"

#include <algorithm>
#include <cstring>

#include "host/net/upgrade.hpp"

namespace selat::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using tls_stream = beast::ssl_stream<tcp::socket>;

constexpr std::size_t most_at_once = 64 * 1024;

// Of a whole message that is not masked.
std::string frame_head(std::uint64_t size, bool binary) {
    constexpr char whole = static_cast<char>(0x80);
    constexpr std::uint64_t longest_short = 125;
    constexpr std::uint64_t longest_medium = 0xffff;
    std::string out(1, static_cast<char>(whole | (binary ? 2 : 1)));
    if (size <= longest_short) {
        out += static_cast<char>(size);
        return out;
    }
    const bool medium = size <= longest_medium;
    out += static_cast<char>(medium ? 126 : 127);
    for (int shift = medium ? 8 : 56; shift >= 0; shift -= 8) {
        out += static_cast<char>(size >> shift & 0xff);
    }
    return out;
}

struct verdict {
    std::uint32_t code;
    std::string_view reason;
    selat::code failure;
};

// As much as a close frame takes. A peer fails on what is cut within a character.
std::string_view cut_reason(std::string_view text) {
    constexpr std::size_t longest = 123;
    auto size = std::min(text.size(), longest);
    while (size > 0 && size < text.size() &&
           (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
        --size;
    }
    return text.substr(0, size);
}

// What we told the peer when its frames were at fault; Beast has closed with these codes already.
verdict judge(const boost::system::error_code& error) {
    namespace websocket = beast::websocket;
    if (error == websocket::error::message_too_big || error == websocket::error::buffer_overflow) {
        return {1009, "message too big", code::invalid};
    }
    if (error == websocket::error::bad_frame_payload) {
        return {1007, "text is not UTF-8", code::invalid};
    }
    if (error == websocket::condition::protocol_violation) {
        return {1002, "protocol violated", code::invalid};
    }
    if (error == beast::error::timeout) {
        return {1006, "no answer to pings", code::timeout};
    }
    return {1006, "connection lost", code::unavailable};
}

}  // namespace

template <class Stream>
asio::mutable_buffer websocket_session<Stream>::room() {
    if (capacity_ - size_ < first_room / 2) {
        const std::size_t larger = std::max(first_room, capacity_ * 2);
        auto grown = std::make_unique_for_overwrite<char[]>(larger);
        if (size_ > 0) {
            std::memcpy(grown.get(), buffer_.get(), size_);
        }
        buffer_ = std::move(grown);
        capacity_ = larger;
    }
    return {buffer_.get() + size_, capacity_ - size_};
}

template <class Stream>
void websocket_session<Stream>::ended(const boost::system::error_code& error) {
    if (error == beast::websocket::error::closed) {
        const auto& reason = stream_.reason();
        const bool said = reason.code != beast::websocket::close_code::none;
        const std::uint32_t told = said ? reason.code : 1005;
        if (closing_asked()) {
            auto own = asked();
            finish(own.code, std::move(own.reason), selat::code::ok);
        } else {
            finish(told, std::string(reason.reason.data(), reason.reason.size()), selat::code::ok);
        }
        return;
    }
    if (closing_asked()) {
        auto own = asked();
        finish(own.code, std::move(own.reason), selat::code::ok);
        return;
    }
    const auto why = judge(error);
    finish(why.code, std::string(why.reason), why.failure);
}

// A server's frames are nothing but a head before the data, so many go out at once, past Beast. A
// client's are masked, by Beast.
template <class Stream>
std::size_t websocket_session<Stream>::write(std::span<const frame> frames) {
    auto done = [self = self()](const boost::system::error_code& error, std::size_t) {
        self->wrote(error);
    };
    if (role_ == beast::role_type::client) {
        stream_.binary(frames.front().binary);
        stream_.async_write(asio::buffer(frames.front().data()), std::move(done));
        return 1;
    }
    std::size_t bytes = 0;
    std::size_t count = 0;
    while (count < frames.size() && bytes < most_at_once) {
        const auto& next = frames[count++];
        const auto& data = next.data();
        stream_.next_layer().gather(frame_head(data.size(), next.binary));
        stream_.next_layer().gather(data);
        bytes += data.size();
    }
    stream_.next_layer().flush_for(std::move(done), bytes);
    return count;
}

template <class Stream>
void websocket_session<Stream>::say_goodbye(const closing& closing) {
    const auto text = cut_reason(closing.reason);
    beast::websocket::close_reason reason;
    reason.code = static_cast<std::uint16_t>(closing.code);
    reason.reason.assign(text.data(), text.size());
    stream_.async_close(reason, [self = self()](const boost::system::error_code&) { self->cut(); });
}

template <class Stream>
void websocket_session<Stream>::cut() {
    boost::system::error_code ignored;
    beast::get_lowest_layer(stream_).close(ignored);
}

template <class Stream>
bool websocket_session<Stream>::took(std::size_t size) {
    size_ += size;
    if (!stream_.is_message_done()) {
        return true;
    }
    const bool good = deliver({buffer_.get(), size_}, stream_.got_binary());
    size_ = 0;
    if (capacity_ > kept_room) {
        buffer_.reset();
        capacity_ = 0;
    }
    return good;
}

template class websocket_session<tcp::socket>;
template class websocket_session<tls_stream>;

namespace {

using upgrade_request = beast::http::request<beast::http::empty_body>;

upgrade_request request_for(const std::string& key) {
    using beast::http::field;
    upgrade_request request(beast::http::verb::get, "/", 11);
    request.set(field::host, "selat");
    request.set(field::connection, "upgrade");
    request.set(field::upgrade, "websocket");
    request.set(field::sec_websocket_key, key);
    request.set(field::sec_websocket_version, "13");
    return request;
}

template <class Stream>
asio::awaitable<void> serve(std::shared_ptr<websocket_session<Stream>> session,
                            std::shared_ptr<lane> lane, upgrade_request request,
                            std::string protocol,
                            std::function<void(std::shared_ptr<websocket>)> opened) {
    lane->counts.connections.fetch_add(1, std::memory_order_relaxed);
    const auto leave = [](net::lane* left) {
        left->counts.connections.fetch_sub(1, std::memory_order_relaxed);
    };
    const std::unique_ptr<net::lane, decltype(leave)> counted(lane.get(), leave);
    lane->keep(*session);
    auto decorate = [protocol = std::move(protocol)](beast::websocket::response_type& response) {
        response.set(beast::http::field::server, "Selat");
        if (!protocol.empty()) {
            response.set(beast::http::field::sec_websocket_protocol, protocol);
        }
    };
    session->stream().set_option(beast::websocket::stream_base::decorator(std::move(decorate)));
    boost::system::error_code error;
    co_await session->stream().async_accept(request, session->to(error));
    if (opened) {
        opened(error ? nullptr : session);
        opened = nullptr;
    }
    if (!error) {
        co_await websocket_session<Stream>::read(std::move(session));
    }
}

template <class Stream>
void start(Stream stream, upgrade upgrade) {
    const session_limits limits{upgrade.options.max_message, upgrade.options.max_queue,
                                upgrade.options.idle, std::chrono::seconds(10)};
    const auto executor = upgrade.lane->executor();
    auto session = std::make_shared<websocket_session<Stream>>(
        std::move(stream), std::move(upgrade.remote), limits, std::move(upgrade.events),
        beast::role_type::server);
    auto task = serve<Stream>(std::move(session), upgrade.lane, request_for(upgrade.key),
                              std::move(upgrade.options.protocol), std::move(upgrade.opened));
    upgrade.context->tasks.spawn(executor, "websocket", std::move(task));
}

}  // namespace

void start_websocket(tcp::socket stream, upgrade upgrade) {
    start(std::move(stream), std::move(upgrade));
}

void start_websocket(tls_stream stream, upgrade upgrade) {
    start(std::move(stream), std::move(upgrade));
}

}  // namespace selat::net
