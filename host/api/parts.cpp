#include "host/api/parts.hpp"

#include <algorithm>

namespace selat::api {
namespace {

telemetry::counter& answers(telemetry::metrics& metrics, std::string_view status) {
    return metrics.counter("selat_api_answers_total", "Answers of the API", {{"status", status}});
}

}  // namespace

parts::parts(services& gateway, selat::api::options given, telemetry::log& log,
             telemetry::metrics& metrics)
    : gateway(gateway), log(log), auth(gateway, given.tokens), stream(gateway, log, metrics),
      options_(std::make_shared<const selat::api::options>(std::move(given))),
      fine_(answers(metrics, "2xx")), refused_(answers(metrics, "4xx")),
      failed_(answers(metrics, "5xx")) {}

void parts::reconfigure(selat::api::options given, const std::vector<std::string>& logged_out,
                        reply<void> done) {
    auth.reconfigure(given.tokens);
    {
        auto fresh = std::make_shared<const selat::api::options>(std::move(given));
        const std::lock_guard lock(mutex_);
        options_ = std::move(fresh);
    }
    if (logged_out.empty()) {
        end_streams({});
        return done({});
    }
    // Once nobody is known by those sessions any more: else a stream could begin behind this.
    auth.log_out(logged_out, [this, logged_out, done = std::move(done)](const result<void>& ended) {
        end_streams(logged_out);
        done(ended);
    });
}

void parts::end_streams(const std::vector<std::string>& logged_out) {
    stream.end_unless([&](const caller& who) {
        return auth.still(who) &&
               (who.agent.empty() || std::ranges::find(logged_out, who.agent) == logged_out.end());
    });
}

std::shared_ptr<const selat::api::options> parts::options() const {
    const std::lock_guard lock(mutex_);
    return options_;
}

void parts::answered(std::uint32_t status) {
    (status < 400 ? fine_ : status < 500 ? refused_ : failed_).add();
}

}  // namespace selat::api
