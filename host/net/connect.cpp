#include <exception>
#include <utility>

#include "host/net/address_rules.hpp"
#include "host/net/stream_session.hpp"
#include "host/net/tls.hpp"
#include "host/net/tokens.hpp"
#include "host/net/url.hpp"
#include "host/net/websocket_session.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <openssl/evp.h>

namespace selat::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using tls_stream = beast::ssl_stream<tcp::socket>;
using error_code = boost::system::error_code;
using opened_function = std::function<void(result<std::shared_ptr<websocket>>)>;

auto to(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

// One attempt to connect. Owned by its coroutine; the deadline cuts the socket under it.
struct attempt {
    attempt(const asio::any_io_executor& executor, connect_options given, websocket_events asked,
            opened_function done)
        : options(std::move(given)), events(std::move(asked)), opened(std::move(done)),
          resolver(executor), socket(executor), deadline(executor) {}

    connect_options options;
    websocket_events events;
    opened_function opened;
    url_parts url;
    tcp::resolver resolver;
    tcp::socket socket;
    asio::steady_timer deadline;
    bool late = false;
    std::function<void()> cut;  // whatever is being opened now

    void stop_at_deadline(const std::shared_ptr<attempt>& self) {
        deadline.expires_after(options.deadline);
        deadline.async_wait([weak = std::weak_ptr(self)](const error_code& error) {
            const auto attempt = weak.lock();
            // It may have been queued already when the outcome came.
            if (!error && attempt && attempt->opened) {
                attempt->late = true;
                attempt->resolver.cancel();
                if (attempt->cut) {
                    attempt->cut();
                }
            }
        });
    }

    [[nodiscard]] tl::unexpected<failure> failed(const char* doing, const error_code& error) const {
        const std::string what = "connecting to " + options.url + ": " + doing;
        if (late) {
            return fail(code::timeout, what + ": the deadline passed");
        }
        return fail(code::unavailable, what + ": " + error.message());
    }
};

using attempt_pointer = std::shared_ptr<attempt>;

result<void> check(attempt& attempt) {
    auto parsed = parse_url(attempt.options.url);
    if (!parsed) {
        return tl::unexpected(parsed.error());
    }
    attempt.url = std::move(*parsed);
    const auto& scheme = attempt.url.scheme;
    if (scheme != "ws" && scheme != "wss" && scheme != "tcp" && scheme != "tls") {
        return fail(code::invalid, "connecting to " + attempt.options.url +
                                       ": the scheme must be ws, wss, tcp or tls");
    }
    for (const auto& [name, value] : attempt.options.headers) {
        if (!is_token(name) || !is_header_value(value)) {
            return fail(code::invalid, "connecting to " + attempt.options.url + ": header \"" +
                                           name + "\" is none");
        }
    }
    if (!is_header_value(attempt.options.protocol)) {
        return fail(code::invalid, "connecting to " + attempt.options.url + ": bad subprotocol");
    }
    return {};
}

asio::awaitable<result<void>> reach(attempt_pointer attempt) {
    error_code error;
    const auto port = std::to_string(attempt->url.port);
    const auto found = co_await attempt->resolver.async_resolve(attempt->url.host, port, to(error));
    if (error || attempt->late) {
        co_return attempt->failed("looking up the name", error);
    }
    std::vector<tcp::endpoint> allowed;
    for (const auto& entry : found) {
        if (attempt->options.allow_private || !is_private(entry.endpoint().address())) {
            allowed.push_back(entry.endpoint());
        }
    }
    if (allowed.empty()) {
        co_return fail(code::denied, "connecting to " + attempt->options.url +
                                         ": its addresses are private, and not allowed");
    }
    for (const auto& endpoint : allowed) {
        error_code ignored;
        attempt->socket.close(ignored);
        co_await attempt->socket.async_connect(endpoint, to(error));
        if (!error || attempt->late) {
            break;
        }
    }
    if (error || attempt->late) {
        co_return attempt->failed("no answer there", error);
    }
    error_code ignored;
    attempt->socket.set_option(tcp::no_delay(true), ignored);
    attempt->socket.set_option(asio::socket_base::keep_alive(true), ignored);
    co_return result<void>{};
}

asio::awaitable<result<std::shared_ptr<tls_stream>>> secure(attempt_pointer attempt) {
    using secured = result<std::shared_ptr<tls_stream>>;
    const auto context = client_tls(attempt->options.ca_file);
    if (!context) {
        co_return secured(tl::unexpected(context.error()));
    }
    // The SSL object holds its own reference to the native context.
    auto stream = std::make_shared<tls_stream>(std::move(attempt->socket), **context);
    attempt->cut = [stream] {
        error_code ignored;
        beast::get_lowest_layer(*stream).close(ignored);
    };
    const bool websocket = attempt->url.scheme == "wss";
    const auto named = expect_host(stream->native_handle(), attempt->url.host, websocket);
    if (!named) {
        co_return secured(tl::unexpected(named.error()));
    }
    error_code error;
    co_await stream->async_handshake(asio::ssl::stream_base::client, to(error));
    if (error || attempt->late) {
        co_return secured(attempt->failed("the TLS handshake", error));
    }
    co_return secured(std::move(stream));
}

std::string base64(const std::string& text) {
    std::string out((text.size() + 2) / 3 * 4 + 1, '\0');
    const auto size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                      reinterpret_cast<const unsigned char*>(text.data()),
                                      static_cast<int>(text.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

auto decorator(const attempt& attempt) {
    return [headers = attempt.options.headers, protocol = attempt.options.protocol,
            credentials = attempt.url.credentials](beast::websocket::request_type& request) {
        request.set(beast::http::field::user_agent, "Selat");
        if (!credentials.empty()) {
            request.set(beast::http::field::authorization, "Basic " + base64(credentials));
        }
        if (!protocol.empty()) {
            request.set(beast::http::field::sec_websocket_protocol, protocol);
        }
        for (const auto& [name, value] : headers) {
            request.set(name, value);
        }
    };
}

void report(attempt& attempt, result<std::shared_ptr<websocket>> outcome) {
    attempt.deadline.cancel();
    attempt.cut = nullptr;
    if (const auto opened = std::exchange(attempt.opened, nullptr)) {
        opened(std::move(outcome));
    }
}

template <class Stream>
asio::awaitable<void> run_websocket(attempt_pointer attempt, Stream stream, std::string remote) {
    session_limits limits;
    limits.max_message = attempt->options.max_message;
    limits.max_queue = attempt->options.max_queue;
    limits.handshake = attempt->options.deadline;
    auto session = std::make_shared<websocket_session<Stream>>(std::move(stream), std::move(remote),
                                                               limits, std::move(attempt->events),
                                                               beast::role_type::client);
    attempt->cut = [session] { session->abort(); };
    session->stream().set_option(beast::websocket::stream_base::decorator(decorator(*attempt)));
    beast::websocket::response_type answer;
    error_code error;
    co_await session->stream().async_handshake(answer, attempt->url.authority, attempt->url.target,
                                               to(error));
    if (error || attempt->late) {
        const auto doing = "the upgrade, answered " + std::to_string(answer.result_int());
        report(*attempt, attempt->failed(doing.c_str(), error));
        co_return;
    }
    const auto& agreed = answer[beast::http::field::sec_websocket_protocol];
    if (!attempt->options.protocol.empty() && agreed != attempt->options.protocol) {
        report(*attempt, fail(code::unsupported, "connecting to " + attempt->options.url +
                                                     ": the peer does not speak " +
                                                     attempt->options.protocol));
        co_return;
    }
    report(*attempt, std::static_pointer_cast<websocket>(session));
    attempt.reset();
    co_await websocket_session<Stream>::read(std::move(session));
}

template <class Stream>
asio::awaitable<void> run_stream(attempt_pointer attempt, Stream stream, std::string remote) {
    auto session = std::make_shared<stream_session<Stream>>(
        std::move(stream), std::move(remote), attempt->options.max_message,
        attempt->options.max_queue, std::move(attempt->events));
    report(*attempt, std::static_pointer_cast<websocket>(session));
    attempt.reset();
    co_await stream_session<Stream>::read(std::move(session));
}

asio::awaitable<void> run(attempt_pointer attempt) {
    const auto sound = check(*attempt);
    if (!sound) {
        report(*attempt, tl::unexpected(sound.error()));
        co_return;
    }
    attempt->cut = [raw = attempt.get()] {
        error_code ignored;
        raw->socket.close(ignored);
    };
    attempt->stop_at_deadline(attempt);
    const auto reached = co_await reach(attempt);
    if (!reached) {
        report(*attempt, tl::unexpected(reached.error()));
        co_return;
    }
    error_code ignored;
    const auto peer = attempt->socket.remote_endpoint(ignored);
    auto remote = peer.address().to_string();
    const auto& scheme = attempt->url.scheme;
    if (scheme == "ws") {
        auto socket = std::move(attempt->socket);
        co_await run_websocket(std::move(attempt), std::move(socket), std::move(remote));
        co_return;
    }
    if (scheme == "tcp") {
        auto socket = std::move(attempt->socket);
        co_await run_stream(std::move(attempt), std::move(socket), std::move(remote));
        co_return;
    }
    const auto secured = co_await secure(attempt);
    if (!secured) {
        report(*attempt, tl::unexpected(secured.error()));
        co_return;
    }
    tls_stream stream = std::move(**secured);
    if (scheme == "wss") {
        co_await run_websocket(std::move(attempt), std::move(stream), std::move(remote));
    } else {
        co_await run_stream(std::move(attempt), std::move(stream), std::move(remote));
    }
}

}  // namespace

void connect(asio::any_io_executor executor, connect_options options, websocket_events events,
             opened_function opened) {
    auto made = std::make_shared<attempt>(executor, std::move(options), std::move(events),
                                          std::move(opened));
    asio::co_spawn(executor, run(made), [made](const std::exception_ptr& escaped) {
        if (escaped) {
            report(*made, fail(code::internal, "connecting to " + made->options.url +
                                                   ": an exception ended the attempt"));
        }
    });
}

}  // namespace selat::net
