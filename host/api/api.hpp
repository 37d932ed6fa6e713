#pragma once
// REST and the live stream for agents and integrators, everything under /api/v1.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "host/api/media_links.hpp"
#include "host/api/services.hpp"
#include "host/model/event.hpp"
#include "host/net/server.hpp"

namespace selat::telemetry {
class log;
class metrics;
}  // namespace selat::telemetry

namespace selat::api {

// A bearer token of the configuration.
struct fixed_token {
    std::string name;
    model::role role = model::role::agent;
    std::string token;
};

struct options {
    std::vector<fixed_token> tokens;
    std::string media_path;
    std::uint64_t max_upload = 25 * 1024 * 1024;
    media_links links{};
    std::string public_url;       // browsers may also come from there, when a proxy hides it
    bool secure_cookies = false;  // public_url is https
    std::chrono::milliseconds session_life{12 * 3'600'000};
};

struct parts;

class api {
public:
    api(services& services, options options, telemetry::log& log, telemetry::metrics& metrics);
    ~api();

    // [any-thread] A request whose path begins with /api/v1, or /media/.
    void handle(net::exchange exchange);

    // [any-thread] Positions up to this one are durable; streams read on from the store, so that
    // live and catch-up are one path.
    void committed(std::uint64_t newest_position);
    // [any-thread] Told to whoever may see it now, never stored.
    void tell(model::event event);

    // [any-thread] After a reload. The sessions of `logged_out` end, and every stream of somebody
    // who is not who he was: a token that is gone, an agent with another role. `done` once that is
    // so, or the sessions could not be ended.
    void reconfigure(options options, const std::vector<std::string>& logged_out, reply<void> done);

private:
    // Shared with the calls under way.
    std::shared_ptr<parts> parts_;
};

}  // namespace selat::api
