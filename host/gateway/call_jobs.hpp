#pragma once
// HTTP calls that flows and bots asked for: durable, so a restart makes them again. Lives on the
// control thread.

#include <string>

#include "host/gateway/world.hpp"
#include "host/model/job.hpp"

namespace selat::gateway {

class call_jobs {
public:
    explicit call_jobs(world& world) : world_(world) {}

    // A flow_call or bot_call.
    void start(const model::job& job);
    void stop() { stopped_ = true; }

private:
    void answered(const model::job& job, net::http_result result, std::string context,
                  std::string message);
    void tell(const model::id& customer, const engine::input::any& answer);

    world& world_;
    bool stopped_ = false;
};

}  // namespace selat::gateway
