#include "host/net/server.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>

#include "host/net/http_session.hpp"
#include "host/net/tls.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace selat::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using error_code = boost::system::error_code;

auto to(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

// Fine enough for the shortest deadline, and no more often than needed.
clock::duration tick_for(const server_options& options) {
    const auto shortest = std::min(
        {options.idle, options.header_deadline, options.body_deadline, options.write_deadline});
    return std::clamp<clock::duration>(shortest / 4, std::chrono::milliseconds(10),
                                       std::chrono::seconds(1));
}

result<tcp::acceptor> bind(const asio::any_io_executor& executor, const server_options& options) {
    const std::string where = options.address + ":" + std::to_string(options.port);
    error_code error;
    const auto address = asio::ip::make_address(options.address, error);
    if (error) {
        return fail(code::config, "listening on " + where + ": this is no address");
    }
    const tcp::endpoint endpoint(address, options.port);
    tcp::acceptor acceptor(executor);
    acceptor.open(endpoint.protocol(), error);
    if (!error) {
        acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    }
    if (!error) {
        acceptor.bind(endpoint, error);
    }
    if (!error) {
        acceptor.listen(asio::socket_base::max_listen_connections, error);
    }
    if (error) {
        return fail(code::unavailable, "listening on " + where + ": " + error.message() +
                                           "; choose another address or end what holds it");
    }
    return acceptor;
}

// What a full server says before it closes; best effort.
void turn_away(tcp::socket& socket, lane& lane) {
    std::string answer;
    const auto full = refusal(503);
    write_head(answer, full, lane.date(), after_response::close);
    answer += full.body;
    error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(answer), ignored);
}

}  // namespace

struct server::impl : std::enable_shared_from_this<impl> {
    impl(server_options options, tcp::acceptor bound)
        : context(std::make_shared<server_context>(std::move(options))), acceptor(std::move(bound)),
          pause(acceptor.get_executor()), last_moment(acceptor.get_executor()),
          port(acceptor.local_endpoint().port()) {}

    static asio::awaitable<void> accept(std::shared_ptr<impl> self);
    asio::awaitable<void> rest();
    void deal(tcp::socket socket, std::shared_ptr<lane> lane);
    void close_acceptor();
    void end_drain();
    [[nodiscard]] server_counts counts() const;

    std::shared_ptr<server_context> context;
    tcp::acceptor acceptor;
    asio::steady_timer pause;
    asio::steady_timer last_moment;
    const std::uint16_t port;
    std::mutex mutex;
    std::function<void()> drained;  // guarded by mutex
};

asio::awaitable<void> server::impl::accept(std::shared_ptr<impl> self) {
    auto& lanes = self->context->lanes;
    for (std::size_t turn = 0; self->acceptor.is_open(); turn = (turn + 1) % lanes.size()) {
        const auto& lane = lanes[turn];
        error_code error;
        tcp::socket socket = co_await self->acceptor.async_accept(lane->executor(), to(error));
        if (!error) {
            self->deal(std::move(socket), lane);
        } else if (self->acceptor.is_open()) {
            co_await self->rest();
        }
    }
}

// Out of descriptors or memory: what is open must end before more can come.
asio::awaitable<void> server::impl::rest() {
    error_code ignored;
    pause.expires_after(std::chrono::milliseconds(50));
    co_await pause.async_wait(to(ignored));
}

void server::impl::deal(tcp::socket socket, std::shared_ptr<lane> lane) {
    const auto open = counts().connections;
    auto work = [full = open >= context->options.max_connections, context = context, lane,
                 socket = std::move(socket)]() mutable {
        lane->counts.accepted.fetch_add(1, std::memory_order_relaxed);
        if (full) {
            turn_away(socket, *lane);
            return;
        }
        start_session(std::move(context), std::move(lane), std::move(socket));
    };
    asio::post(lane->executor(), std::move(work));
}

void server::impl::close_acceptor() {
    asio::post(acceptor.get_executor(), [self = shared_from_this()] {
        error_code ignored;
        self->acceptor.close(ignored);
        self->pause.cancel();
    });
}

void server::impl::end_drain() {
    std::function<void()> done;
    {
        const std::lock_guard lock(mutex);
        done.swap(drained);
    }
    if (done) {
        done();
    }
}

server_counts server::impl::counts() const {
    server_counts sum;
    for (const auto& lane : context->lanes) {
        lane->counts.add_to(sum);
    }
    return sum;
}

result<std::unique_ptr<server>> server::listen(server_options options,
                                               std::vector<asio::any_io_executor> executors,
                                               std::function<void(exchange)> handler) {
    if (executors.empty()) {
        return fail(code::invalid, "listening: no executor to deal connections to");
    }
    auto trusted = networks::parse(options.trusted_proxies);
    if (!trusted) {
        return tl::unexpected(trusted.error());
    }
    std::shared_ptr<asio::ssl::context> tls;
    if (!options.certificate.empty()) {
        auto made = server_tls(options.certificate, options.private_key);
        if (!made) {
            return tl::unexpected(made.error());
        }
        tls = std::move(*made);
    }
    auto bound = bind(executors.front(), options);
    if (!bound) {
        return tl::unexpected(bound.error());
    }
    auto made = std::make_shared<impl>(std::move(options), std::move(*bound));
    auto& context = *made->context;
    context.trusted = std::move(*trusted);
    context.tls = std::move(tls);
    context.handler = std::move(handler);
    for (const auto& executor : executors) {
        context.lanes.push_back(std::make_shared<lane>(executor, tick_for(context.options)));
    }
    context.tasks.spawn(executors.front(), "accept", impl::accept(made));
    return std::unique_ptr<server>(new server(std::move(made)));
}

server::server(std::shared_ptr<impl> impl) : impl_(std::move(impl)) {}

server::~server() {
    impl_->context->stopped.store(true);
    impl_->context->draining.store(true);
    impl_->close_acceptor();
    for (const auto& lane : impl_->context->lanes) {
        asio::post(lane->executor(), [lane] { lane->abort(); });
    }
    asio::post(impl_->acceptor.get_executor(), [impl = impl_] { impl->last_moment.cancel(); });
}

std::uint16_t server::port() const { return impl_->port; }

server_counts server::counts() const { return impl_->counts(); }

void server::drain(std::chrono::milliseconds deadline, std::function<void()> done) {
    const auto& context = impl_->context;
    context->draining.store(true);
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->drained = std::move(done);
    }
    impl_->close_acceptor();
    for (const auto& lane : context->lanes) {
        asio::post(lane->executor(), [lane] { lane->drain(); });
    }
    asio::post(impl_->acceptor.get_executor(), [impl = impl_, deadline] {
        impl->last_moment.expires_after(deadline);
        impl->last_moment.async_wait([impl](const error_code& error) {
            if (error) {
                return;
            }
            for (const auto& lane : impl->context->lanes) {
                asio::post(lane->executor(), [lane] { lane->abort(); });
            }
            impl->end_drain();
        });
        // Not before the timer is set: it is cancelled when all are gone.
        impl->context->tasks.when_empty([impl] {
            asio::post(impl->acceptor.get_executor(), [impl] { impl->last_moment.cancel(); });
            impl->end_drain();
        });
    });
}

}  // namespace selat::net
