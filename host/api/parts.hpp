#pragma once
// What the calls of the API work with. Everything is [any-thread].

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

#include "host/api/api.hpp"
#include "host/api/auth.hpp"
#include "host/api/keys.hpp"
#include "host/api/services.hpp"
#include "host/api/stream.hpp"
#include "host/api/throttle.hpp"
#include "host/telemetry/log.hpp"
#include "host/telemetry/metrics.hpp"

namespace selat::api {

struct parts {
    parts(services& gateway, selat::api::options given, telemetry::log& log,
          telemetry::metrics& metrics);

    // `logged_out`: agents whose sessions end; `done` once they have, or could not.
    void reconfigure(selat::api::options given, const std::vector<std::string>& logged_out,
                     reply<void> done);
    [[nodiscard]] std::shared_ptr<const selat::api::options> options() const;
    // Counts an answer.
    void answered(std::uint32_t status);

    services& gateway;
    telemetry::log& log;
    selat::api::auth auth;
    selat::api::stream stream;
    log_in_guard log_ins;
    std::atomic<std::uint32_t> log_ins_waiting{0};  // for their hashing
    keys_under_way keys;

private:
    void end_streams(const std::vector<std::string>& logged_out);

    mutable std::mutex mutex_;  // guards options_
    std::shared_ptr<const selat::api::options> options_;
    telemetry::counter& fine_;
    telemetry::counter& refused_;
    telemetry::counter& failed_;
};

}  // namespace selat::api
