#pragma once
// GET /api/v1/stream: what happens, told to everyone who may see it, in the store's order. After
// hello come the events behind the cursor, old and new ones alike by one path; each frame carries
// the cursor to go on from.

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "host/api/caller.hpp"
#include "host/api/services.hpp"
#include "host/api/stream_feed.hpp"
#include "host/model/event.hpp"
#include "host/net/server.hpp"
#include "host/telemetry/log.hpp"
#include "host/telemetry/metrics.hpp"

namespace selat::api {

// [any-thread] Made before the first exchange.
class stream {
public:
    stream(services& services, telemetry::log& log, telemetry::metrics& metrics,
           stream_limits limits = {});
    ~stream();
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;

    // `who` is known by now. Answers with a problem, or takes the upgrade.
    void accept(net::exchange exchange, caller who);

    // Positions up to this one are durable.
    void committed(std::uint64_t newest);
    // Told now to whoever may see it and keeps up; never stored.
    void tell(model::event event);
    // Something that was told has been erased from the store.
    void forget();
    // Closes what was opened with this session.
    void end_session(std::string_view session_hash);
    // Closes those for whom `still` is false.
    void end_unless(const std::function<bool(const caller&)>& still);
    // Closes all; the store is not asked again. While the executors of the exchanges still live.
    void stop();

private:
    services& services_;
    std::shared_ptr<feed> feed_;  // shared with the streams that are open
};

}  // namespace selat::api
