#include "host/api/stream.hpp"

#include <utility>

#include "host/api/call.hpp"
#include "host/api/parameters.hpp"
#include "host/api/problem.hpp"
#include "host/api/stream_beginning.hpp"
#include "host/api/stream_subscriber.hpp"

namespace selat::api {
namespace {

net::response no_upgrade() {
    auto out = problem(426, "This is a WebSocket", "ask for the upgrade to websocket");
    out.headers.emplace_back("Upgrade", "websocket");
    return finished(std::move(out));
}

result<wanted_start> wanted_by(const net::request& request) {
    parameters given(request.query);
    given.text("token");  // who asks is known by now
    const auto after = given.text("after");
    if (const auto fine = given.check(); !fine) {
        return tl::unexpected(fine.error());
    }
    return read_start(after);
}

net::response refused(const failure& failure) {
    return failure.code == code::denied ? refusal(401, "Not logged in", failure.text)
                                        : finished(problem(failure));
}

}  // namespace

stream::stream(services& services, telemetry::log& log, telemetry::metrics& metrics,
               stream_limits limits)
    : services_(services), feed_(std::make_shared<feed>(services.store(), log, metrics, limits)) {}

stream::~stream() { stop(); }

void stream::stop() { feed_->stop(); }

void stream::forget() { feed_->forget(); }

void stream::accept(net::exchange exchange, caller who) {
    if (!exchange.request().upgrade) {
        return exchange.respond(no_upgrade());
    }
    const auto wanted = wanted_by(exchange.request());
    if (!wanted) {
        return exchange.respond(refused(wanted.error()));
    }
    auto one = std::make_shared<subscriber>(feed_, who, exchange.executor());
    if (!feed_->enter(one)) {
        return exchange.respond(refusal(503, "Not available now", "the gateway is ending"));
    }
    auto waiting = std::make_shared<net::exchange>(std::move(exchange));
    find_beginning(feed_, who, *wanted,
                   [feed = feed_, one, waiting, now = services_.now()](result<beginning> found) {
                       std::optional<model::duration> left;
                       if (found && found->session_expires) {
                           left = *found->session_expires - now;
                       }
                       if (left && *left <= model::duration{0}) {
                           found = fail(code::denied, "the session has ended");
                       }
                       if (!found) {
                           feed->leave(*one);
                           return waiting->respond(refused(found.error()));
                       }
                       feed->follow(found->newest);
                       one->begin(std::move(*waiting), std::move(*found), left);
                   });
}

void stream::committed(std::uint64_t newest) { feed_->committed(newest); }

void stream::tell(model::event event) {
    event.position = 0;
    feed_->tell(make_frame(std::move(event)));
}

void stream::end_session(std::string_view session_hash) { feed_->end_session(session_hash); }

void stream::end_unless(const std::function<bool(const caller&)>& still) {
    feed_->end_unless(still);
}

}  // namespace selat::api
