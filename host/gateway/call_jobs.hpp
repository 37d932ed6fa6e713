#pragma once
// HTTP calls that flows and bots asked for: durable, so a restart makes those again that may be
// repeated, and answers `uncertain` for the others. Lives on the control thread.

#include <functional>
#include <memory>
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
    [[nodiscard]] std::shared_ptr<const plugins::instance> asker(const model::job& job) const;
    void write_down(model::job job, std::function<void(const model::job& begun)> then);
    void perform(const model::job& job, const std::shared_ptr<const plugins::instance>& who,
                 const model::action::call& call, const std::string& message);
    void answered(const model::job& job, net::http_result result, std::string context,
                  std::string message);
    void tell(const model::id& customer, const engine::input::any& answer);

    world& world_;
    bool stopped_ = false;
};

}  // namespace selat::gateway
